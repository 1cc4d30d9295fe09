package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const resourceServerJWKType = "idpkeys_okta_resource_server_jwk"

// serverFixture is an authorization server, and a provider that manages the keys
// to which it encrypts.
type serverFixture struct {
	keyFixture
	id string
}

func newServerFixture(t *testing.T, server sandbox.OktaAuthorizationServer, options ...idpkeys.Option) *serverFixture {
	t.Helper()
	s := acctest.NewSandbox(t)
	return serverFixtureAt(t, s, s.RPC(options...), s.Okta().AddAuthorizationServer(server))
}

// serverFixtureAt is one at a server that there is; r may be nil where a CLI drives.
func serverFixtureAt(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, id string) *serverFixture {
	t.Helper()
	return &serverFixture{id: id, keyFixture: keyFixture{
		Sandbox: s, t: t, r: r, typeName: resourceServerJWKType,
		keys:     func() []sandbox.OktaRegisteredKey { return s.Okta().ResourceServerKeys(id) },
		happened: func() []string { return s.Okta().ResourceServerKeyEffects(id) },
	}}
}

// withActive is a server that has an active key already, named old.
func withActive() sandbox.OktaAuthorizationServer {
	return sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "old", Status: active}}}
}

// serverConfig is a configuration about an authorization server.
func serverConfig(id any, more ...map[string]any) map[string]any {
	return acctest.Merge(append([]map[string]any{{"authorization_server_id": id}}, more...)...)
}

// config is a configuration about the server, of key i of the process.
func (w *serverFixture) config(i int, kid string, more ...map[string]any) map[string]any {
	w.t.Helper()
	return serverConfig(w.id, append([]map[string]any{rsaPEM(w.t, i), byKID(kid)}, more...)...)
}

// keyPair are two keys under management, the first of them active.
func (w *serverFixture) keyPair() (a, b *acctest.Object) {
	w.t.Helper()
	a = w.apply(nil, w.config(0, "a", ofStatus(active)))
	return a, w.apply(nil, w.config(1, "b", ofStatus(inactive)))
}
