package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const day = 24 * time.Hour

// rotationStep is one run of the CLI, with its expected result.
type rotationStep struct {
	title   string
	trigger string
	// aged is by how much all keys become older before the run.
	aged time.Duration
	// event is what then happens at the vendor before the run; it may be nil.
	event func()
	// exitCode is the CLI's, and output is a text that its output must contain.
	exitCode int
	output   string
	// sent is how many rotations this run asks for, lost whether the answer to
	// them never arrives, and rotations how many there have been in all,
	// whoever made them.
	sent, rotations int
	lost            bool
	summary         func(keyChange) string
}

// keyChange is the key in each role at the end of the previous step, and before
// and after the run.
type keyChange struct{ earlier, before, after keysByRole }

// runSteps runs every step of a demo, and fails if one does not end as expected.
func (s *runner) runSteps(ctx context.Context, demo *vendorDemo) error {
	s.printf("\n######## %s: %s ########\n\n%s\n", demo.vendor, demo.about, demo.resource(demo.steps[0].trigger))
	for i, a := range demo.steps {
		s.printf("\n==== %s, step %d of %d: %s ====\n\n", demo.vendor, i+1, len(demo.steps), a.title)
		if err := s.runStep(ctx, demo, a); err != nil {
			return fmt.Errorf("%s, step %d: %w", demo.vendor, i+1, err)
		}
	}
	return nil
}

func (s *runner) runStep(ctx context.Context, demo *vendorDemo, a rotationStep) error {
	m := keyChange{earlier: demo.keysByRole(demo.keys())}
	s.box.Age(a.aged)
	if a.event != nil {
		a.event()
	}
	before, mark := demo.keys(), s.box.Journal().Len()
	if err := s.configure(demo, a.trigger); err != nil {
		return err
	}
	printed, code, err := s.apply(ctx, demo)
	if err != nil {
		return err
	}
	after := demo.keys()
	m.before, m.after = demo.keysByRole(before), demo.keysByRole(after)
	got := count(s.box.Journal().Since(mark))
	s.printf("\n%sRequests in this run: %s.\n", demo.table(before, after), got)
	if code != a.exitCode || !strings.Contains(withoutFrame(printed), a.output) {
		return fmt.Errorf("exit code %d, want %d with %q in the output", code, a.exitCode, a.output)
	}
	if err := s.check(demo, a, got, m.after); err != nil {
		return err
	}
	s.printf("=> %s\n", a.summary(m))
	return nil
}

// check compares the keys at the vendor and in the state with the expected result
// of a step.
func (s *runner) check(demo *vendorDemo, a rotationStep, got requests, now keysByRole) error {
	if n := demo.rotations(); n != a.rotations {
		return fmt.Errorf("%d rotations so far, want %d", n, a.rotations)
	}
	if got.rotate != a.sent || a.lost != (got.lost > 0) {
		return fmt.Errorf("requests: %s; want %d to rotate, and answers lost: %t", got, a.sent, a.lost)
	}
	if left := s.box.PendingFaults(); len(left) > 0 {
		return fmt.Errorf("what should have gone wrong did not: %v", left)
	}
	recorded, err := s.recordedKID(demo)
	if err != nil {
		return err
	}
	if name := demo.names.of(recorded); name != now.signs {
		return fmt.Errorf("the state records that key %s signs, but key %s does", name, now.signs)
	}
	return nil
}

// requests counts what one run sent.
type requests struct{ read, rotate, lost int }

// count tells the requests apart by their method: nothing but a rotation is a
// POST, as the configurations sign in with tokens that exist.
func count(entries sandbox.Entries) (r requests) {
	for _, e := range entries {
		switch {
		case e.Method != http.MethodPost:
			r.read++
			continue
		case e.Status == 0:
			r.lost++
		}
		r.rotate++
	}
	return r
}

func (r requests) String() string {
	text := fmt.Sprintf("%d to read, %d to rotate", r.read, r.rotate)
	if r.lost > 0 {
		text += ", whose answer was lost"
	}
	return text
}

// withoutFrame puts what the CLI printed on one line. The CLI wraps and frames
// diagnostics.
func withoutFrame(printed string) string {
	return strings.Join(strings.FieldsFunc(printed, func(r rune) bool {
		return slices.Contains([]rune(" \t\r\n│╷╵"), r)
	}), " ")
}
