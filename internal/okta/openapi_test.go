package okta_test

import (
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaspec"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// Every request that the provider makes, and every answer that it gets, is one of
// Okta's OpenAPI document.
func TestAuthorizationServerKeys_requestsFollowTheOpenAPIDocument(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	network := oktaspec.Load(t).RoundTripper(t, http.DefaultTransport)
	r := s.RPC(idpkeys.WithNetwork(network))
	id := s.AuthorizationServer()
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
	object = s.Update(r, keysType, object, config(id, acctest.Trigger("2")))
	s.Refresh(r, object)
	active, _, _ := s.SigningKIDs(id)
	for typeName, c := range map[string]map[string]any{
		keysType:                                config(id),
		"idpkeys_okta_authorization_server_key": config(id, map[string]any{"kid": active}),
	} {
		if _, diags := r.ReadData(typeName, c); len(diags) > 0 {
			t.Error(diags)
		}
	}
	if _, diags := r.ReadData(keysType, config("aus0000000000000000")); !diags.Has("ERROR", "E0000007") {
		t.Errorf("an unknown server:\n%s", diags)
	}
}
