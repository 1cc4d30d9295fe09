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

// act is one run of the CLI, with what has to come of it.
type act struct {
	title   string
	trigger string
	// later is how much older all keys have become by then.
	later time.Duration
	// event is what then happens at the vendor before the run; it may be nil.
	event func()
	// code and says are the exit code and words of the output.
	code int
	says string
	// sent is how many rotations this run asks for, lost whether the answer to
	// them never arrives, and rotations how many there have been in all,
	// whoever made them.
	sent, rotations int
	lost            bool
	moral           func(moment) string
}

// moment is which key had which role at the end of the previous act, and before
// and after the run.
type moment struct{ earlier, before, after lineup }

// play shows every act of a scene, and fails when one does not end as told.
func (s *stage) play(ctx context.Context, sc *scene) error {
	s.say("\n######## %s: %s ########\n\n%s\n", sc.vendor, sc.about, sc.resource(sc.acts[0].trigger))
	for i, a := range sc.acts {
		s.say("\n==== %s, act %d of %d: %s ====\n\n", sc.vendor, i+1, len(sc.acts), a.title)
		if err := s.perform(ctx, sc, a); err != nil {
			return fmt.Errorf("%s, act %d: %w", sc.vendor, i+1, err)
		}
	}
	return nil
}

func (s *stage) perform(ctx context.Context, sc *scene, a act) error {
	m := moment{earlier: sc.lineup(sc.keys())}
	s.box.Age(a.later)
	if a.event != nil {
		a.event()
	}
	before, mark := sc.keys(), s.box.Journal().Len()
	if err := s.configure(sc, a.trigger); err != nil {
		return err
	}
	printed, code, err := s.apply(ctx, sc)
	if err != nil {
		return err
	}
	after := sc.keys()
	m.before, m.after = sc.lineup(before), sc.lineup(after)
	got := count(s.box.Journal().Since(mark))
	s.say("\n%sRequests in this run: %s.\n", sc.table(before, after), got)
	if code != a.code || !strings.Contains(flat(printed), a.says) {
		return fmt.Errorf("exit code %d, want %d with %q in the output", code, a.code, a.says)
	}
	if err := s.check(sc, a, got, m.after); err != nil {
		return err
	}
	s.say("=> %s\n", a.moral(m))
	return nil
}

// check compares what the vendor and the state say with what the act promises.
func (s *stage) check(sc *scene, a act, got requests, now lineup) error {
	if n := sc.rotations(); n != a.rotations {
		return fmt.Errorf("%d rotations so far, want %d", n, a.rotations)
	}
	if got.rotate != a.sent || a.lost != (got.lost > 0) {
		return fmt.Errorf("requests: %s; want %d to rotate, and answers lost: %t", got, a.sent, a.lost)
	}
	if left := s.box.PendingFaults(); len(left) > 0 {
		return fmt.Errorf("what should have gone wrong did not: %v", left)
	}
	recorded, err := s.recorded(sc)
	if err != nil {
		return err
	}
	if name := sc.names.of(recorded); name != now.signs {
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

// flat is what the CLI printed on one line: it breaks and frames diagnostics.
func flat(printed string) string {
	return strings.Join(strings.FieldsFunc(printed, func(r rune) bool {
		return slices.Contains([]rune(" \t\r\n│╷╵"), r)
	}), " ")
}
