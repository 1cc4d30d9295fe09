package auth0_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// exampleConnection is the connection that the examples speak of.
const exampleConnection = "con_a1b2c3d4e5f6g7h8"

// example prepares a folder with files of examples/, a provider block that takes
// everything from the environment, and a tenant that has the connection.
func example(t *testing.T, files ...string) (*acctest.Sandbox, *acctest.CLI) {
	t.Helper()
	s := acctest.NewTarget(t).SandboxOnly("the examples name a connection of their own")
	cli := acctest.NewCLI(t)
	s.Auth0().AddConnection(sandbox.Auth0Connection{ID: exampleConnection, Name: "Example"})
	cli.Env = []string{"AUTH0_DOMAIN=" + s.Auth0().URL(), "AUTH0_API_TOKEN=" + s.Token}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join("..", "..", "examples", file))
		if err != nil {
			t.Fatal(err)
		}
		cli.Write(filepath.Base(file), string(text))
	}
	return s, cli
}

func TestAccExamples_resource(t *testing.T) {
	t.Parallel()
	s, cli := example(t, "resources/idpkeys_auth0_connection_keys/resource.tf")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added", "next_key_jwk")
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	if n := s.Auth0().Rotations(exampleConnection); n != 0 {
		t.Errorf("the example rotates %d times, and says that it adopts", n)
	}
}

func TestAccExamples_published(t *testing.T) {
	t.Parallel()
	s, cli := example(t, "resources/idpkeys_auth0_connection_keys/published.tf")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 added")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "next_published_since = \"20")
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	if n := s.Auth0().Rotations(exampleConnection); n != 0 {
		t.Errorf("the example rotates %d times", n)
	}
}

func TestAccExamples_dataSource(t *testing.T) {
	t.Parallel()
	_, cli := example(t, "data-sources/idpkeys_auth0_connection_keys/data-source.tf")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "jwks", "next_certificate", "BEGIN CERTIFICATE")
}

func TestAccExamples_importBlock(t *testing.T) {
	t.Parallel()
	const folder = "resources/idpkeys_auth0_connection_keys/"
	s, cli := example(t, folder+"resource.tf", folder+"import-by-string-id.tf")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 imported, 0 added")
	if n := s.Auth0().Rotations(exampleConnection); n != 0 {
		t.Errorf("importing rotated %d times", n)
	}
}

// By identity, which Terraform has from 1.12 on.
func TestAccExamples_importBlockByIdentity(t *testing.T) {
	t.Parallel()
	const folder = "resources/idpkeys_auth0_connection_keys/"
	_, cli := example(t, folder+"resource.tf", folder+"import-by-identity.tf")
	var major, minor int
	title := acctest.CLITitle(t)
	if _, err := fmt.Sscanf(title, "Terraform v%d.%d", &major, &minor); err != nil || minor < 12 {
		t.Skipf("%s has no import by identity", title)
	}
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "1 imported, 0 added")
}

func TestAccExamples_importCommand(t *testing.T) {
	t.Parallel()
	_, cli := example(t, "resources/idpkeys_auth0_connection_keys/resource.tf")
	script, err := os.ReadFile(filepath.Join("..", "..", "examples", "resources/idpkeys_auth0_connection_keys/import.sh"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(script)), "\n") {
		if words := strings.Fields(line); words[0] == "terraform" {
			acctest.MustContain(t, cli.MustRun(0, words[1:]...), "Import successful!")
		}
	}
}

func TestAccExamples_provider(t *testing.T) {
	t.Parallel()
	_, cli := example(t, "provider/provider.tf")
	if err := os.Remove(filepath.Join(cli.Dir, "versions.tf")); err != nil {
		t.Fatal(err)
	}
	acctest.MustContain(t, cli.MustRun(0, "validate"), "Success!")
}

// Every Auth0 file of examples/, and the provider's, is used by a test of this
// file.
func TestExamples_areAllTested(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("examples_test.go")
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join("..", "..", "examples")
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".tf") {
			return err
		}
		name, err := filepath.Rel(root, path)
		if !strings.Contains(name, "idpkeys_auth0_") && !strings.HasPrefix(name, "provider") {
			return err // another package's
		}
		if err == nil && !strings.Contains(string(source), filepath.Base(name)) {
			t.Errorf("examples/%s is not applied by a test", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
