package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/protocolserver"
)

// providerAddresses are the provider's at the registries of Terraform and OpenTofu.
var providerAddresses = []string{"registry.terraform.io/idpkeys/idpkeys", "registry.opentofu.org/idpkeys/idpkeys"}

// NewServedCLI prepares a folder in which a real terraform or tofu runs with a provider in this process, which has the
// sandbox's clock: unlike that of [NewCLI], it can be moved by months. The provider block takes the sandbox's
// settings. The test is skipped where that of NewCLI is.
func NewServedCLI(t *testing.T, s *Sandbox) *CLI {
	t.Helper()
	c := newCLI(t)
	c.caches = t.TempDir()
	c.Write("cli.tfrc", "")
	c.Write("provider.tf", s.HCL())
	c.Env = append(c.Env, "TF_REATTACH_PROVIDERS="+serveProvider(t, s))
	return c
}

// serveProvider serves a provider on the sandbox's machine until the test ends, and returns how a CLI finds it.
func serveProvider(t *testing.T, s *Sandbox) (reattach string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	configs, closed, failed := make(chan *plugin.ReattachConfig), make(chan struct{}), make(chan error, 1)
	newServer := func() tfprotov6.ProviderServer { return protocolserver.New(Provider(s.Machine()...)()) }
	go func() {
		failed <- tf6server.Serve(providerAddresses[0], newServer, tf6server.WithDebug(ctx, configs, closed),
			tf6server.WithGoPluginLogger(hclog.New(&hclog.LoggerOptions{Output: io.Discard})), tf6server.WithoutLogStderrOverride(), tf6server.WithLoggingSink(t))
	}()
	var config *plugin.ReattachConfig
	select {
	case config = <-configs:
	case err := <-failed:
		cancel()
		t.Fatalf("serving the provider: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		<-closed
	})
	address := map[string]any{"Network": config.Addr.Network(), "String": config.Addr.String()}
	found := map[string]any{}
	for _, name := range providerAddresses {
		found[name] = map[string]any{
			"Protocol": config.Protocol, "ProtocolVersion": config.ProtocolVersion, "Pid": config.Pid, "Test": config.Test, "Addr": address,
		}
	}
	text, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// RunScript runs a script of bash as a workflow of GitHub does, in which terraform is the CLI. It returns what the
// script printed, on both streams, and its exit code.
func (c *CLI) RunScript(script string) (printed string, code int) {
	c.t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		c.t.Skip("there is no bash")
	}
	path, err := exec.LookPath(c.path)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	programs := c.t.TempDir()
	if err := os.Symlink(path, filepath.Join(programs, "terraform")); err != nil {
		c.t.Fatal(err)
	}
	cmd := c.Command()
	cmd.Path, cmd.Args = bash, []string{"bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script}
	cmd.Env = append(cmd.Env, "PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		c.t.Fatalf("running the script: %v", err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}
