package sandbox_test

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// parentKeysOf finds the keys of one parent.
func parentKeysOf(t *testing.T, s *sandbox.Sandbox, kind sandbox.ParentKind, id string) sandbox.ParentKeys {
	t.Helper()
	all := s.AllParentKeys()
	at := slices.IndexFunc(all, func(h sandbox.ParentKeys) bool { return h.Kind == kind && h.ID == id })
	if at < 0 {
		t.Fatalf("no %s %s in %+v", kind, id, all)
	}
	return all[at]
}

func TestAllParentKeys(t *testing.T) {
	t.Parallel()
	s := sandbox.New()
	t.Cleanup(s.Close)
	connection := s.Auth0().AddConnection(sandbox.Auth0Connection{})
	server := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{RotationMode: "MANUAL"})
	app := s.Okta().AddApp(sandbox.OktaApp{})
	s.Auth0().Rotate(connection)
	s.Okta().Rotate(server)
	id := s.Okta().AddAppKey(app, sandbox.OktaAppKey{KID: "a"})
	s.Okta().SetAppKeyStatus(app, id, "INACTIVE")

	if h := parentKeysOf(t, s, sandbox.ConnectionParent, connection); len(h.Keys) != 3 || h.Changes != 1 {
		t.Errorf("connection: %+v", h)
	}
	if h := parentKeysOf(t, s, sandbox.ServerParent, server); len(h.Keys) != 3 || h.Changes != 1 || h.Mode != "MANUAL" || h.Keys[0].Status != "ACTIVE" {
		t.Errorf("server: %+v", h)
	}
	if h := parentKeysOf(t, s, sandbox.ResourceServerParent, server); len(h.Keys) != 0 || h.Changes != 0 {
		t.Errorf("resource server: %+v", h)
	}
	h := parentKeysOf(t, s, sandbox.AppParent, app)
	want := sandbox.ParentKey{ID: id, KID: "a", Use: "sig", Status: "INACTIVE"}
	if len(h.Keys) != 1 || h.Keys[0] != want || !slices.Equal(h.Effects, []string{"add a", "deactivate a"}) {
		t.Errorf("app: %+v", h)
	}
}
