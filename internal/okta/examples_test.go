package okta_test

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// exampleServer is the authorization server that the examples speak of.
const exampleServer = "aus1a2b3c4d5e6f7g8h9"

// exampleApp is the app that the examples speak of.
const exampleApp = "0oa1a2b3c4d5e6f7g8h9"

// The folders of the examples.
const (
	resourceExamples = "resources/idpkeys_okta_authorization_server_keys/"
	listExamples     = "data-sources/idpkeys_okta_authorization_server_keys/"
	keyExamples      = "data-sources/idpkeys_okta_authorization_server_key/"

	registeredKeyExamples = "resources/idpkeys_okta_app_jwk/"

	appKeysExamples        = "data-sources/idpkeys_okta_app_jwks/"
	appKeyExamples         = "data-sources/idpkeys_okta_app_jwk/"
	connectionKeysExamples = "data-sources/idpkeys_okta_app_connection_jwks/"
)

// example prepares a folder with files of examples/, whose provider takes
// everything from the environment, and an org that has the server.
func example(t *testing.T, files ...string) (*acctest.Sandbox, *acctest.CLI) {
	t.Helper()
	s, cli := emptyExample(t)
	s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{ID: exampleServer, Name: "Example", RotationMode: "MANUAL"})
	for _, file := range files {
		cli.Write(filepath.Base(file), document(t, "examples/"+file))
	}
	return s, cli
}

// emptyExample is example without files and in an empty org.
func emptyExample(t *testing.T) (*acctest.Sandbox, *acctest.CLI) {
	t.Helper()
	s := acctest.NewTarget(t).SandboxOnly("the examples name a server of their own")
	cli := acctest.NewCLI(t)
	cli.Env = []string{"OKTA_ORG_URL=" + s.Okta().URL(), "OKTA_API_TOKEN=" + s.OktaToken}
	return s, cli
}

// document is a file of the repository.
func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// configurations are the blocks of HCL in a page.
func configurations(t *testing.T, name string) []string {
	t.Helper()
	var blocks []string
	_, rest, found := strings.Cut(document(t, name), "```terraform\n")
	for found {
		var block string
		block, rest, _ = strings.Cut(rest, "```")
		blocks = append(blocks, block)
		_, rest, found = strings.Cut(rest, "```terraform\n")
	}
	return blocks
}

// holding is the one configuration of a page that holds the text.
func holding(t *testing.T, name, text string) string {
	t.Helper()
	var found []string
	for _, block := range configurations(t, name) {
		if strings.Contains(block, text) {
			found = append(found, block)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d configurations with %q, want 1", name, len(found), text)
	}
	return found[0]
}

// expectExampleRotations fails unless the server was rotated so often.
func expectExampleRotations(t *testing.T, s *acctest.Sandbox, want int) {
	t.Helper()
	if n := s.Okta().Rotations(exampleServer); n != want {
		t.Errorf("%d rotations, want %d", n, want)
	}
}

func TestAccExamples_resource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, resourceExamples+"resource.tf")
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added", "next_key")
	acctest.MustHold(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	expectExampleRotations(t, s, 0)
}

func TestAccExamples_listDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, listExamples+"data-source.tf")
	_, next, _ := s.SigningKIDs(exampleServer)
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "jwks", fmt.Sprintf("next_kid = %q", next), "MANUAL")
	s.Okta().SetNextAbsent(exampleServer, true)
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "next_kid")
}

func TestAccExamples_keyDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, keyExamples+"data-source.tf")
	active, _, _ := s.SigningKIDs(exampleServer)
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve", "-var=kid="+active), "ACTIVE", "BEGIN PUBLIC KEY")
}

func TestAccExamples_appKeysDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, appKeysExamples+"data-source.tf")
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Keys: []sandbox.OktaAppKey{
		{KID: "2026-q3", Status: "INACTIVE", Use: "sig", Alg: "RS256"},
		{KID: "2026-q4"}, // as the official provider registers it
		{KID: "id-tokens", Use: "enc", Alg: "RSA-OAEP-256"},
	}})
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), `"kid" = "2026-q3"`, `"status" = "INACTIVE"`, `"alg" = "RSA-OAEP-256"`)
	set := cli.MustRun(0, "output", "-raw", "active_signing_keys")
	if strings.Count(set, `"kid"`) != 1 || !strings.Contains(set, `"kid":"2026-q4"`) {
		t.Errorf("the active signing keys are %s", set)
	}
}

