// Package performance measures what plans, refreshes and applies take with a real CLI: time,
// CPU of the CLI and of the provider apart, memory of the provider, and requests. It
// measures the same beside it for the least that Terraform takes, the floor: its own
// resource terraform_data, and a provider that does nothing.
//
// It counts the requests of each command as well, and compares them with the numbers that
// the provider promises. They depend on no machine.
package performance

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/devoverrides"
)

// The providers that are measured, by the name of their type. terraform_data is in the CLI,
// so a configuration with nothing else has no provider.
const (
	realProvider  = "idpkeys"
	emptyProvider = "empty"
	noProvider    = ""
)

// commands is where the programs of this module are.
const commands = "github.com/idpkeys/terraform-provider-idpkeys/internal/cmd/"

// Programs are the providers that are measured, each with the program that runs it and
// records what it has used.
type Programs struct {
	// config is the path of a CLI configuration that has the CLI start wrapper.
	config string
	// wrapper is the path of internal/cmd/providerusage.
	wrapper string
	// providers are the paths of the providers by their names.
	providers map[string]string
}

// NewPrograms builds the programs. A failure to build ends the test.
func NewPrograms(t testing.TB) *Programs {
	t.Helper()
	dir := t.TempDir()
	overrides := filepath.Join(dir, "overrides")
	p := &Programs{
		config:  filepath.Join(dir, "cli.tfrc"),
		wrapper: filepath.Join(overrides, "terraform-provider-"+realProvider),
		providers: map[string]string{
			realProvider:  acctest.ProviderBinary(t),
			emptyProvider: filepath.Join(dir, "terraform-provider-"+emptyProvider),
		},
	}
	for path, program := range map[string]string{p.wrapper: "providerusage", p.providers[emptyProvider]: "emptyprovider"} {
		if err := acctest.BuildProgram(path, commands+program); err != nil {
			t.Fatalf("building %s: %v", program, err)
		}
	}
	if err := os.Link(p.wrapper, filepath.Join(overrides, "terraform-provider-"+emptyProvider)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.config, []byte(devoverrides.TextOf(overrides, realProvider, emptyProvider)), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// environment is what the CLI, or the wrapper itself, needs to run a provider and to
// record its usage in a file.
func (p *Programs) environment(provider, usageFile string) []string {
	env := []string{"TF_CLI_CONFIG_FILE=" + p.config}
	if provider != noProvider {
		env = append(env, "IDPKEYS_USAGE_PROGRAM="+p.providers[provider], "IDPKEYS_USAGE_FILE="+usageFile)
	}
	return env
}
