package okta_test

import (
	"crypto"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The folders of the examples of whole sets, and the guides that explain them.
const (
	serverSetExamples = "resources/idpkeys_okta_resource_server_jwks/"
	appSetExamples    = "resources/idpkeys_okta_app_jwks/"

	setGuide      = "templates/guides/okta-key-set-rollover.md"
	ownerGuide    = "templates/guides/who-owns-a-key.md"
	rolloverGuide = "templates/guides/okta-roll-over-encryption-key.md"
)

// setExample is a parent of the examples, and a folder in which a real CLI manages
// its keys as a set.
type setExample struct {
	*setFixture
	*cliFixture
	// folder is that of the examples.
	folder string
}

// serverSetExample is example for the set of an authorization server.
func serverSetExample(t *testing.T, server sandbox.OktaAuthorizationServer, files ...string) *setExample {
	t.Helper()
	s, cli := emptyExample(t)
	server.ID = exampleServer
	w := newSetExample(t, s, cli, serverSetExamples, s.Okta().AddAuthorizationServer(server))
	w.typeName = resourceServerJWKSType
	w.copies(append(files, "2026-q3.pem", "2026-q4.pem")...)
	return w
}

// appSetExample is example for the set of an app.
func appSetExample(t *testing.T, app sandbox.OktaApp, files ...string) *setExample {
	t.Helper()
	s, cli := emptyExample(t)
	app.ID = exampleApp
	w := newSetExample(t, s, cli, appSetExamples, s.Okta().AddApp(app))
	w.copies(append(files, "2026-q3.pem", "2026-q4.pem", "id-tokens.pem")...)
	return w
}

func newSetExample(t *testing.T, s *acctest.Sandbox, cli *acctest.CLI, folder, parent string) *setExample {
	return &setExample{
		setFixture: &setFixture{Sandbox: s, t: t, parent: parent},
		cliFixture: &cliFixture{appFixture: appFixtureAt(t, s, nil, parent), CLI: cli, t: t},
		folder:     folder,
	}
}

// copies writes files of the example into the folder of the CLI.
func (w *setExample) copies(files ...string) {
	for _, file := range files {
		w.Write(file, document(w.cliFixture.t, "examples/"+w.folder+file))
	}
}

// configured writes the one configuration of a page that holds the text.
func (w *setExample) configured(page, text string) {
	w.cliFixture.t.Helper()
	w.Write("main.tf", configurationWith(w.cliFixture.t, page, text))
}

// setEffects fails the test unless this has happened to the keys since the last
// time, in order.
func (w *setExample) setEffects(since int, want ...string) int {
	w.cliFixture.t.Helper()
	all := w.effects()
	if got := strings.Join(all[since:], ", "); got != strings.Join(want, ", ") {
		w.cliFixture.t.Errorf("effects %q\n   want %q", got, want)
	}
	return len(all)
}

// exampleKey is the public key in a file of an example.
func exampleKey(t *testing.T, file string) crypto.PublicKey {
	t.Helper()
	key, err := x509.ParsePKIXPublicKey(pemBytes(document(t, "examples/"+file)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// serverAsConfigured is a server that has the keys of the example already.
func serverAsConfigured(t *testing.T) sandbox.OktaAuthorizationServer {
	t.Helper()
	return sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{
		{KID: "2026-q3", PublicKey: exampleKey(t, serverSetExamples+"2026-q3.pem")},
		{KID: "2026-q4", PublicKey: exampleKey(t, serverSetExamples+"2026-q4.pem"), Status: active},
	}}
}

// appAsConfigured is an app that has the keys of the example already.
func appAsConfigured(t *testing.T) sandbox.OktaApp {
	t.Helper()
	return sandbox.OktaApp{Keys: []sandbox.OktaAppKey{
		{KID: "2026-q3", PublicKey: exampleKey(t, appSetExamples+"2026-q3.pem"), Status: inactive},
		{KID: "2026-q4", PublicKey: exampleKey(t, appSetExamples+"2026-q4.pem")},
		{KID: "id-tokens", PublicKey: exampleKey(t, appSetExamples+"id-tokens.pem"), Use: "enc", Alg: "RSA-OAEP-256"},
	}}
}
