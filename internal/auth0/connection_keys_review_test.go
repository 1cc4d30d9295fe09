package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A replacement is planned as a create, whose warnings core drops. So the first
// of the two plans has to give them.
func TestConnectionKeys_replacementByAnotherConnectionWarns(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	a, b := s.Connection(), s.Connection()
	k1, k2, _ := s.KIDs(b)
	r := s.RPC()
	object := create(t, s, r, config(a))
	plan := r.Plan(keysType, object, config(b))
	if !plan.Replace || !plan.Diags.Has("WARNING", "will be rotated ("+b+")", k1, k2) {
		t.Errorf("a replacement that rotates is not announced:\n%s", plan.Diags)
	}
	plan = r.Plan(keysType, object, config(acctest.Unknown))
	if !plan.Diags.Has("WARNING", "will be rotated", "its ID is only known after apply", "even if the value turns out to be the same") {
		t.Errorf("a replacement with an unknown connection is not announced:\n%s", plan.Diags)
	}
	quiet := config(b, map[string]any{"rotate_on_create": false})
	if plan = r.Plan(keysType, object, quiet); !plan.Diags.Has("WARNING", "are adopted as they are ("+b+")", k1) || len(plan.Diags) != 1 {
		t.Errorf("a replacement that adopts does not name the keys, or says more:\n%s", plan.Diags)
	}
}

// The warning about the guard measures by the planned interval, and says what
// happens after it.
func TestConnectionKeys_guardIsAnnouncedByThePlannedInterval(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id, trigger("1")))
	rotatedAt, err := time.Parse(time.RFC3339, object.Show("last_rotated_at"))
	if err != nil {
		t.Fatal(err)
	}
	s.Clock().Advance(10 * time.Minute)
	object = refresh(t, s, r, object)
	for interval, want := range map[string]time.Duration{"1h": time.Hour, "5m": 5 * time.Minute, "3h": 3 * time.Hour} {
		plan := r.Plan(keysType, object, config(id, trigger("2"), map[string]any{"min_rotation_interval": interval}))
		until := rotatedAt.Add(want).UTC().Format(time.RFC3339)
		if !plan.Diags.Has("Until "+until+" the apply refuses this rotation", "From then on it rotates") {
			t.Errorf("%s: want the time %s:\n%s", interval, until, plan.Diags)
		}
	}
}

// The period asks for a rotation whatever the trigger turns out to be.
func TestConnectionKeys_unknownTriggerWithThePeriodOver(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	period := map[string]any{"rotation_period": "90d"}
	object := create(t, s, r, config(id, trigger("1"), period))
	s.Clock().Advance(100 * 24 * time.Hour)
	object = refresh(t, s, r, object)
	plan := r.Plan(keysType, object, config(id, trigger(acctest.Unknown), period))
	if !plan.Diags.Has("will be rotated", "older than rotation_period", "Whatever the value is") || plan.Diags.Has("nothing is sent") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, config(id, trigger("1"), period)); diags.Errors() > 0 || s.Auth0().Rotations(id) != 2 {
		t.Errorf("%d rotations, want 2\n%s", s.Auth0().Rotations(id), diags)
	}
}

// The rotation is confirmed, and something else rotates right behind it. The
// trigger has been served: planning again does not serve it twice.
func TestConnectionKeys_confirmedAndOvertakenIsNotRepeated(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := due(t, s, r)
	remove := s.After(sandbox.OnRotate, func() { s.Auth0().Rotate(id) })
	object, diags := r.Apply(plan, nil)
	remove()
	if !diags.Has("ERROR", "something else rotates", "The rotation that was sent took place. Planning again adopts") {
		t.Fatalf("unexpected:\n%s", diags)
	}
	s.Clock().Advance(24 * time.Hour)
	object = update(t, s, r, refresh(t, s, r, object), config(id, trigger("2")))
	if n := s.Auth0().Rotations(id); n != 3 {
		t.Errorf("%d rotations, want 3: the first, ours, and the other", n)
	}
	s.Clock().Advance(24 * time.Hour)
	update(t, s, r, refresh(t, s, r, object), config(id, trigger("3")))
	if n := s.Auth0().Rotations(id); n != 4 {
		t.Errorf("%d rotations, want 4: a new trigger rotates again", n)
	}
}

// A lost create leaves nothing that remembers it: the error says until when it
// is recognised, and by which key to tell.
func TestConnectionKeys_unknownOutcomeOfACreateSaysUntilWhenItIsRecognised(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	_, k2, _ := s.KIDs(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Walk(r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Answer: sandbox.Drop()})
	_, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "Apply again within 1h0m0s", `if the current key is "`+k2+`", it took effect`, "rotate_on_create = false") {
		t.Errorf("the error says:\n%s", diags)
	}
}

func TestConnectionKeys_adoptionByACreateExplainsCoresError(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	s.Auth0().Rotate(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Clock().Advance(2 * time.Hour)
	s.Walk(r)
	mark := s.Journal().Len()
	_, diags := r.Apply(plan, nil)
	if !plan.Diags.Has("are not rotated again", "min_rotation_interval has ended since: plan again") || !diags.Has("inconsistent final plan") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if posts(s, mark) != 0 {
		t.Error("it was sent all the same")
	}
}

func TestConnectionKeys_refusedRotationSaysThatNothingWasRotated(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := due(t, s, r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Answer: sandbox.Status(403)})
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "The keys were not rotated.") || s.Auth0().Rotations(id) != 1 {
		t.Errorf("the error says:\n%s", diags)
	}
}

func TestConnectionKeys_timeoutsOfNothingAreRefused(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	for _, text := range []string{"0s", "-1s"} {
		c := config("con_x", map[string]any{"timeouts": map[string]any{"update": text}})
		if diags := r.Validate(keysType, c); !diags.Has("ERROR", "Invalid timeout", "timeouts.update") {
			t.Errorf("%s: %s", text, diags)
		}
	}
}

func TestProvider_credentialsWithALineEndAreRefused(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	diags := r.Configure(map[string]any{"auth0": map[string]any{"domain": "example.eu.auth0.com", "api_token": "secret-token\n"}})
	if !diags.Has("ERROR", "auth0.api_token (or AUTH0_API_TOKEN)", "trimspace()") || diags.Has("secret-token") {
		t.Errorf("the error says:\n%s", diags)
	}
}

// Core folds warnings with equal summaries: each connection has its own.
func TestConnectionKeys_warningsOfTwoConnectionsAreNotFolded(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	a, b := s.Connection(), s.Connection()
	r := s.RPC()
	first, second := r.Plan(keysType, nil, config(a)).Diags, r.Plan(keysType, nil, config(b)).Diags
	if len(first) != 1 || len(second) != 1 || first[0].Summary == second[0].Summary {
		t.Errorf("equal summaries:\n%s%s", first, second)
	}
}
