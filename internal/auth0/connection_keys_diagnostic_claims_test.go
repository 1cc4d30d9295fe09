package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// What is said here is held against the sandbox by the harness, as in every test.

func TestConnectionKeys_withoutAnyKeyThereIsNothingToRotateTo(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: sandbox.OKJSON(`[]`)})
	plan := r.Plan(keysType, nil, config(id, map[string]any{"min_rotation_interval": "0s"}))
	if plan.Diags.Errors() != 1 || !plan.Diags.Has("ERROR", "there is no key to rotate to", "Nothing was sent", "found: current none, next none") {
		t.Errorf("planned:\n%s", plan.Diags)
	}
}

// The refusal cannot be held against the keys: it is believed, and said to be.
func TestConnectionKeys_aRefusalIsBelievedWithoutReadingTheKeys(t *testing.T) {
	t.Parallel()
	for name, commit := range map[string]bool{"refused": false, "refused, though it rotated": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			r := s.RPC()
			id, plan := planSecondRotation(t, s, r)
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: commit, Answer: sandbox.Status(403)})
			s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Skip: 1, Times: -1, Answer: sandbox.StatusHTML(500)})
			_, diags := r.Apply(plan, nil)
			if diags.Errors() != 1 || !diags.Has("ERROR", "According to Auth0's answer, the keys were not rotated", "could not be read afterwards", "HTTP 403", "HTTP 500") {
				t.Errorf("of %s:\n%s", id, diags)
			}
		})
	}
}

// The guard is longer in this plan than the period, once it is known: the warning says
// until when the apply refuses.
func TestConnectionKeys_aPeriodThatIsOverInsideALongerGuard(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	period := map[string]any{"rotation_period": "90d"}
	object := create(t, s, r, config(id, trigger("1"), period))
	s.Clock().Advance(100 * 24 * time.Hour)
	c := config(id, trigger(acctest.Unknown), period, map[string]any{"min_rotation_interval": "200d"})
	plan := r.Plan(keysType, refresh(t, s, r, object), c)
	if !plan.Diags.Has("WARNING", "were rotated recently", "older than rotation_period", "Whatever the value is", "the apply refuses this rotation") {
		t.Errorf("planned:\n%s", plan.Diags)
	}
	s.Walk(r)
	c = config(id, trigger("2"), period, map[string]any{"min_rotation_interval": "200d"})
	if _, diags := r.Apply(plan, c); !diags.Has("ERROR", "rotated too recently") {
		t.Errorf("applied:\n%s", diags)
	}
}

func TestConnectionKeys_anUnknownTriggerAndAgeRotateNothing(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id, trigger("1")))
	s.SetDate(func(time.Time) string { return "" })
	plan := r.Plan(keysType, refresh(t, s, r, object), config(id, trigger(acctest.Unknown)))
	if !plan.Diags.Has("WARNING", "cannot be rotated yet", "only known after apply", "has no usable Date header") {
		t.Errorf("planned:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, config(id, trigger("2"))); !diags.Has("ERROR", "the provider does not know when the keys were last rotated") {
		t.Errorf("applied:\n%s", diags)
	}
}
