package okta_test

import (
	"context"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The answer is lost after the change: success, a warning, one effect.
func TestAppJWKLost_theAnswer(t *testing.T) {
	t.Parallel()
	for name, a := range keyChangeCases() {
		for kind, answer := range lostAnswers(a.status) {
			if !a.hasBody && (kind == "HTML" || kind == "truncated" || kind == "cut JSON" || kind == "without a key" || kind == "null" || kind == "another key" || kind == "reset in the body") {
				continue // 204 has no body to lose
			}
			if acctest.LeaveOut(name + kind) {
				continue
			}
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				w, object, c := a.start(t)
				w.Inject(sandbox.Fault{Match: a.match, Commit: true, Answer: answer})
				object, diags := w.try(object, c)
				if diags.Errors() > 0 || !diags.Has("WARNING", "though no usable answer came", `key "a"`, "not sent again") {
					t.Fatalf("want success with a warning:\n%s", diags)
				}
				w.expectEffects(a.effects...)
				if len(w.PendingFaults()) > 0 {
					t.Error("the fault met no request")
				}
				if c != nil {
					w.expectNoChanges(object, c)
				}
			})
		}
	}
}

// The request is lost before the change: an error that says so, nothing repeated,
// and the next apply does it once.
func TestAppJWKLost_theRequest(t *testing.T) {
	t.Parallel()
	for name, a := range keyChangeCases() {
		for kind, answer := range lostAnswers(a.status) {
			if acctest.LeaveOut(name + kind) {
				continue
			}
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				if !a.hasBody && (kind == "truncated" || kind == "cut JSON" || kind == "without a key" || kind == "null" || kind == "another key" || kind == "HTML") {
					t.Skip("to a 204 there is nothing to read")
				}
				w, object, c := a.start(t)
				w.Inject(sandbox.Fault{Match: a.match, Answer: answer})
				mark := w.Journal().Len()
				next, diags := w.try(object, c)
				if diags.Errors() != 1 {
					t.Fatalf("want an error:\n%s", diags)
				}
				w.sentOnce(mark, a.match)
				if object.Exists() {
					next, diags = w.refreshed(object)
					if diags.Errors() > 0 {
						t.Fatal(diags)
					}
				}
				next = w.apply(next, c)
				w.expectEffects(a.effects...)
				if c != nil {
					w.expectNoChanges(next, c)
				}
			})
		}
	}
}

// Neither the answer comes nor can the keys be read, as when the process is
// killed: the next apply finds out.
func TestAppJWKLost_theAnswerAndTheKeys(t *testing.T) {
	t.Parallel()
	for name, a := range keyChangeCases() {
		for _, commit := range []bool{true, false} {
			t.Run(name+map[bool]string{true: ", after the change", false: ", before"}[commit], func(t *testing.T) {
				t.Parallel()
				w, object, c := a.start(t)
				w.Inject(sandbox.Fault{Match: a.match, Commit: commit, Answer: sandbox.Drop()})
				quiet := w.Before(a.match, func() {
					w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: -1, Answer: sandbox.StatusHTML(503)})
				})
				_, diags := w.try(object, c)
				if diags.Errors() == 0 {
					t.Fatalf("want an error:\n%s", diags)
				}
				quiet()
				w.ClearFaults()
				w.expectConvergence(a.effects, object, c)
			})
		}
	}
}

// HTTP 429 says that nothing was executed: once it is waited for, and for ever it
// is an error after max_retries.
func TestAppJWKLost_rateLimits(t *testing.T) {
	t.Parallel()
	for name, a := range keyChangeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c := a.start(t)
			w.Inject(sandbox.Fault{Match: a.match, Answer: sandbox.RateLimit(time.Second)})
			next, diags := w.try(object, c)
			if diags.Errors() > 0 {
				t.Fatal(diags)
			}
			w.expectEffects(a.effects...)
			if c != nil {
				w.expectNoChanges(next, c)
			}

			w, object, c = a.start(t)
			w.Inject(sandbox.Fault{Match: a.match, Times: -1, Answer: sandbox.RateLimit(time.Second)})
			if _, diags := w.try(object, c); diags.Errors() != 1 || !diags.Has("HTTP 429") {
				t.Fatalf("want an error:\n%s", diags)
			}
			w.ClearFaults()
			w.expectConvergence(a.effects, object, c)
		})
	}
}

// Ctrl-C while a write is under way: it is seen through, and what follows is not
// begun.
func TestAppJWKLost_interrupted(t *testing.T) {
	t.Parallel()
	for name, a := range keyChangeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c := a.start(t)
			plan := w.planned(object, c)
			w.Walk(w.r)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.After(a.match, cancel)
			next, diags := w.r.WithContext(ctx).Apply(plan, nil)
			switch {
			case diags.Errors() > 0:
				w.expectConvergence(a.effects, object, c)
			case c != nil:
				w.expectEffects(a.effects...)
				w.expectNoChanges(next, c)
			default:
				w.expectEffects(a.effects...)
			}
		})
	}
}

// A write that waits for its turn is not sent after Ctrl-C.
func TestAppJWKLost_interruptedBefore(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	plan := w.planned(nil, w.config(rsaPEM(t, 0)))
	w.Walk(w.r)
	ctx, cancel := context.WithCancel(t.Context())
	w.Before(sandbox.OnAppKeys, cancel)
	if object, diags := w.r.WithContext(ctx).Apply(plan, nil); object.Exists() || diags.Errors() == 0 {
		t.Errorf("created after Ctrl-C:\n%s", diags)
	}
	w.expectEffects()
}
