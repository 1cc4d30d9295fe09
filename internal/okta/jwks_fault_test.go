package okta_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// rolloverCase is a change of a set, from keys that are there to others.
type rolloverCase struct {
	newFixture    func(t *testing.T) *setFixture
	before, after map[string]any // keys
	first, then   map[string]any // more arguments
	effects       []string
}

// rolloverCases have each kind of step.
func rolloverCases(t *testing.T) map[string]rolloverCase {
	t.Helper()
	server := func(t *testing.T) *setFixture { t.Helper(); return newServerSet(t, encrypting) }
	app := func(t *testing.T) *setFixture { t.Helper(); return newAppSet(t, sandbox.OktaApp{}) }
	encryptor := func(t *testing.T) *setFixture {
		t.Helper()
		w := newAppSet(t, sandbox.OktaApp{})
		w.add("z", "h", active) // authenticates the client
		return w
	}
	of := func(kids string, more map[string]any) map[string]any {
		keys := rsaKeys(t, kids)
		for kid, key := range keys {
			keys[kid] = acctest.Merge(key.(map[string]any), more)
		}
		return keys
	}
	use := map[string]any{"use": "enc"}
	mixed := acctest.Merge(of("ab", ofStatus(active)), of("c", ofStatus(inactive)))
	turned := acctest.Merge(of("b", ofStatus(inactive)), of("cd", ofStatus(active)))
	return map[string]rolloverCase{
		"server": {
			newFixture: server, before: rsaKeys(t, "ab"), first: activeKID("a"), after: rsaKeys(t, "cd"), then: activeKID("d"),
			effects: []string{"add c", "add d", "activate d", "deactivate a", "delete a", "delete b"},
		},
		"server at the cap": {
			newFixture: server, before: rsaKeys(t, "abcde"), first: activeKID("a"), after: rsaKeys(t, "defgh"), then: activeKID("f"),
			effects: []string{"delete b", "add f", "activate f", "deactivate a", "delete a", "add g", "delete c", "add h"},
		},
		"app, signing": {
			newFixture: app, before: rsaKeys(t, "ab"), after: rsaKeys(t, "c"),
			effects: []string{"add c", "deactivate a", "deactivate b", "delete a", "delete b"},
		},
		"app, statuses": {
			newFixture: app, before: mixed, after: turned,
			effects: []string{"add d", "activate c", "deactivate a", "deactivate b", "delete a"},
		},
		"app, encryption": {
			newFixture: encryptor, before: of("a", use), after: of("b", use),
			effects: []string{"add b", "activate b", "deactivate a", "delete a"},
		},
	}
}

// requests are how many of the effects are requests: the deactivation that Okta
// does by itself is not.
func (m rolloverCase) requests() int {
	n := len(m.effects)
	for i, effect := range m.effects {
		if i > 0 && m.effects[i-1][:4] == "acti" && effect[:4] == "deac" && m.implicit() {
			n--
		}
	}
	return n
}

// implicit reports whether an activation deactivates the other key.
func (m rolloverCase) implicit() bool { return !slices.Contains(m.effects, "activate c") }

// start is a fixture with the keys of before, the set in state, and what it is to
// become.
func (m rolloverCase) start(t *testing.T) (w *setFixture, object *acctest.Object, c map[string]any, already int) {
	t.Helper()
	w = m.newFixture(t)
	object = w.apply(nil, w.config(m.before, m.first))
	w.PassListLag()
	return w, object, w.config(m.after, m.then), len(w.effects())
}

// everyStep runs a test for each request of each rollover.
func everyStep(t *testing.T, run func(t *testing.T, m rolloverCase, step int)) {
	t.Helper()
	for name, m := range rolloverCases(t) {
		for step := range m.requests() {
			full := fmt.Sprintf("%s, request %d", name, step+1)
			if acctest.LeaveOut(full) {
				continue
			}
			t.Run(full, func(t *testing.T) {
				t.Parallel()
				run(t, m, step)
			})
		}
	}
}

// finishes applies what is left of a rollover, and expects each effect once.
func (m rolloverCase) finishes(w *setFixture, object *acctest.Object, c map[string]any, already int) {
	w.t.Helper()
	object = w.apply(w.refreshed(object), c)
	if got := w.effects()[already:]; !slices.Equal(got, m.effects) {
		w.t.Errorf("effects %q\n   want %q", got, m.effects)
	}
	w.neverWithoutActive()
	w.expectNoChanges(object, c)
}

