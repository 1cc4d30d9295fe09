package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// What is said here is held against the sandbox by the harness, as in every test.

func TestAuthorizationServerKeys_rotatedRecentlyWithoutANextKey(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.Update(r, keysType, nil, config(id, acctest.Trigger("1")))
	s.Okta().SetNextAbsent(id, true)
	plan := r.Plan(keysType, s.Refresh(r, object), config(id, acctest.Trigger("2")))
	if !plan.Diags.Has("WARNING", "were rotated recently", "a key that Okta makes at the rotation", "the apply refuses this rotation") {
		t.Errorf("planned:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "rotated too recently") {
		t.Errorf("applied:\n%s", diags)
	}
}

func TestAuthorizationServerKeys_ofUnknownAgeAreAdopted(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Okta().SetLastRotated(id, func(time.Time) string { return "" })
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id, map[string]any{"rotate_on_create": false, "rotation_period": "90d"}))
	if !plan.Diags.Has("WARNING", "are of unknown age") {
		t.Errorf("planned:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 || s.Okta().Rotations(id) != 0 {
		t.Errorf("%d rotations:\n%s", s.Okta().Rotations(id), diags)
	}
}

func TestResourceServerJWK_aKeyWithoutAKnownKIDDeactivatesTheActiveOne(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, withActive())
	c := serverConfig(w.id, rsaPEM(t, 0), map[string]any{"kid": acctest.Unknown}, ofStatus(active))
	plan := w.r.Plan(resourceServerJWKType, nil, c)
	if !plan.Diags.Has("WARNING", `Key "old" will be deactivated`, "Activating this key deactivates") {
		t.Fatalf("planned:\n%s", plan.Diags)
	}
	w.Walk(w.r)
	if _, diags := w.r.Apply(plan, w.config(0, "a", ofStatus(active))); diags.Errors() > 0 {
		t.Error(diags)
	}
	w.expectStatuses(map[string]string{"old": inactive, "a": active})
}

// Okta refuses an addition that it has executed: the key is taken over, and not called one
// that was there before.
func TestAppJWKCreate_aRefusedAdditionThatTookEffectIsTakenOver(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	plan := w.r.Plan(appJWKType, nil, w.config(rsaPEM(t, 0), byKID("a")))
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeyAdd, Commit: true, Answer: sandbox.Status(400)})
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, nil)
	if !object.Exists() || diags.Errors() > 0 || !diags.Has("WARNING", `Key "a" was taken over`, "Okta refused to add key", "by this request") {
		t.Errorf("unexpected:\n%s", diags)
	}
	w.expectEffects("add a")
}

func TestAppJWK_whatIsAbandonedInAReplacementStaysRegistered(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	abandon := map[string]any{"on_destroy": "abandon"}
	a := w.apply(nil, w.config(rsaPEM(t, 0), byKID("a"), abandon))
	plan := w.r.Plan(appJWKType, a, w.config(rsaPEM(t, 1), byKID("b"), abandon))
	if !plan.Diags.Has("WARNING", `Key "a" will stay registered`) {
		t.Errorf("planned:\n%s", plan.Diags)
	}
	w.Walk(w.r)
	if _, diags := w.r.Apply(w.r.Deletion(a, plan), nil); diags.Errors() > 0 {
		t.Error(diags)
	}
	w.expectStatuses(map[string]string{"a": active})
}
