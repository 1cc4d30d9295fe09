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

// runner is a sandbox with both vendors and a folder in which the CLI runs.
type runner struct {
	out   io.Writer
	dir   string
	cli   string
	box   *sandbox.Sandbox
	demos []*vendorDemo
	// app reads keys, and keyDemos register them.
	app      *appKeysDemo
	keyDemos []*registeredKeyDemo
}

func newRunner(dir, providerDir, cli string, out io.Writer) (*runner, error) {
	s := &runner{out: out, dir: dir, cli: cli, box: sandbox.New()}
	for _, open := range []func(*sandbox.Sandbox) (*vendorDemo, error){newAuth0Demo, newOktaDemo} {
		demo, err := open(s.box)
		if err == nil {
			err = os.Mkdir(filepath.Join(dir, demo.folder), 0o700)
		}
		if err != nil {
			s.close()
			return nil, err
		}
		s.demos = append(s.demos, demo)
	}
	app, err := newAppKeysDemo(s.box)
	if err == nil {
		err = os.Mkdir(filepath.Join(dir, app.folder), 0o700)
	}
	if err == nil {
		err = s.addKeyDemos()
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.app = app
	return s, s.write("cli.tfrc", devoverrides.Text(providerDir))
}

// addKeyDemos makes the demos about registered keys, and their keys.
func (s *runner) addKeyDemos() error {
	for _, open := range []func(*sandbox.Sandbox) *registeredKeyDemo{newClientKeyDemo, newRolloverDemo} {
		demo := open(s.box)
		if err := os.Mkdir(filepath.Join(s.dir, demo.folder), 0o700); err != nil {
			return fmt.Errorf("making a folder to work in: %w", err)
		}
		if err := s.writePublicKeys(demo, "2026-q3", "2026-q4", "2026-q5"); err != nil {
			return err
		}
		s.keyDemos = append(s.keyDemos, demo)
	}
	return nil
}

func (s *runner) close() { s.box.Close() }

// runAll runs the demos one after the other.
func (s *runner) runAll(ctx context.Context) error {
	s.printf("A sandbox is running in this process: an Auth0 tenant at %s and an Okta org at %s,\n"+
		"both made up. Below, %s applies one resource at each, four times. What it prints is shown without boilerplate\n"+
		"and with key material cut short. A table then names each key by a letter and says what became of it. Then it reads\n"+
		"the keys of an app, exchanges the key with which another one signs, and rolls over an encryption key. At the end, it\n"+
		"simulates some weeks of nightly applies.\n",
		s.box.Auth0().URL(), s.box.Okta().URL(), filepath.Base(s.cli))
	for _, demo := range s.demos {
		if err := s.runSteps(ctx, demo); err != nil {
			return err
		}
	}
	if err := s.runAppKeys(ctx, s.app); err != nil {
		return fmt.Errorf("the keys of an app: %w", err)
	}
	for _, demo := range s.keyDemos {
		if err := s.runKeySteps(ctx, demo); err != nil {
			return err
		}
	}
	if err := s.runNightlyApplies(ctx); err != nil {
		return err
	}
	s.printf("\nIn all:\n")
	for _, demo := range s.demos {
		s.printf("  %-5s  %d runs, %d rotations: %s.\n", demo.vendor, len(demo.steps), demo.rotations(), demo.rotationsBy)
	}
	for _, demo := range s.keyDemos {
		s.printf("  %-5s  %d runs on %s: never without an active one.\n", demo.vendor, len(demo.steps), demo.about)
	}
	s.printf("Destroying what rotates would send no request and leave these keys as they are.\n")
	return nil
}

func (s *runner) write(name, text string) error {
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// configure writes a demo's configuration with a value for the trigger.
func (s *runner) configure(demo *vendorDemo, trigger string) error {
	return s.write(filepath.Join(demo.folder, "main.tf"), fmt.Sprintf(`terraform {
  required_providers {
    idpkeys = { source = "idpkeys/idpkeys" }
  }
}

provider "idpkeys" {
  %s
}

%s
`, demo.settings, demo.resource(trigger)))
}

// apply runs the CLI, shows what it prints, and returns that and the exit code.
func (s *runner) apply(ctx context.Context, demo *vendorDemo) (string, int, error) {
	args := []string{"apply", "-auto-approve", "-no-color"}
	s.printf("$ %s %s\n", filepath.Base(s.cli), strings.Join(args[:2], " "))
	var all strings.Builder
	filter := &filter{out: s.out}
	cmd := exec.CommandContext(ctx, s.cli, args...) // #nosec G204 -- the CLI that the caller names
	cmd.Dir = filepath.Join(s.dir, demo.folder)
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
		if !strings.HasPrefix(entry, "TF_") && !strings.HasPrefix(entry, "AUTH0_") && !strings.HasPrefix(entry, "OKTA_") {
			kept = append(kept, entry)
		}
	}
	return kept
}

func (s *runner) printf(format string, args ...any) { _, _ = fmt.Fprintf(s.out, format, args...) }