func TestAccExamples_appKeyDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, appKeyExamples+"data-source.tf")
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Keys: []sandbox.OktaAppKey{{KID: "2026-q3", Status: "INACTIVE"}, {KID: "2026-q4"}}})
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve", "-var=kid=2026-q3"), `status = "INACTIVE"`, "BEGIN PUBLIC KEY")
}

func TestAccExamples_connectionKeysDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, connectionKeysExamples+"data-source.tf")
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Connection: &sandbox.OktaConnection{}})
	kid := s.Okta().ConnectionKeys(exampleApp)[0].KID
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "keys", kid)
	acctest.MustHold(t, cli.MustRun(0, "output", "-raw", "jwks"), `{"keys":[`, `"kid":"`+kid+`"`)
}

// exampleKeyID is Okta's ID of the key that the examples import.
const exampleKeyID = "pks1a2b3c4d5e6f7g8h9"

// appKeyGuide is the guide about the keys of an app.
const appKeyGuide = "templates/guides/okta-rotate-app-key.md"

// appKeyExample is example for the resource of one key, with an app and the files
// of public keys.
func appKeyExample(t *testing.T, app sandbox.OktaApp, files ...string) *cliWorld {
	t.Helper()
	for i, file := range files {
		files[i] = registeredKeyExamples + file
	}
	s, cli := example(t, append(files, registeredKeyExamples+"2026-q4.pem", registeredKeyExamples+"id-tokens.pem")...)
	app.ID = exampleApp
	return &cliWorld{appWorld: &appWorld{Sandbox: s, t: t, app: s.Okta().AddApp(app)}, CLI: cli, t: t}
}

// registered is an app that has the key of the example already.
func registered(t *testing.T) sandbox.OktaApp {
	t.Helper()
	key, err := x509.ParsePKIXPublicKey(pemBytes(document(t, "examples/"+registeredKeyExamples+"2026-q4.pem")))
	if err != nil {
		t.Fatal(err)
	}
	return sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{ID: exampleKeyID, KID: "2026-q4", PublicKey: key}}}
}

// pemBytes is what the first block of a PEM file holds.
func pemBytes(text string) []byte {
	block, _ := pem.Decode([]byte(text))
	return block.Bytes
}

func TestAccExamples_appKeyResource(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{}, "resource.tf")
	w.must(0, []string{"2 added"}, "apply", "-auto-approve")
	w.must(0, []string{`"kid":"2026-q4"`}, "output", "-raw", "jwk")
	w.noChanges()
	w.Okta().SetIDTokenEncryption(exampleApp, encryption)
	w.Write("id-tokens.pem", pemOf(t, 0))
	w.must(0, []string{"will change over", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.statuses(map[string]string{"2026-q4": active, thumbprint(t, rsaSigner(t, 0).Public()): active})
}

func TestAccExamples_appKeyImportBlock(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, registered(t), "resource.tf", "import-by-string-id.tf")
	w.must(0, []string{"1 imported, 1 added, 0 changed"}, "apply", "-auto-approve")
	w.noChanges()
}

func TestAccExamples_appKeyImportBlockByIdentity(t *testing.T) {
	t.Parallel()
	since(t, 12, "import by identity")
	w := appKeyExample(t, registered(t), "resource.tf", "import-by-identity.tf")
	w.must(0, []string{"1 imported, 1 added, 0 changed"}, "apply", "-auto-approve")
	w.noChanges()
}

