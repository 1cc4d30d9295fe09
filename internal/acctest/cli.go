package acctest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/devoverrides"
)

// CLI is a folder in which a real terraform or tofu runs with the provider's
// own binary, found by dev_overrides.
type CLI struct {
	t      testing.TB
	path   string
	config string
	// caches is Linux's folder for caches, and so for lock files and records, in all runs of the test:
	// sandboxes of several tests have the same keys, and can have the same address.
	caches string
	// Dir is the folder.
	Dir string
	// Env is added to the environment of each run.
	Env []string
}

// NewCLI prepares a folder. The test is skipped, saying so, without TF_ACC and
// where there is no CLI: TF_ACC_TERRAFORM_PATH names it, else PATH is searched. With -short,
// as make race runs it, it is skipped as well: the provider that the CLI starts is a
// program of its own, without the race detector.
func NewCLI(t testing.TB) *CLI {
	t.Helper()
	c := newCLI(t)
	binary := ProviderBinary(t)
	c.caches = filepath.Join(filepath.Dir(binary), "caches", fmt.Sprint(Chance(t.Name())))
	c.Write("cli.tfrc", devoverrides.Text(filepath.Dir(binary)))
	return c
}

// newCLI prepares the folder, in which no provider is found yet.
func newCLI(t testing.TB) *CLI {
	t.Helper()
	if testing.Short() {
		t.Skip("not with -short: the CLI starts a provider without the race detector")
	}
	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set; make test sets it")
	}
	path := cliPath()
	if path == "" {
		t.Skip("no terraform or tofu on PATH; make test finds or installs one")
	}
	c := &CLI{t: t, path: path, Dir: t.TempDir()}
	c.config = filepath.Join(c.Dir, "cli.tfrc")
	c.Write("versions.tf", "terraform {\n  required_providers {\n    idpkeys = { source = \"idpkeys/idpkeys\" }\n  }\n}\n")
	return c
}

// Write writes a file of the configuration.
func (c *CLI) Write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.Dir, name), []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// Run runs a command and returns what it printed, on both streams, and its
// exit code.
func (c *CLI) Run(args ...string) (string, int) {
	c.t.Helper()
	var out bytes.Buffer
	cmd := c.Command(args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		c.t.Fatalf("running %s: %v", c.path, err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// Command is a command that has not been started.
func (c *CLI) Command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), c.path, args...) // #nosec G204 -- the CLI under test
	cmd.Dir = c.Dir
	cmd.Env = append(cleanEnvironment(), "TF_CLI_CONFIG_FILE="+c.config, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0",
		"TF_CLI_ARGS=-no-color", "XDG_CACHE_HOME="+c.caches)
	cmd.Env = append(cmd.Env, c.Env...)
	return cmd
}

// MustRun runs a command that must end with this exit code, and returns what
// it printed.
func (c *CLI) MustRun(code int, args ...string) string {
	c.t.Helper()
	out, got := c.Run(args...)
	if got != code {
		c.t.Fatalf("%s %s: exit code %d, want %d\n%s", filepath.Base(c.path), strings.Join(args, " "), got, code, out)
	}
	return out
}

// cleanEnvironment is the environment without what would change a run: the
// variables of Terraform and of the vendors.
func cleanEnvironment() []string {
	var kept []string
	for _, entry := range os.Environ() {
		if strings.HasPrefix(entry, "TF_") || strings.HasPrefix(entry, "AUTH0_") || strings.HasPrefix(entry, "OKTA_") {
			continue
		}
		kept = append(kept, entry)
	}
	return kept
}

// CLITitle is the first line of the CLI's version, such as "Terraform v1.15.5".
func CLITitle(t testing.TB) string {
	t.Helper()
	out, _ := NewCLI(t).Run("version")
	title, _, _ := strings.Cut(out, "\n")
	return title
}

func cliPath() string {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// ProviderBinary is the path of the provider, which is built once per process. [Main]
// removes it.
func ProviderBinary(t testing.TB) string {
	t.Helper()
	binary, err := providerBinary()
	if err != nil {
		t.Fatalf("building the provider: %v", err)
	}
	return binary
}

// providerBinary builds the provider once per process.
var providerBinary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "idpkeys-provider")
	if err != nil {
		return "", err
	}
	built.Store("dir", dir)
	binary := filepath.Join(dir, "terraform-provider-idpkeys")
	return binary, BuildProgram(binary, "github.com/idpkeys/terraform-provider-idpkeys")
})

// BuildProgram builds a program of this module, by its package. The error has what the compiler
// printed.
func BuildProgram(binary, program string) error {
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", binary, program) // #nosec G204 -- our own module
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// built remembers what Main has to remove.
var built sync.Map

// Main runs the tests of a package that uses a CLI, and removes the provider
// that was built for it.
func Main(m *testing.M) int {
	code := m.Run()
	if code == 0 && !allCovered() {
		code = 1
	}
	if dir, ok := built.Load("dir"); ok {
		_ = os.RemoveAll(fmt.Sprint(dir))
	}
	return code
}
