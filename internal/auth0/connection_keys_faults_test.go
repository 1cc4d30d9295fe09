package auth0_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// posts counts the rotation requests that the sandbox received since mark.
func posts(s *acctest.Sandbox, mark int) int { return s.RotationRequests(mark) }

// planSecondRotation makes a resource with a planned rotation, and begins the apply walk.
func planSecondRotation(t *testing.T, s *acctest.Sandbox, r *acctest.RPC) (id string, plan *acctest.Planned) {
	t.Helper()
	return s.PlanSecondRotation(r, acctest.Auth0Keys)
}

// What became of a rotation when its answer was lost after it took effect.
func TestConnectionKeys_lostAnswerAfterCommitIsOneRotationAndAWarning(t *testing.T) {
	t.Parallel()
	acctest.LostAnswers(t, acctest.Auth0Keys, 201, nil)
}

// The request never took effect: a true error, nothing repeated, and the next
// apply rotates once.
func TestConnectionKeys_lostBeforeCommitIsAnErrorAndNeverTwo(t *testing.T) {
	t.Parallel()
	acctest.LostRequests(t, acctest.Auth0Keys, nil)
}

// An answer in the form of success that names a key that was there before does not use the
// trigger up.
func TestConnectionKeys_anAnswerThatShowsNoRotationProvesNothing(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]func(current, next string) string{
		"the current key": func(current, _ string) string { return fmt.Sprintf(`{"kid":%q}`, current) },
		"the next key":    func(_, next string) string { return fmt.Sprintf(`{"kid":%q}`, next) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			acctest.AnswerOfNoRotation(t, s, s.RPC(), acctest.Auth0Keys, http.StatusCreated, body)
		})
	}
}

func TestConnectionKeys_createWithLostAnswer(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Walk(r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 || !object.Exists() || s.Auth0().Rotations(id) != 1 {
		t.Errorf("%d rotations\n%s", s.Auth0().Rotations(id), diags)
	}
}

// Nobody can say what became of it: the answer is lost and the keys cannot be
// read. The next create takes what it finds.
func TestConnectionKeys_createWithUnknownOutcomeLeavesNoStateAndConverges(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.LostCreate(t, s, s.RPC(), acctest.Auth0Keys)
}

// The rotation is confirmed, but the list fails afterwards: the state comes
// from the answer.
func TestConnectionKeys_confirmedButUnlistedIsRecorded(t *testing.T) {
	t.Parallel()
	for _, short := range []bool{false, true} {
		s := acctest.NewSandbox(t)
		s.Auth0().SetShortRotateAnswer(short)
		r := s.RPC()
		id, plan := planSecondRotation(t, s, r)
		s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Skip: 1, Times: -1, Answer: sandbox.Status(500)})
		object, diags := r.Apply(plan, nil)
		if diags.Errors() > 0 || !diags.Has("WARNING", "are not listed after the rotation") {
			t.Fatalf("want success with a warning:\n%s", diags)
		}
		s.ClearFaults()
		current, next, previous := s.KIDs(id)
		expect(t, object, map[string]string{"kid": current, "next_kid": next, "previous_kid": previous})
		object = refresh(t, s, r, object)
		if again := r.Plan(keysType, object, config(id, trigger("2"))); again.Changes() || s.Auth0().Rotations(id) != 2 {
			t.Errorf("the next plan changes something; %d rotations", s.Auth0().Rotations(id))
		}
		expect(t, object, map[string]string{"next_key.algorithm": "RS256"})
	}
}

func TestConnectionKeys_aSecondRotationBehindALostAnswerNamesBothSnapshots(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.RotationAfterLostAnswer(t, s, s.RPC(), acctest.Auth0Keys)
}

// 429 says that nothing was executed: wait, look again, send again.
func TestConnectionKeys_rateLimitedRotationLooksAgainAndSendsAgain(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := planSecondRotation(t, s, r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Times: 2, Answer: sandbox.RateLimit(2 * time.Second)})
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	expectCalls(t, s, mark, "GET keys 200", "POST rotate 429", "GET keys 200", "POST rotate 429",
		"GET keys 200", "POST rotate 201", "GET keys 200")
	if n := s.Auth0().Rotations(id); n != 2 {
		t.Errorf("%d rotations, want 2", n)
	}
}

func TestConnectionKeys_rateLimitForEverIsBounded(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"reset in the past": sandbox.RateLimit(-time.Minute),
		"without a reset":   sandbox.RateLimitWithoutReset(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			acctest.RateLimitWithoutEnd(t, s, s.RPC(), acctest.Auth0Keys, answer, "too_many_requests")
		})
	}
}

// Another rotation slips in while this one waits for the rate limit.
func TestConnectionKeys_directRotationDuringTheRateLimitIsAdopted(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	acctest.RotationDuringRateLimit(t, s, s.RPC(), acctest.Auth0Keys)
}

func TestConnectionKeys_readsAreRetriedWithinMaxRetries(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		answer  sandbox.Answer
		retried bool
	}{
		"429": {sandbox.RateLimit(time.Second), true}, "502": {sandbox.Status(502), true},
		"503": {sandbox.StatusHTML(503), true}, "504": {sandbox.Status(504), true},
		"reset": {sandbox.Reset(), true}, "500": {sandbox.Status(500), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.Connection()
			r := s.RPC()
			s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: 4, Answer: want.answer})
			_, diags := r.ReadData(keysType, config(id))
			if ok := diags.Errors() == 0; ok != want.retried {
				t.Errorf("retried: %v, want %v\n%s", ok, want.retried, diags)
			}
		})
	}
}

// The rotation is confirmed, and something else rotates right behind it. The
// trigger has been served: planning again does not serve it twice.
func TestConnectionKeys_confirmedBeforeAnotherRotationIsNotRepeated(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := planSecondRotation(t, s, r)
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
	if !diags.Has("ERROR", "Apply again after", "Within 1h0m0s (min_rotation_interval)", `if the current key is "`+k2+`", the rotation took effect`, "rotate_on_create = false") {
		t.Errorf("the error says:\n%s", diags)
	}
}
