package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

// The parents that the pages name.
const (
	pageConnection = "con_a1b2c3d4e5f6g7h8"
	pageServer     = "aus1a2b3c4d5e6f7g8h9"
)

// terraformBlocks are the blocks of HCL in a page of the repository.
func terraformBlocks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for i, part := range strings.Split(string(text), "```terraform\n") {
		if block, _, closed := strings.Cut(part, "```"); i > 0 && closed {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// The README's configuration is one file that applies as it stands, and rotates
// nothing.
func TestAccPages_readmeApplies(t *testing.T) {
	t.Parallel()
	blocks := terraformBlocks(t, "README.md")
	if len(blocks) != 1 {
		t.Fatalf("the README has %d configurations, want 1", len(blocks))
	}
	cli, s := acctest.NewCLI(t), acctest.NewSandbox(t)
	s.Auth0().AddConnection(sandbox.Auth0Connection{ID: pageConnection, Name: "Example"})
	s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{ID: pageServer, Name: "Example", RotationMode: "MANUAL"})
	cli.Env = []string{
		"AUTH0_DOMAIN=" + s.Auth0().URL(), "AUTH0_API_TOKEN=" + s.Token,
		"OKTA_ORG_URL=" + s.Okta().URL(), "OKTA_API_TOKEN=" + s.OktaToken,
	}
	key, err := os.ReadFile(filepath.Join("..", "..", "examples", "resources", encryptionKeys, "2026-q4.pem"))
	if err != nil {
		t.Fatal(err)
	}
	cli.Write("versions.tf", "")
	cli.Write("2026-q4.pem", string(key))
	cli.Write("main.tf", blocks[0])

	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "3 added", "register_at_the_identity_provider")
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	if n := s.Auth0().Rotations(pageConnection) + s.Okta().Rotations(pageServer); n != 0 {
		t.Errorf("the README's configuration rotates %d times", n)
	}
	if keys := s.Okta().ResourceServerKeys(pageServer); len(keys) != 1 || keys[0].KID != "2026-q4" || keys[0].Status != "ACTIVE" {
		t.Errorf("the server has %+v, want the active key 2026-q4", keys)
	}
}

// The guide on mocks shows a test that passes, and an error that is what a mock
// without defaults ends in.
func TestAccPages_mocksGuide(t *testing.T) {
	t.Parallel()
	blocks := terraformBlocks(t, "templates/guides/terraform-test-with-mocks.md")
	if len(blocks) != 2 {
		t.Fatalf("the guide has %d configurations, want 2", len(blocks))
	}
	cli := acctest.NewCLI(t)
	if err := os.Mkdir(filepath.Join(cli.Dir, "tests"), 0o700); err != nil {
		t.Fatal(err)
	}
	cli.Write("versions.tf", "")
	cli.Write("main.tf", blocks[0])
	cli.Write("tests/keys.tftest.hcl", blocks[1])
	acctest.MustContain(t, cli.MustRun(0, "test", "-no-color"), "1 passed, 0 failed")

	cli.Write("tests/keys.tftest.hcl", "mock_provider \"idpkeys\" {}\n\nrun \"refused\" { command = apply }\n")
	acctest.MustContain(t, cli.MustRun(1, "test", "-no-color"), "jwk_json cannot be used")
}
