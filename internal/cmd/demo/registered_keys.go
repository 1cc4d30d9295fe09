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

// registeredKeyDemo is a part of the demo about keys whose private halves somebody
// else holds: the public ones are registered with Okta, activated and deleted.
type registeredKeyDemo struct {
	vendorDemo

	// registered lists the keys, and effects the changes to them. wasWithoutActive
	// reports whether there was no active key at any time since the first one.
	registered       func() []sandbox.OktaRegisteredKey
	effects          func() []string
	wasWithoutActive func() bool
	steps            []keyStep
}

// keyStep is one run of the CLI, with its expected result.
type keyStep struct {
	title string
	// resource is the configuration.
	resource string
	// event is what happens at Okta before the run; it may be nil.
	event func()
	// exitCode is the CLI's, and output are texts that its output must contain.
	exitCode int
	output   []string
	// effects is what happens to the keys, in order.
	effects []string
	summary string
}

// runKeySteps runs every step of a demo, and fails if one does not end as expected.
func (s *runner) runKeySteps(ctx context.Context, demo *registeredKeyDemo) error {
	s.printf("\n######## %s: %s ########\n", demo.vendor, demo.about)
	for i, st := range demo.steps {
		s.printf("\n==== %s, step %d of %d: %s ====\n\n%s\n\n", demo.vendor, i+1, len(demo.steps), st.title, st.resource)
		if err := s.runKeyStep(ctx, demo, st); err != nil {
			return fmt.Errorf("%s, %s, step %d: %w", demo.vendor, demo.about, i+1, err)
		}
	}
	return nil
}

func (s *runner) runKeyStep(ctx context.Context, demo *registeredKeyDemo, st keyStep) error {
	if st.event != nil {
		st.event()
	}
	before, mark, past := demo.registered(), s.box.Journal().Len(), len(demo.effects())
	if err := s.configure(&demo.vendorDemo, st.resource); err != nil {
		return err
	}
	printed, code, err := s.apply(ctx, &demo.vendorDemo)
	if err != nil {
		return err
	}
	after, happened := demo.registered(), demo.effects()[past:]
	s.printf("\n%s", statusTable(statuses(before), statuses(after)))
	s.printf("Requests, in order:\n%s", requestLines(s.box.Journal().Since(mark), append(before, after...)))
	if len(happened) > 0 {
		s.printf("What that did to the keys: %s.\n", strings.Join(happened, ", "))
	}
	for _, text := range st.output {
		if !strings.Contains(withoutFrame(printed), text) {
			return fmt.Errorf("%q is not in the output", text)
		}
	}
	if code != st.exitCode || !slices.Equal(happened, st.effects) {
		return fmt.Errorf("exit code %d and %q, want %d and %q", code, happened, st.exitCode, st.effects)
	}
	if err := s.checkKeys(demo); err != nil {
		return err
	}
	s.printf("=> %s\n", st.summary)
	return nil
}

// checkKeys compares what the org and the state say.
func (s *runner) checkKeys(demo *registeredKeyDemo) error {
	if demo.wasWithoutActive() {
		return fmt.Errorf("there was a moment without an active key")
	}
	if left := s.box.PendingFaults(); len(left) > 0 {
		return fmt.Errorf("what should have gone wrong did not: %v", left)
	}
	state, err := s.readState(&demo.vendorDemo)
	if err != nil {
		return err
	}
	recorded, err := recordedStatuses(state)
	if err != nil {
		return err
	}
	if now := statuses(demo.registered()); !maps.Equal(recorded, now) {
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

// writePublicKeys makes a key for each name, and writes the public half into the
// folder of a demo, as a file of that name.
func (s *runner) writePublicKeys(demo *registeredKeyDemo, names ...string) error {
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
		if err := s.write(filepath.Join(demo.folder, name+".pem"), string(text)); err != nil {
			return err
		}
	}
	return nil
}