func TestAccExamples_appKeyImportCommand(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, registered(t), "resource.tf")
	for line := range strings.Lines(document(t, "examples/"+registeredKeyExamples+"import.sh")) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == "terraform" {
			w.must(0, []string{"Import successful!"}, words[1:]...)
		}
	}
	w.must(0, []string{"1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
}

// step is a configuration of the guide about the keys of an app. What it takes
// from other providers is replaced: pairs of what it says and what is there
// instead.
func (w *cliWorld) step(name, text string, replaced ...string) {
	w.t.Helper()
	w.Write(name, strings.NewReplacer(replaced...).Replace(holding(w.t, appKeyGuide, text)))
}

// The guide, step by step, with keys from files in place of tls_private_key.
func TestAccExamples_appKeyGuide(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{})
	files := []string{"tls_private_key.q3.public_key_pem", `file("2026-q3.pem")`, "tls_private_key.q4.public_key_pem", `file("2026-q4.pem")`}
	w.Write("2026-q3.pem", pemOf(t, 0))
	w.step("q3.tf", "# Step 1", files...)
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.step("q4.tf", "# Step 2", files...)
	w.must(0, []string{"1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.statuses(map[string]string{"2026-q3": active, "2026-q4": active})
	w.step("q3.tf", "# Step 4", files...)
	w.must(0, []string{`"ACTIVE" -> "INACTIVE"`, "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.statuses(map[string]string{"2026-q3": inactive, "2026-q4": active})
	w.Write("q3.tf", "") // step 5
	w.must(0, []string{"1 destroyed"}, "apply", "-auto-approve")
	w.statuses(map[string]string{"2026-q4": active})
	w.noChanges()
	// The only one left: Okta refuses, and the error says what to do.
	w.Write("q4.tf", "")
	w.must(1, []string{"stays as it is", "Activate another key first"}, "apply", "-auto-approve")
	w.effects("add 2026-q3", "add 2026-q4", "deactivate 2026-q3", "delete 2026-q3")
}

func TestAccExamples_appKeyGuideInOneApply(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{})
	w.step("main.tf", "# One apply")
	for i, words := range []string{"1 added, 0 changed, 0 destroyed", "1 added, 0 changed, 1 destroyed"} {
		w.Write("current.pem", pemOf(t, i))
		w.must(0, []string{words}, "apply", "-auto-approve")
		w.noChanges()
		w.statuses(map[string]string{thumbprint(t, rsaSigner(t, i).Public()): active})
	}
}

func TestAccExamples_appKeyGuideEphemeral(t *testing.T) {
	t.Parallel()
	since(t, 11, "write-only arguments")
	w := appKeyExample(t, sandbox.OktaApp{})
	w.Write("key.tf", "variable \"pem\" {\n  type      = string\n  ephemeral = true\n}\n")
	w.step("q4.tf", "# Ephemeral", "ephemeral.tls_private_key.q4.public_key_pem", "var.pem")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve", "-var=pem="+pemOf(t, 0))
	w.noChanges("-var=pem=" + pemOf(t, 1))
	w.statuses(map[string]string{"2026-q4": active})
}

// The spoke and the hub are two orgs, and so two sandboxes.
func TestAccExamples_appKeyGuideSpokeToHub(t *testing.T) {
	t.Parallel()
	const hubApp = "0oa9h8g7f6e5d4c3b2a1"
	cli, spoke, hub := acctest.NewCLI(t), acctest.NewSandbox(t), acctest.NewSandbox(t)
	spoke.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Connection: &sandbox.OktaConnection{Keys: make([]sandbox.OktaConnectionKey, 2)}})
	spoke.Okta().AddApp(sandbox.OktaApp{ID: exampleApp + "later", Connection: &sandbox.OktaConnection{}})
	hub.Okta().AddApp(sandbox.OktaApp{ID: hubApp})
	w := &cliWorld{appWorld: &appWorld{Sandbox: hub, t: t, app: hubApp}, CLI: cli, t: t}
	w.Env = []string{"TF_VAR_spoke_api_token=" + spoke.OktaToken, "TF_VAR_hub_api_token=" + hub.OktaToken}
	urls := []string{"https://spoke.okta.com", spoke.Okta().URL(), "https://hub.okta.com", hub.Okta().URL()}
	want := func(app string) map[string]string {
		all := map[string]string{}
		for _, key := range spoke.Okta().ConnectionKeys(app) {
			all[key.KID] = active
		}
		return all
	}
	w.step("main.tf", "idpkeys.spoke", urls...)
	w.must(0, []string{"2 added"}, "apply", "-auto-approve")
	w.noChanges()
	w.statuses(want(exampleApp))
	// Another key: it is registered, and those that are not listed any more go, in
	// a second apply where Okta refused the last of them in the first.
	w.step("main.tf", "idpkeys.spoke", append(urls, exampleApp, exampleApp+"later")...)
	w.Run("apply", "-auto-approve")
	w.must(0, nil, "apply", "-auto-approve")
	w.noChanges()
	w.statuses(want(exampleApp + "later"))
}

// What okta_app_oauth does to a retired key is shown and taken back.
func TestAccExamples_appKeyGuideBesideOkta(t *testing.T) {
	t.Parallel()
	w := appKeyExample(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "first"}}})
	w.Write("2026-q3.pem", pemOf(t, 0))
	w.step("main.tf", "# Beside okta_app_oauth", "okta_app_oauth.example.id", strconv.Quote(exampleApp))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Okta().SetAppKeyStatus(exampleApp, w.keyID("2026-q3"), active)
	w.must(0, []string{`"ACTIVE" -> "INACTIVE"`, "1 changed"}, "apply", "-auto-approve")
	w.noChanges()
	w.statuses(map[string]string{"first": active, "2026-q3": inactive})
}

func TestAccExamples_importBlock(t *testing.T) {
	t.Parallel()
	s, cli := example(t, resourceExamples+"resource.tf", resourceExamples+"import-by-string-id.tf")
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "1 imported, 0 added")
	expectExampleRotations(t, s, 0)
}

