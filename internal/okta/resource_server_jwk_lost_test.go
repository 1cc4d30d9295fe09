package okta_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// serverKeyChangeCase is one request that changes a key of a server: how to prepare it,
// and the effects when it was executed once, whatever the answers were.
type serverKeyChangeCase struct {
	match   func(*http.Request) bool
	status  int
	hasBody bool   // a good answer holds the key
	from    string // the status of the key under management; none if there is no key yet
	to      string // none if it goes
	effects []string
}

func serverKeyChangeCases() map[string]serverKeyChangeCase {
	return map[string]serverKeyChangeCase{
		"add": {match: sandbox.OnResourceServerKeyAdd, status: 201, hasBody: true, to: inactive, effects: []string{"add a"}},
		"add, then activate": {
			match: sandbox.OnResourceServerKeyAdd, status: 201, hasBody: true, to: active,
			effects: []string{"add a", "activate a", "deactivate old"},
		},
		"activate a new one": {
			match: sandbox.OnResourceServerKeyActivate, status: 200, hasBody: true, to: active,
			effects: []string{"add a", "activate a", "deactivate old"},
		},
		"activate": {
			match: sandbox.OnResourceServerKeyActivate, status: 200, hasBody: true, from: inactive, to: active,
			effects: []string{"add a", "activate a", "deactivate old"},
		},
		"deactivate": {
			match: sandbox.OnResourceServerKeyDeactivate, status: 200, hasBody: true, from: active, to: inactive,
			effects: []string{"add a", "activate a", "deactivate old", "deactivate a"},
		},
		"deactivate before delete": {
			match: sandbox.OnResourceServerKeyDeactivate, status: 200, hasBody: true, from: active,
			effects: []string{"add a", "activate a", "deactivate old", "deactivate a", "delete a"},
		},
		"delete": {match: sandbox.OnResourceServerKeyDelete, status: 204, from: inactive, effects: []string{"add a", "delete a"}},
	}
}

// answers are the ways in which the answer to the change can be lost.
func (a serverKeyChangeCase) answers() map[string]sandbox.Answer {
	all := lostAnswers(a.status)
	if a.hasBody {
		return all
	}
	for _, kind := range []string{"HTML", "truncated", "cut JSON", "without a key", "null", "another key", "reset in the body"} {
		delete(all, kind) // 204 has no body to lose
	}
	all["a page"], all["200"], all["200 with JSON"] = sandbox.HTML200(), sandbox.EmptyBody(200), sandbox.OKJSON("{}")
	return all
}

// start prepares a server that has an active key old, up to the change. A configuration
// of nil destroys.
func (a serverKeyChangeCase) start(t *testing.T) (w *serverFixture, object *acctest.Object, c map[string]any) {
	t.Helper()
	w = newServerFixture(t, withActive())
	if a.from != "" {
		object = w.apply(nil, w.config(0, "a", ofStatus(a.from)))
		w.PassListLag()
	}
	if a.to != "" {
		c = w.config(0, "a", ofStatus(a.to))
	}
	return w, object, c
}

// The answer is lost after the change: success, a warning, one effect.
func TestResourceServerJWKLost_theAnswer(t *testing.T) {
	t.Parallel()
	for name, a := range serverKeyChangeCases() {
		for kind, answer := range a.answers() {
			if acctest.LeaveOut(name + kind) {
				continue
			}
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				w, object, c := a.start(t)
				w.Inject(sandbox.Fault{Match: a.match, Commit: true, Answer: answer})
				mark := w.Journal().Len()
				object, diags := w.try(object, c)
				if diags.Errors() > 0 || !diags.Has("WARNING", "though no usable answer came", `key "a"`, "not sent again") {
					t.Fatalf("want success with a warning:\n%s", diags)
				}
				w.sentOnce(mark, a.match)
				w.expectEffects(a.effects...)
				if len(w.PendingFaults()) > 0 {
					t.Error("the fault met no request")
				}
				if c != nil {
					w.expectNoChanges(object, c)
				} else if object.Exists() {
					t.Error("still there")
				}
			})
		}
	}
}

// The request is lost before the change: an error that says so, nothing repeated,
// and the next apply does it once.
func TestResourceServerJWKLost_theRequest(t *testing.T) {
	t.Parallel()
	for name, a := range serverKeyChangeCases() {
		for kind, answer := range a.answers() {
			if acctest.LeaveOut(name + kind) {
				continue
			}
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				w, object, c := a.start(t)
				w.Inject(sandbox.Fault{Match: a.match, Answer: answer})
				mark := w.Journal().Len()
				_, diags := w.try(object, c)
				if diags.Errors() != 1 {
					t.Fatalf("want an error:\n%s", diags)
				}
				w.sentOnce(mark, a.match)
				w.expectConvergence(a.effects, object, c)
			})
		}
	}
}

// Neither the answer comes nor can the keys be read, as when the process is
// killed: the next apply finds out.
func TestResourceServerJWKLost_theAnswerAndTheKeys(t *testing.T) {
	t.Parallel()
	for name, a := range serverKeyChangeCases() {
		for when, commit := range map[string]bool{"after": true, "before": false} {
			t.Run(name+", "+when+" the change", func(t *testing.T) {
				t.Parallel()
				w, object, c := a.start(t)
				w.Inject(sandbox.Fault{Match: a.match, Commit: commit, Answer: sandbox.Drop()})
				quiet := w.Before(a.match, func() {
					w.Inject(sandbox.Fault{Match: sandbox.OnResourceServerKeyList, Times: -1, Answer: sandbox.StatusHTML(503)})
				})
				mark := w.Journal().Len()
				if _, diags := w.try(object, c); diags.Errors() != 1 {
					t.Fatalf("want an error:\n%s", diags)
				}
				w.sentOnce(mark, a.match)
				quiet()
				w.ClearFaults()
				w.expectConvergence(a.effects, object, c)
			})
		}
	}
}

// HTTP 429 says that nothing was executed: once it is waited for, and for ever it
// is an error after max_retries.
func TestResourceServerJWKLost_rateLimits(t *testing.T) {
	t.Parallel()
	for name, a := range serverKeyChangeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, object, c := a.start(t)
			w.Inject(sandbox.Fault{Match: a.match, Answer: sandbox.RateLimit(time.Second)})
			if _, diags := w.try(object, c); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			w.expectEffects(a.effects...)

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
func TestResourceServerJWKLost_interrupted(t *testing.T) {
	t.Parallel()
	for name, a := range serverKeyChangeCases() {
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
