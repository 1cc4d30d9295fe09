package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/devoverrides"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// stage is a tenant and a folder in which the CLI runs.
type stage struct {
	out   io.Writer
	dir   string
	cli   string
	box   *sandbox.Sandbox
	id    string
	names *names
}

func newStage(dir, providerDir, cli string, out io.Writer) (*stage, error) {
	s := &stage{out: out, dir: dir, cli: cli, box: sandbox.New(), names: new(names)}
	if err := s.box.Auth0().Listen("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	s.id = s.box.Auth0().AddConnection(sandbox.Auth0Connection{Name: "Example-OIDC-Connection"})
	return s, s.write("cli.tfrc", devoverrides.Text(providerDir))
}

func (s *stage) close() { s.box.Close() }

func (s *stage) write(name, text string) error {
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// configure writes the configuration with a value for the trigger.
func (s *stage) configure(trigger string) error {
	return s.write("main.tf", fmt.Sprintf(`terraform {
  required_providers {
    idpkeys = { source = "idpkeys/idpkeys" }
  }
}

provider "idpkeys" {
  auth0 = {
    domain    = %q
    api_token = %q
  }
}

resource "idpkeys_auth0_connection_keys" "example" {
  connection_id       = %q
  rotate_when_changed = { quarter = %q }
}
`, s.box.Auth0().URL(), s.box.Auth0().Token(), s.id, trigger))
}

// apply runs the CLI, shows what it prints, and returns that and the exit code.
func (s *stage) apply(ctx context.Context) (string, int, error) {
	args := []string{"apply", "-auto-approve", "-no-color"}
	s.say("$ %s %s\n", filepath.Base(s.cli), strings.Join(args[:2], " "))
	var all strings.Builder
	filter := &filter{out: s.out}
	cmd := exec.CommandContext(ctx, s.cli, args...) // #nosec G204 -- the CLI that the caller names
	cmd.Dir = s.dir
	cmd.Env = append(environment(), "TF_CLI_CONFIG_FILE="+filepath.Join(s.dir, "cli.tfrc"), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
	cmd.Stdout = io.MultiWriter(&all, filter)
	cmd.Stderr = cmd.Stdout
	// The CLI ends cleanly on an interrupt, and takes the provider with it.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 15 * time.Second
	err := cmd.Run()
	filter.flush()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", 0, fmt.Errorf("running %s: %w", s.cli, err)
	}
	return all.String(), cmd.ProcessState.ExitCode(), nil
}

// environment is the caller's without what would change the demo.
func environment() []string {
	var kept []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "TF_") && !strings.HasPrefix(entry, "AUTH0_") {
			kept = append(kept, entry)
		}
	}
	return kept
}

func (s *stage) say(format string, args ...any) { _, _ = fmt.Fprintf(s.out, format, args...) }

// showKeys prints the keys that the tenant holds now.
func (s *stage) showKeys() {
	s.say("\n%s\n", table(s.box.Auth0().Keys(s.id), s.names, s.box.Clock().Now()))
}
