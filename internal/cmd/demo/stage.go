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

// stage is a sandbox with both vendors and a folder in which the CLI runs.
type stage struct {
	out    io.Writer
	dir    string
	cli    string
	box    *sandbox.Sandbox
	scenes []*scene
	// app reads keys, and keyScenes register them.
	app       *appScene
	keyScenes []*keyScene
}

func newStage(dir, providerDir, cli string, out io.Writer) (*stage, error) {
	s := &stage{out: out, dir: dir, cli: cli, box: sandbox.New()}
	for _, open := range []func(*sandbox.Sandbox) (*scene, error){auth0Scene, oktaScene} {
		sc, err := open(s.box)
		if err == nil {
			err = os.Mkdir(filepath.Join(dir, sc.folder), 0o700)
		}
		if err != nil {
			s.close()
			return nil, err
		}
		s.scenes = append(s.scenes, sc)
	}
	app, err := newAppScene(s.box)
	if err == nil {
		err = os.Mkdir(filepath.Join(dir, app.folder), 0o700)
	}
	if err == nil {
		err = s.openKeyScenes()
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.app = app
	return s, s.write("cli.tfrc", devoverrides.Text(providerDir))
}

// openKeyScenes makes the scenes about registered keys, and their keys.
func (s *stage) openKeyScenes() error {
	for _, open := range []func(*sandbox.Sandbox) *keyScene{clientScene, rolloverScene} {
		sc := open(s.box)
		if err := os.Mkdir(filepath.Join(s.dir, sc.folder), 0o700); err != nil {
			return fmt.Errorf("making a folder to work in: %w", err)
		}
		if err := s.publicKeys(sc, "2026-q3", "2026-q4", "2026-q5"); err != nil {
			return err
		}
		s.keyScenes = append(s.keyScenes, sc)
	}
	return nil
}

func (s *stage) close() { s.box.Close() }

// playAll shows the scenes one after the other.
func (s *stage) playAll(ctx context.Context) error {
	s.say("A sandbox is running in this process: an Auth0 tenant at %s and an Okta org at %s,\n"+
		"both made up. Below, %s applies one resource at each, four times. What it prints is shown without boilerplate\n"+
		"and with key material cut short. A table then names each key by a letter and says what became of it. Then it reads\n"+
		"the keys of an app, exchanges the key with which another one signs, and rolls over an encryption key.\n",
		s.box.Auth0().URL(), s.box.Okta().URL(), filepath.Base(s.cli))
	for _, sc := range s.scenes {
		if err := s.play(ctx, sc); err != nil {
			return err
		}
	}
	if err := s.show(ctx, s.app); err != nil {
		return fmt.Errorf("the keys of an app: %w", err)
	}
	for _, sc := range s.keyScenes {
		if err := s.playKeys(ctx, sc); err != nil {
			return err
		}
	}
	s.say("\nIn all:\n")
	for _, sc := range s.scenes {
		s.say("  %-5s  %d runs, %d rotations: %s.\n", sc.vendor, len(sc.acts), sc.rotations(), sc.end)
	}
	for _, sc := range s.keyScenes {
		s.say("  %-5s  %d runs on %s: never without an active one.\n", sc.vendor, len(sc.steps), sc.about)
	}
	s.say("Destroying what rotates would send no request and leave these keys as they are.\n")
	return nil
}

func (s *stage) write(name, text string) error {
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// configure writes a scene's configuration with a value for the trigger.
func (s *stage) configure(sc *scene, trigger string) error {
	return s.write(filepath.Join(sc.folder, "main.tf"), fmt.Sprintf(`terraform {
  required_providers {
    idpkeys = { source = "idpkeys/idpkeys" }
  }
}

provider "idpkeys" {
  %s
}

%s
`, sc.settings, sc.resource(trigger)))
}

// apply runs the CLI, shows what it prints, and returns that and the exit code.
func (s *stage) apply(ctx context.Context, sc *scene) (string, int, error) {
	args := []string{"apply", "-auto-approve", "-no-color"}
	s.say("$ %s %s\n", filepath.Base(s.cli), strings.Join(args[:2], " "))
	var all strings.Builder
	filter := &filter{out: s.out}
	cmd := exec.CommandContext(ctx, s.cli, args...) // #nosec G204 -- the CLI that the caller names
	cmd.Dir = filepath.Join(s.dir, sc.folder)
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

func (s *stage) say(format string, args ...any) { _, _ = fmt.Fprintf(s.out, format, args...) }
