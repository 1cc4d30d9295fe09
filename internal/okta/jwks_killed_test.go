package okta_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// applyKilledAfter applies, and is over after that many writes: no answer comes any more,
// and no state is kept.
func (w *setFixture) applyKilledAfter(prior *acctest.Object, c map[string]any, writes int) {
	w.t.Helper()
	n := 0
	quiet := w.After(onWrite, func() {
		if n++; n == writes {
			w.Inject(sandbox.Fault{Match: sandbox.OnAny, Times: -1, Answer: sandbox.StatusHTML(503)})
		}
	})
	w.Inject(sandbox.Fault{Match: onWrite, Skip: writes - 1, Commit: true, Answer: sandbox.Drop()})
	if _, diags := w.try(prior, c); diags.Errors() == 0 {
		w.t.Fatal("not killed")
	}
	quiet()
	w.ClearFaults()
}

// A kill after each request: one more apply, from the state of before, sends
// exactly what is left. Before it takes a key out of use, it activates those that it takes over
// active.
func TestJWKSKilled_update(t *testing.T) {
	t.Parallel()
	everyStep(t, func(t *testing.T, m rolloverCase, step int) {
		w, object, c, already := m.start(t)
		w.applyKilledAfter(object, c, step+1)
		mark := w.Journal().Len()
		m.finishes(w, object, c, already)
		left := m.requests() - step - 1
		for _, entry := range w.Journal().Since(mark) {
			switch {
			case entry.Committed:
				left--
			case entry.Method != http.MethodGet && !entry.IsToken() && !strings.HasSuffix(entry.Path, "/activate"):
				t.Errorf("changes nothing: %s", entry)
			}
		}
		if left != 0 {
			t.Errorf("to finish takes %q", w.writes(mark))
		}
	})
}

// The same without a refresh.
func TestJWKSKilled_withoutRefresh(t *testing.T) {
	t.Parallel()
	everyStep(t, func(t *testing.T, m rolloverCase, step int) {
		w, object, c, already := m.start(t)
		w.applyKilledAfter(object, c, step+1)
		object = w.apply(object, c)
		if got := w.effects()[already:]; !slices.Equal(got, m.effects) {
			w.t.Errorf("effects %q\n   want %q", got, m.effects)
		}
		w.expectTrueState(object)
		w.neverWithoutActive()
		w.expectNoChanges(object, c)
	})
}

// Killed twice: right after a request, and after the next one.
func TestJWKSKilled_twice(t *testing.T) {
	t.Parallel()
	everyStep(t, func(t *testing.T, m rolloverCase, step int) {
		if step+1 == m.requests() {
			t.Skip("nothing is left to be killed after")
		}
		w, object, c, already := m.start(t)
		w.applyKilledAfter(object, c, step+1)
		object = w.refreshed(object)
		w.applyKilledAfter(object, c, 1)
		m.finishes(w, object, c, already)
	})
}

// A create leaves no state behind, whether it is killed or fails. The next one goes
// on from the keys that are there.
func TestJWKSKilled_create(t *testing.T) {
	t.Parallel()
	for name, m := range rolloverCases(t) {
		for step := range 2 {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := m.newFixture(t)
				c := w.config(m.before, m.first)
				calls := len(w.createCalls(m))
				if step >= calls {
					t.Skip("one request")
				}
				mark := w.Journal().Len()
				w.applyKilledAfter(nil, c, step+1)
				object := w.apply(nil, c)
				if n := len(w.writes(mark)); n != calls {
					t.Errorf("to create takes %q", w.writes(mark))
				}
				w.neverWithoutActive()
				w.expectNoChanges(object, c)
			})
			t.Run(name+", refused", func(t *testing.T) {
				t.Parallel()
				w := m.newFixture(t)
				c := w.config(m.before, m.first)
				calls := len(w.createCalls(m))
				if step >= calls {
					t.Skip("one request")
				}
				w.Inject(sandbox.Fault{Match: onWrite, Skip: step, Answer: sandbox.Status(403)})
				object, diags := w.try(nil, c)
				if object.Exists() || diags.Errors() != 1 {
					t.Fatalf("want an error and no state:\n%s", diags)
				}
				mark := w.Journal().Len()
				object = w.apply(nil, c)
				if n := len(w.writes(mark)); n != calls-step {
					t.Errorf("to finish takes %q", w.writes(mark))
				}
				w.expectNoChanges(object, c)
			})
		}
	}
}

// createCalls are the requests that the keys of before take in another fixture.
func (w *setFixture) createCalls(m rolloverCase) []string {
	w.t.Helper()
	other := m.newFixture(w.t)
	mark := other.Journal().Len()
	other.apply(nil, other.config(m.before, m.first))
	return other.writes(mark)
}
