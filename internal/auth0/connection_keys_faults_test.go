package auth0_test

import (
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// posts counts the rotation requests that the sandbox received since mark.
func posts(s *acctest.Sandbox, mark int) (n int) {
	for _, call := range s.Calls(mark) {
		if strings.HasPrefix(call, "POST rotate") {
			n++
		}
	}
	return n
}

// due makes a resource with a planned rotation, and begins the apply walk.
func due(t *testing.T, s *acctest.Sandbox, r *acctest.RPC) (id string, plan *acctest.Planned) {
	t.Helper()
	id = s.Connection()
	object := createdYesterday(t, s, r, config(id, trigger("1")))
	plan = r.Plan(keysType, object, config(id, trigger("2")))
	s.Walk(r)
	return id, plan
}

// What became of a rotation when its answer was lost after it took effect.
func TestConnectionKeys_lostAnswerAfterCommitIsOneRotationAndAWarning(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"connection dropped": sandbox.Drop(),
		"connection reset":   sandbox.Reset(),
		"reset in the body":  sandbox.ResetMidBody(),
		"500":                sandbox.Status(500),
		"502":                sandbox.Status(502),
		"502 of a proxy":     sandbox.StatusHTML(502),
		"504 of a proxy":     sandbox.StatusHTML(504),
		"408":                sandbox.Status(408),
		"201 empty":          sandbox.EmptyBody(201),
		"201 truncated":      sandbox.Truncated(201),
		"201 cut JSON":       sandbox.CutJSON(201),
		"201 HTML":           sandbox.StatusHTML(201),
		"201 without a key":  sandbox.JSON(201, "{}"),
		"201 null":           sandbox.JSON(201, "null"),
		"200 HTML":           sandbox.HTML200(),
		"204":                sandbox.EmptyBody(204),
		"302":                sandbox.Redirect(302, "/elsewhere"),
		"307":                sandbox.Redirect(307, "/api/v2/connections"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			r := s.RPC()
			id, plan := due(t, s, r)
			s.Inject(sandbox.Fault{Name: name, Match: sandbox.OnRotate, Commit: true, Answer: answer})
			mark := s.Journal().Len()
			object, diags := r.Apply(plan, nil)
			if diags.Errors() > 0 || !diags.Has("WARNING", "Rotation confirmed without an answer", "exactly one rotation") {
				t.Errorf("want success with a warning:\n%s", diags)
			}
			if n := s.Auth0().Rotations(id); n != 2 || posts(s, mark) != 1 {
				t.Errorf("%d rotations by %d requests, want 2 by 1:\n%q", n, posts(s, mark), s.Calls(mark))
			}
			current, next, previous := s.KIDs(id)
			expect(t, object, map[string]string{"kid": current, "next_kid": next, "previous_kid": previous})
			if again := r.Plan(keysType, refresh(t, s, r, object), config(id, trigger("2"))); again.Changes() {
				t.Error("the next plan changes something")
			}
		})
	}
}

// The request never took effect: a true error, nothing repeated, and the next
// apply rotates once.
func TestConnectionKeys_lostBeforeCommitIsAnErrorAndNeverTwo(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"connection dropped": sandbox.Drop(),
		"connection reset":   sandbox.Reset(),
		"500":                sandbox.Status(500),
		"503":                sandbox.Status(503),
		"HTML 200":           sandbox.HTML200(),
		"redirect 307":       sandbox.Redirect(307, "/api/v2/connections"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			r := s.RPC()
			id, plan := due(t, s, r)
			s.Inject(sandbox.Fault{Name: name, Match: sandbox.OnRotate, Answer: answer})
			mark := s.Journal().Len()
			object, diags := r.Apply(plan, nil)
			if !diags.Has("ERROR", "Unable to rotate Auth0 connection keys", "outcome unknown; not sent again", "Apply again") {
				t.Errorf("not a true error:\n%s", diags)
			}
			if n := s.Auth0().Rotations(id); n != 1 || posts(s, mark) != 1 {
				t.Errorf("%d rotations by %d requests, want 1 by 1", n, posts(s, mark))
			}
			update(t, s, r, refresh(t, s, r, object), config(id, trigger("2")))
			if n := s.Auth0().Rotations(id); n != 2 {
				t.Errorf("%d rotations after applying again, want 2", n)
			}
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
	id := s.Connection()
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Walk(r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Skip: 2, Times: -1, Answer: sandbox.StatusHTML(503)})
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if object.Exists() || !diags.Has("ERROR", "outcome unknown; not sent again", "could not be read afterwards") {
		t.Errorf("want an error without state:\n%s", diags)
	}
	if posts(s, mark) != 1 {
		t.Errorf("%d rotation requests, want 1", posts(s, mark))
	}
	s.ClearFaults()
	create(t, s, r, config(id))
	if n := s.Auth0().Rotations(id); n != 1 {
		t.Errorf("%d rotations, want 1", n)
	}
}

// The rotation is confirmed, but the list fails afterwards: the state comes
// from the answer.
func TestConnectionKeys_confirmedButUnlistedIsRecorded(t *testing.T) {
	t.Parallel()
	for _, short := range []bool{false, true} {
		s := acctest.NewSandbox(t)
		s.Auth0().SetShortRotateAnswer(short)
		r := s.RPC()
		id, plan := due(t, s, r)
		s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Skip: 1, Times: -1, Answer: sandbox.Status(500)})
		object, diags := r.Apply(plan, nil)
		if diags.Errors() > 0 || !diags.Has("WARNING", "Keys not listed after the rotation") {
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
	r := s.RPC()
	id, plan := due(t, s, r)
	k2, _, _ := s.KIDs(id)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
	s.After(sandbox.OnRotate, func() { s.Auth0().Rotate(id) })
	mark := s.Journal().Len()
	_, diags := r.Apply(plan, nil)
	current, _, _ := s.KIDs(id)
	if !diags.Has("ERROR", "something else rotates", "before: current \""+k2, "after:  current \""+current) || posts(s, mark) != 1 {
		t.Errorf("%d requests\n%s", posts(s, mark), diags)
	}
}

// 429 says that nothing was executed: wait, look again, send again.
func TestConnectionKeys_rateLimitedRotationLooksAgainAndSendsAgain(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := due(t, s, r)
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
			r := s.RPC()
			id, plan := due(t, s, r)
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Times: -1, Answer: answer})
			mark := s.Journal().Len()
			_, diags := r.Apply(plan, nil)
			if !diags.Has("ERROR", "HTTP 429", "too_many_requests", "lower -parallelism") {
				t.Errorf("unexpected:\n%s", diags)
			}
			if n := posts(s, mark); n != 4 || s.Auth0().Rotations(id) != 1 {
				t.Errorf("%d requests, want max_retries (4)", n)
			}
		})
	}
}

// Another rotation slips in while this one waits for the rate limit.
func TestConnectionKeys_rotationFromOutsideDuringTheRateLimitIsAdopted(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := due(t, s, r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Answer: sandbox.RateLimit(time.Second)})
	s.Before(sandbox.OnRotate, func() { s.Auth0().Rotate(id) })
	mark := s.Journal().Len()
	_, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 || !diags.Has("Rotation had already happened") || posts(s, mark) != 1 || s.Auth0().Rotations(id) != 2 {
		t.Errorf("%d requests, %d rotations\n%s", posts(s, mark), s.Auth0().Rotations(id), diags)
	}
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