func TestJWKSFault_none(t *testing.T) {
	t.Parallel()
	for name, m := range rolloverCases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c, already := m.start(t)
			mark := w.Journal().Len()
			next := w.apply(object, c)
			lists := 1
			if strings.Contains(object.Show("unmanaged_kids"), `"`) {
				lists = 3 // the plan says what becomes of other keys, in both walks
			}
			if n := len(w.writes(mark)); n != m.requests() || len(w.Calls(mark)) != n+lists {
				t.Errorf("requests %q", w.Calls(mark))
			}
			m.finishes(w, next, c, already)
		})
	}
}

// Okta refuses: the state tells what stands, and the next apply does the rest.
func TestJWKSFault_refused(t *testing.T) {
	t.Parallel()
	everyStep(t, func(t *testing.T, m rolloverCase, step int) {
		w, object, c, already := m.start(t)
		w.Inject(sandbox.Fault{Match: onWrite, Skip: step, Answer: sandbox.Status(403)})
		mark := w.Journal().Len()
		object, diags := w.try(object, c)
		if diags.Errors() != 1 || !diags.Has("ERROR", "HTTP 403") || !diags.Has("WARNING", "are only partly changed", "Not done, according to Okta's answer: ") {
			t.Fatalf("want one error:\n%s", diags)
		}
		if n := len(w.writes(mark)); n != step+1 {
			t.Errorf("after the refusal went on: %q", w.Calls(mark))
		}
		w.expectTrueState(object)
		mark = w.Journal().Len()
		if plan := w.planned(object, c); !plan.Changes() {
			t.Error("the next plan shows nothing")
		}
		m.finishes(w, object, c, already)
		if n := len(w.writes(mark)); n != m.requests()-step {
			t.Errorf("to finish takes %q", w.writes(mark))
		}
	})
}

// The answer is lost, and the keys tell: the apply goes on.
func TestJWKSFault_lostAnswer(t *testing.T) {
	t.Parallel()
	everyStep(t, func(t *testing.T, m rolloverCase, step int) {
		w, object, c, already := m.start(t)
		w.Inject(sandbox.Fault{Match: onWrite, Skip: step, Commit: true, Answer: sandbox.Drop()})
		object, diags := w.try(object, c)
		if diags.Errors() > 0 || !diags.Has("WARNING", "though no usable answer came") {
			t.Fatalf("want success with a warning:\n%s", diags)
		}
		w.expectTrueState(object)
		m.finishes(w, object, c, already)
	})
}

// The outcome of a request stays unknown: an error, and the next apply finds out.
func TestJWKSFault_unknownOutcome(t *testing.T) {
	t.Parallel()
	for _, commit := range []bool{true, false} {
		everyStep(t, func(t *testing.T, m rolloverCase, step int) {
			w, object, c, already := m.start(t)
			w.Inject(sandbox.Fault{Match: onWrite, Skip: step, Commit: commit, Answer: sandbox.Drop()})
			if commit {
				w.unreadableAfter(step + 1)
			}
			mark := w.Journal().Len()
			object, diags := w.try(object, c)
			if diags.Errors() != 1 || !diags.Has("ERROR", "outcome unknown; not sent again") || diags.Has("hour") {
				t.Fatalf("want an error:\n%s", diags)
			}
			if n := len(w.writes(mark)); n != step+1 {
				t.Errorf("after that went on: %q", w.writes(mark))
			}
			w.ClearFaults()
			m.finishes(w, object, c, already)
		})
	}
}

// unreadableAfter has no list of the keys be answered after that many writes.
func (w *setFixture) unreadableAfter(writes int) {
	n := 0
	w.After(onWrite, func() {
		if n++; n == writes {
			w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: -1, Answer: sandbox.StatusHTML(503)})
			w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Times: -1, Answer: sandbox.StatusHTML(503)})
		}
	})
}

// Ctrl-C while a request is under way: that is seen through, the next not begun.
func TestJWKSFault_interrupted(t *testing.T) {
	t.Parallel()
	everyStep(t, func(t *testing.T, m rolloverCase, step int) {
		w, object, c, already := m.start(t)
		plan := w.planned(object, c)
		w.Walk(w.r)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		n := 0
		w.After(onWrite, func() {
			if n++; n == step+1 {
				cancel()
			}
		})
		object, diags := w.r.WithContext(ctx).Apply(plan, nil)
		if last := step+1 == m.requests(); last != (diags.Errors() == 0) {
			t.Fatalf("errors after %d of %d requests:\n%s", step+1, m.requests(), diags)
		}
		if n != step+1 {
			t.Errorf("%d requests", n)
		}
		w.expectTrueState(object)
		m.finishes(w, object, c, already)
	})
}
