package okta_test

import (
	"crypto/x509"
	"fmt"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The folders of the examples.
const (
	serverKeyResourceExamples = "resources/idpkeys_okta_resource_server_jwk/"
	serverKeyListExamples     = "data-sources/idpkeys_okta_resource_server_jwks/"
	serverKeyExamples         = "data-sources/idpkeys_okta_resource_server_jwk/"
)

// exampleServerKeyID is Okta's ID of the key that the examples import.
const exampleServerKeyID = "apk1a2b3c4d5e6f7g8h9"

// serverKeyExample is example for the resource, with the files of public keys.
func serverKeyExample(t *testing.T, files ...string) *serverCLI {
	t.Helper()
	names := []string{serverKeyResourceExamples + "access-tokens.pem", serverKeyResourceExamples + "2027-q1.pem"}
	for _, file := range files {
		names = append(names, serverKeyResourceExamples+file)
	}
	s, cli := example(t, names...)
	return newServerCLI(t, serverFixtureAt(t, s, nil, exampleServer), cli)
}

// registered gives the server of the examples the key that they import.
func (w *serverCLI) registered() {
	w.t.Helper()
	key, err := x509.ParsePKIXPublicKey(pemBytes(document(w.t, "examples/"+serverKeyResourceExamples+"access-tokens.pem")))
	if err != nil {
		w.t.Fatal(err)
	}
	w.Okta().AddResourceServerKey(w.id, sandbox.OktaResourceServerKey{ID: exampleServerKeyID, KID: "2026-q4", Status: active, PublicKey: key})
}

func TestAccExamples_resourceServerKeyResource(t *testing.T) {
	t.Parallel()
	w := serverKeyExample(t, "resource.tf")
	w.must(0, []string{"2 added"}, "apply", "-auto-approve")
	w.noChanges()
	first := strings.TrimSpace(w.MustRun(0, "output", "-raw", "kid"))
	w.expectStatuses(map[string]string{first: active, "2027-q1": inactive})
	// Another key in the file takes its place, with encryption on.
	w.Okta().SetAccessTokenEncryption(w.id, encryption)
	w.Write("access-tokens.pem", pemOf(t, 0))
	mark, second := len(w.Okta().ResourceServerKeyEffects(w.id)), thumbprint(t, rsaSigner(t, 0).Public())
	w.must(0, []string{"will be deactivated", fmt.Sprintf("deactivates key %q", first), "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.effectsAfter(mark, "add "+second, "activate "+second, "deactivate "+first, "delete "+first)
	if w.Okta().ResourceServerWasWithoutActiveKey(w.id) {
		t.Error("the server was without an active key")
	}
}

func TestAccExamples_resourceServerKeyImportBlock(t *testing.T) {
	t.Parallel()
	w := serverKeyExample(t, "resource.tf", "import-by-string-id.tf")
	w.registered()
	w.must(0, []string{"1 imported, 1 added, 0 changed"}, "apply", "-auto-approve")
	w.noChanges()
	w.effectsAfter(1, "add 2027-q1")
}

func TestAccExamples_resourceServerKeyImportBlockByIdentity(t *testing.T) {
	t.Parallel()
	requireCLI(t, 12, "import by identity")
	w := serverKeyExample(t, "resource.tf", "import-by-identity.tf")
	w.registered()
	w.must(0, []string{"1 imported, 1 added, 0 changed"}, "apply", "-auto-approve")
	w.noChanges()
	w.effectsAfter(1, "add 2027-q1")
}

func TestAccExamples_resourceServerKeyImportCommand(t *testing.T) {
	t.Parallel()
	w := serverKeyExample(t, "resource.tf")
	w.registered()
	for line := range strings.Lines(document(t, "examples/"+serverKeyResourceExamples+"import.sh")) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == "terraform" {
			w.must(0, []string{"Import successful!"}, words[1:]...)
		}
	}
	w.must(0, []string{"1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.effectsAfter(1, "add 2027-q1")
}

func TestAccExamples_resourceServerKeysDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, serverKeyListExamples+"data-source.tf")
	cli.MustRun(0, "apply", "-auto-approve") // a server without keys
	s.Okta().AddResourceServerKey(exampleServer, sandbox.OktaResourceServerKey{KID: "2026-q3", Status: active})
	s.Okta().AddResourceServerKey(exampleServer, sandbox.OktaResourceServerKey{KID: "2026-q4"})
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), `active_kid = "2026-q3"`, `"kid" = "2026-q4"`, `"status" = "INACTIVE"`)
	acctest.MustContain(t, cli.MustRun(0, "output", "-raw", "jwks"), `{"keys":[`, `"kid":"2026-q3"`, `"kid":"2026-q4"`)
}

func TestAccExamples_resourceServerKeyDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, serverKeyExamples+"data-source.tf")
	s.Okta().AddResourceServerKey(exampleServer, sandbox.OktaResourceServerKey{KID: "2026-q3", Status: active})
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve", "-var=kid=2026-q3"), `status = "ACTIVE"`, "BEGIN PUBLIC KEY")
}
