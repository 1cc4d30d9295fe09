package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// keyScene is a part of the demo about keys whose private halves somebody else
// holds: the public ones are registered with Okta, activated and deleted.
type keyScene struct {
	scene

	// registered lists the keys, effects tells what has happened to them, and idle
	// reports whether there was ever none active since there first was one.
	registered func() []sandbox.OktaRegisteredKey
	effects    func() []string
	idle       func() bool
	steps      []step
}

// step is one run of the CLI, with what has to come of it.
type step struct {
	title string
	// resource is the configuration.
	resource string
	// event is what happens at Okta before the run; it may be nil.
	event func()
	// code and says are the exit code and words of the output.
	code int
	says []string
	// effects is what happens to the keys, in order.
	effects []string
	moral   string
}

// playKeys shows every step of a scene, and fails when one does not end as told.
func (s *stage) playKeys(ctx context.Context, sc *keyScene) error {
	s.say("\n######## %s: %s ########\n", sc.vendor, sc.about)
	for i, st := range sc.steps {
		s.say("\n==== %s, act %d of %d: %s ====\n\n%s\n\n", sc.vendor, i+1, len(sc.steps), st.title, st.resource)
		if err := s.performStep(ctx, sc, st); err != nil {
			return fmt.Errorf("%s, %s, act %d: %w", sc.vendor, sc.about, i+1, err)
		}
	}
	return nil
}

func (s *stage) performStep(ctx context.Context, sc *keyScene, st step) error {
	if st.event != nil {
		st.event()
	}
	before, mark, past := sc.registered(), s.box.Journal().Len(), len(sc.effects())
	if err := s.configure(&sc.scene, st.resource); err != nil {
		return err
	}
	printed, code, err := s.apply(ctx, &sc.scene)
	if err != nil {
		return err
	}
	after, happened := sc.registered(), sc.effects()[past:]
	s.say("\n%s", statusTable(statuses(before), statuses(after)))
	s.say("Requests, in order:\n%s", requestLines(s.box.Journal().Since(mark), append(before, after...)))
	if len(happened) > 0 {
		s.say("What that did to the keys: %s.\n", strings.Join(happened, ", "))
	}
	for _, words := range st.says {
		if !strings.Contains(flat(printed), words) {
			return fmt.Errorf("%q is not in the output", words)
		}
	}
	if code != st.code || !slices.Equal(happened, st.effects) {
		return fmt.Errorf("exit code %d and %q, want %d and %q", code, happened, st.code, st.effects)
	}
	if err := s.checkKeys(sc); err != nil {
		return err
	}
	s.say("=> %s\n", st.moral)
	return nil
}

// checkKeys compares what the org and the state say.
func (s *stage) checkKeys(sc *keyScene) error {
	if sc.idle() {
		return fmt.Errorf("there was a moment without an active key")
	}
	if left := s.box.PendingFaults(); len(left) > 0 {
		return fmt.Errorf("what should have gone wrong did not: %v", left)
	}
	state, err := s.readState(&sc.scene)
	if err != nil {
		return err
	}
	recorded, err := recordedStatuses(state)
	if err != nil {
		return err
	}
	if now := statuses(sc.registered()); !maps.Equal(recorded, now) {
		return fmt.Errorf("the state records %v, and the org holds %v", recorded, now)
	}
	return nil
}

// statuses are those of registered keys, by kid.
func statuses(keys []sandbox.OktaRegisteredKey) map[string]string {
	all := map[string]string{}
	for _, k := range keys {
		all[k.KID] = k.Status
	}
	return all
}

// publicKeys makes a key for each name, and writes the public half into the folder
// of a scene, as a file of that name.
func (s *stage) publicKeys(sc *keyScene, names ...string) error {
	for _, name := range names {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return fmt.Errorf("making a key: %w", err)
		}
		der, err := x509.MarshalPKIXPublicKey(key.Public())
		if err != nil {
			return fmt.Errorf("writing a key: %w", err)
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
		if err := s.write(filepath.Join(sc.folder, name+".pem"), string(text)); err != nil {
			return err
		}
	}
	return nil
}