// By identity, which Terraform has from 1.12 on.
func TestAccExamples_importBlockByIdentity(t *testing.T) {
	t.Parallel()
	s, cli := example(t, resourceExamples+"resource.tf", resourceExamples+"import-by-identity.tf")
	var major, minor int
	title := acctest.CLITitle(t)
	if _, err := fmt.Sscanf(title, "Terraform v%d.%d", &major, &minor); err != nil || minor < 12 {
		t.Skipf("%s has no import by identity", title)
	}
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "1 imported, 0 added")
	expectExampleRotations(t, s, 0)
}

func TestAccExamples_importCommand(t *testing.T) {
	t.Parallel()
	s, cli := example(t, resourceExamples+"resource.tf")
	for line := range strings.Lines(document(t, "examples/"+resourceExamples+"import.sh")) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == "terraform" {
			acctest.MustHold(t, cli.MustRun(0, words[1:]...), "Import successful!")
		}
	}
	expectExampleRotations(t, s, 0)
}

// The README's configuration for Okta works as it stands.
func TestAccExamples_readme(t *testing.T) {
	t.Parallel()
	s, cli := example(t)
	cli.Write("main.tf", holding(t, "README.md", "idpkeys_okta_authorization_server_keys"))
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added", "next_key_of_the_authorization_server")
	expectExampleRotations(t, s, 0)
}

// The provider page's ways to configure Okta are valid.
func TestAccExamples_providerPage(t *testing.T) {
	t.Parallel()
	blocks := 0
	for _, block := range configurations(t, "templates/index.md.tmpl") {
		if !strings.Contains(block, "okta = {") {
			continue
		}
		blocks++
		_, cli := example(t)
		cli.Write("main.tf", block)
		acctest.MustHold(t, cli.MustRun(0, "validate"), "Success!")
	}
	if blocks == 0 {
		t.Error("the provider page does not show how to configure Okta")
	}
}

// The guide, step by step: adopt, hand out, rotate.
func TestAccExamples_guide(t *testing.T) {
	t.Parallel()
	const guide = "templates/guides/okta-rotate-authorization-server-keys.md"
	s, cli := example(t)
	k1, k2, _ := s.SigningKIDs(exampleServer)

	cli.Write("main.tf", holding(t, guide, `rotation = "none yet"`))
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added")
	expectExampleRotations(t, s, 0)
	cli.Write("verifiers.tf", holding(t, guide, `output "jwks"`))
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "jwks")
	acctest.MustHold(t, cli.MustRun(0, "output", "-raw", "jwks"), k1, k2)

	s.Clock().Advance(24 * time.Hour)
	cli.Write("main.tf", holding(t, guide, `rotation = "2026-q4"`))
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), fmt.Sprintf("%q -> %q", k1, k2), "rotate_when_changed changes", "1 changed")
	expectExampleRotations(t, s, 1)
	_, k3, _ := s.SigningKIDs(exampleServer)
	acctest.MustHold(t, cli.MustRun(0, "output", "-raw", "jwks"), k1, k2, k3)
	acctest.MustHold(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")

	cli.Write("main.tf", holding(t, guide, "rotation_period"))
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "1 changed")
	expectExampleRotations(t, s, 1)
	s.Clock().Advance(91 * 24 * time.Hour)
	acctest.MustHold(t, cli.MustRun(0, "apply", "-auto-approve"), fmt.Sprintf("%q -> %q", k2, k3), "older than rotation_period")
	expectExampleRotations(t, s, 2)
}

// Every Okta file of examples/ is used by a test of this file, or of those about
// sets.
func TestExamples_areAllTested(t *testing.T) {
	t.Parallel()
	source := document(t, "internal/okta/examples_test.go") +
		document(t, "internal/okta/examples_jwks_test.go") + document(t, "internal/okta/examples_jwks_helper_test.go") +
		document(t, "internal/okta/resource_server_jwk_examples_test.go")
	for _, folder := range []string{"resources", "data-sources"} {
		names, err := filepath.Glob(filepath.Join("..", "..", "examples", folder, "idpkeys_okta_*", "*"))
		if err != nil || len(names) == 0 {
			t.Fatalf("no examples in %s (%v)", folder, err)
		}
		for _, name := range names {
			dir, file := filepath.Split(name)
			if !strings.Contains(source, folder+"/"+filepath.Base(dir)+"/") || !strings.Contains(source, file) {
				t.Errorf("%s is not applied by a test", name)
			}
		}
	}
}
