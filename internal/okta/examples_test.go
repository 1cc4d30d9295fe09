package okta_test

import (
	"fmt"
	"os"
	"path/filepath"
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

// configurationWith is the one configuration of a page that holds the text.
func configurationWith(t *testing.T, name, text string) string {
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
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added", "next_key")
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	expectExampleRotations(t, s, 0)
}

func TestAccExamples_published(t *testing.T) {
	t.Parallel()
	s, cli := example(t, resourceExamples+"published.tf")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "next_published_since = \"20")
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	expectExampleRotations(t, s, 0)
}

func TestAccExamples_listDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, listExamples+"data-source.tf")
	_, next, _ := s.SigningKIDs(exampleServer)
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "jwks", fmt.Sprintf("next_kid = %q", next), "MANUAL")
	s.Okta().SetNextAbsent(exampleServer, true)
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "next_kid")
}

func TestAccExamples_keyDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, keyExamples+"data-source.tf")
	active, _, _ := s.SigningKIDs(exampleServer)
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve", "-var=kid="+active), "ACTIVE", "BEGIN PUBLIC KEY")
}

func TestAccExamples_appKeysDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, appKeysExamples+"data-source.tf")
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Keys: []sandbox.OktaAppKey{
		{KID: "2026-q3", Status: "INACTIVE", Use: "sig", Alg: "RS256"},
		{KID: "2026-q4"}, // as the official provider registers it
		{KID: "id-tokens", Use: "enc", Alg: "RSA-OAEP-256"},
	}})
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), `"kid" = "2026-q3"`, `"status" = "INACTIVE"`, `"alg" = "RSA-OAEP-256"`)
	set := cli.MustRun(0, "output", "-raw", "active_signing_keys")
	if strings.Count(set, `"kid"`) != 1 || !strings.Contains(set, `"kid":"2026-q4"`) {
		t.Errorf("the active signing keys are %s", set)
	}
}

func TestAccExamples_appKeyDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, appKeyExamples+"data-source.tf")
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Keys: []sandbox.OktaAppKey{{KID: "2026-q3", Status: "INACTIVE"}, {KID: "2026-q4"}}})
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve", "-var=kid=2026-q3"), `status = "INACTIVE"`, "BEGIN PUBLIC KEY")
}

func TestAccExamples_connectionKeysDataSource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, connectionKeysExamples+"data-source.tf")
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleApp, Connection: &sandbox.OktaConnection{}})
	kid := s.Okta().ConnectionKeys(exampleApp)[0].KID
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "keys", kid)
	acctest.MustContain(t, cli.MustRun(0, "output", "-raw", "jwks"), `{"keys":[`, `"kid":"`+kid+`"`)
}

func TestAccExamples_importBlock(t *testing.T) {
	t.Parallel()
	s, cli := example(t, resourceExamples+"resource.tf", resourceExamples+"import-by-string-id.tf")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 imported, 0 added")
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
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 imported, 0 added")
	expectExampleRotations(t, s, 0)
}

func TestAccExamples_importCommand(t *testing.T) {
	t.Parallel()
	s, cli := example(t, resourceExamples+"resource.tf")
	for line := range strings.Lines(document(t, "examples/"+resourceExamples+"import.sh")) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == "terraform" {
			acctest.MustContain(t, cli.MustRun(0, words[1:]...), "Import successful!")
		}
	}
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
		acctest.MustContain(t, cli.MustRun(0, "validate"), "Success!")
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

	cli.Write("main.tf", configurationWith(t, guide, `rotation = "none yet"`))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added")
	expectExampleRotations(t, s, 0)
	cli.Write("verifiers.tf", configurationWith(t, guide, `output "jwks"`))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "jwks")
	acctest.MustContain(t, cli.MustRun(0, "output", "-raw", "jwks"), k1, k2)

	s.Age(24 * time.Hour)
	cli.Write("main.tf", configurationWith(t, guide, `rotation = "2026-q4"`))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), fmt.Sprintf("%q -> %q", k1, k2), "rotate_when_changed changes", "1 changed")
	expectExampleRotations(t, s, 1)
	_, k3, _ := s.SigningKIDs(exampleServer)
	acctest.MustContain(t, cli.MustRun(0, "output", "-raw", "jwks"), k1, k2, k3)
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")

	cli.Write("main.tf", configurationWith(t, guide, "\"90d\"\n}"))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 changed")
	expectExampleRotations(t, s, 1)
	s.Age(91 * 24 * time.Hour)
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), fmt.Sprintf("%q -> %q", k2, k3), "older than rotation_period")
	expectExampleRotations(t, s, 2)

	cli.Write("main.tf", configurationWith(t, guide, "require_published"))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 changed")
	s.Age(91 * 24 * time.Hour)
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "wait for the next key to be published", "0 added, 0 changed")
	expectExampleRotations(t, s, 2)
}

// Every Okta file of examples/ is used by a test of these files.
func TestExamples_areAllTested(t *testing.T) {
	t.Parallel()
	source := document(t, "internal/okta/examples_test.go") + document(t, "internal/okta/examples_app_key_test.go") +
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
