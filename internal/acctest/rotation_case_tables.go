package acctest

import (
	"fmt"
	"hash/fnv"
	"maps"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// LostAnswers runs LostAnswer with all that can become of an answer, on a
// sandbox each. A good one has the status ok; more are the vendor's own.
func LostAnswers(t *testing.T, k RotationResource, ok int, more map[string]sandbox.Answer) {
	t.Helper()
	answers := map[string]sandbox.Answer{
		"connection dropped": sandbox.Drop(),
		"connection reset":   sandbox.Reset(),
		"reset in the body":  sandbox.ResetMidBody(),
		"500":                sandbox.Status(500),
		"502":                sandbox.Status(502),
		"502 of a proxy":     sandbox.StatusHTML(502),
		"503":                sandbox.Status(503),
		"504 of a proxy":     sandbox.StatusHTML(504),
		"408":                sandbox.Status(408),
		"499 of a proxy":     sandbox.StatusHTML(499),
		"empty":              sandbox.EmptyBody(ok),
		"truncated":          sandbox.Truncated(ok),
		"cut JSON":           sandbox.CutJSON(ok),
		"HTML":               sandbox.StatusHTML(ok),
		"without a key":      sandbox.JSON(ok, "{}"),
		"null":               sandbox.JSON(ok, "null"),
		"200 HTML":           sandbox.HTML200(),
		"204":                sandbox.EmptyBody(204),
		"302":                sandbox.Redirect(302, "/elsewhere"),
		"307":                sandbox.Redirect(307, "/api/elsewhere"),
		"308 of a portal":    sandbox.Redirect(308, "https://login.example.com/"),
		"403 of the vendor":  sandbox.Status(403),
		"404 of the vendor":  sandbox.Status(404),
	}
	maps.Copy(answers, proxyRefusals())
	maps.Copy(answers, more)
	runEach(t, answers, func(t *testing.T, s *Sandbox, answer sandbox.Answer) {
		LostAnswer(t, s, s.RPC(), k, answer)
	})
}

// LostRequests runs LostRequest with answers that say nothing.
func LostRequests(t *testing.T, k RotationResource, more map[string]sandbox.Answer) {
	t.Helper()
	answers := map[string]sandbox.Answer{
		"connection dropped": sandbox.Drop(),
		"connection reset":   sandbox.Reset(),
		"500":                sandbox.Status(500),
		"503":                sandbox.Status(503),
		"408":                sandbox.Status(408),
		"HTML 200":           sandbox.HTML200(),
		"redirect 307":       sandbox.Redirect(307, "/api/elsewhere"),
	}
	maps.Copy(answers, proxyRefusals())
	maps.Copy(answers, more)
	runEach(t, answers, func(t *testing.T, s *Sandbox, answer sandbox.Answer) {
		LostRequest(t, s, s.RPC(), k, answer)
	})
}

// proxyRefusals are refusals of something on the way: they prove nothing.
func proxyRefusals() map[string]sandbox.Answer {
	answers := map[string]sandbox.Answer{
		"403 with a challenge": sandbox.Challenge(403),
		"403 of another API":   sandbox.JSON(403, `{"message":"Forbidden"}`),
	}
	for _, status := range []int{400, 401, 403, 404, 407, 409, 413, 429, 451} {
		answers[fmt.Sprintf("%d of a proxy", status)] = sandbox.StatusHTML(status)
		answers[fmt.Sprintf("%d without a body", status)] = sandbox.StatusEmpty(status)
	}
	return answers
}

// StatesKept refreshes with answers that do not say what became of the keys: the
// state stays as it is, with a warning. More are the vendor's own.
func StatesKept(t *testing.T, k RotationResource, more map[string]sandbox.Fault) {
	t.Helper()
	faults := map[string]sandbox.Fault{}
	for name, answer := range map[string]sandbox.Answer{
		"404 of a proxy":             sandbox.StatusHTML(404),
		"404 of a wrong host":        sandbox.JSON(404, `{"message":"no such page"}`),
		"500":                        sandbox.Status(500),
		"503":                        sandbox.Status(503),
		"dropped":                    sandbox.Drop(),
		"HTML":                       sandbox.HTML200(),
		"malformed JSON":             sandbox.CutJSON(200),
		"empty list":                 sandbox.OKJSON("[]"),
		"null":                       sandbox.OKJSON("null"),
		"an object":                  sandbox.OKJSON(`{"keys":[]}`),
		"429 for ever":               sandbox.RateLimit(time.Second),
		"redirect to a login screen": sandbox.Redirect(302, "https://login.example.com/"),
	} {
		faults[name] = sandbox.Fault{Match: sandbox.OnKeys, Answer: answer}
	}
	maps.Copy(faults, more)
	runEach(t, faults, func(t *testing.T, s *Sandbox, fault sandbox.Fault) {
		id := k.addParent(s)
		r := s.RPC()
		object := s.Update(r, k.Type, nil, k.Config(id))
		fault.Times = -1
		s.Inject(fault)
		s.Walk(r)
		next, diags := r.Read(object)
		if diags.Errors() > 0 || diags.Warnings() != 1 || !next.Exists() || !next.Value.Equal(object.Value) {
			t.Fatalf("want the same state and a warning:\n%s", diags)
		}
		if plan := r.Plan(k.Type, next, k.Config(id)); plan.Changes() {
			t.Error("the plan changes something")
		}
	})
}

// Destroys destroys with settings that each reach no vendor: they are those of the
// walk, and nothing is sent.
func Destroys(t *testing.T, k RotationResource, cases map[string]func(*Sandbox) map[string]any) {
	t.Helper()
	runEach(t, cases, func(t *testing.T, s *Sandbox, settings func(*Sandbox) map[string]any) {
		id := k.addParent(s)
		r := s.RPC()
		object := s.Update(r, k.Type, nil, k.Config(id))
		if diags := r.Configure(settings(s)); diags.Errors() > 0 {
			t.Fatal(diags)
		}
		object, diags := r.Read(object)
		if diags.Errors() > 0 || !object.Exists() {
			t.Fatalf("the refresh blocks the destroy:\n%s", diags)
		}
		if plan := r.Plan(k.Type, object, k.Config(id)); plan.Diags.Errors() > 0 {
			t.Fatalf("the first plan of a destroy fails:\n%s", plan.Diags)
		}
		mark := s.Journal().Len()
		plan := r.Plan(k.Type, object, nil)
		if !plan.Diags.Has("WARNING", "stay as they are when the resource is destroyed", k.Type, id, "no request is sent") {
			t.Errorf("no warning:\n%s", plan.Diags)
		}
		if left, diags := r.Apply(plan, nil); left.Exists() || len(diags) > 0 {
			t.Errorf("not destroyed:\n%s", diags)
		}
		s.ExpectCalls(mark)
	})
}

// Guard rotates twice within min_rotation_interval: the plan warns, the apply
// refuses, and a destroy goes on.
func Guard(t *testing.T, s *Sandbox, r *RPC, k RotationResource) {
	t.Helper()
	id := k.addParent(s)
	object := s.Update(r, k.Type, nil, k.Config(id, Trigger("1")))
	s.Clock().Advance(10 * time.Minute)
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, k.Config(id, Trigger("2")))
	if !plan.Diags.Has("WARNING", "rotated recently", "the apply refuses this rotation") || plan.Diags.Errors() > 0 {
		t.Errorf("want a warning that names the time, and no error:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "Unable to rotate "+k.Noun, "rotated too recently", "Apply again after") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectCalls(mark, k.Refresh...)
	if destroy := r.Plan(k.Type, object, nil); destroy.Diags.Errors() > 0 {
		t.Errorf("the guard blocks a destroy:\n%s", destroy.Diags)
	}
	s.Clock().Advance(51 * time.Minute)
	s.Update(r, k.Type, s.Refresh(r, object), k.Config(id, Trigger("2")))
	s.ExpectRotations(k, id, 2, mark, 1)
}

// SavedPlans applies plans that somebody else has rotated behind.
func SavedPlans(t *testing.T, k RotationResource) {
	t.Helper()
	runEach(t, map[string]struct {
		direct int
		words  []string
	}{
		"one reaches the target":    {1, []string{"WARNING", "had already been rotated", "Nothing was sent"}},
		"two leave it behind":       {2, []string{"ERROR", "rotated since this plan was made", "Nothing was sent", "without -refresh=false"}},
		"three leave it far behind": {3, []string{"ERROR", "rotated since this plan was made"}},
	}, func(t *testing.T, s *Sandbox, want struct {
		direct int
		words  []string
	},
	) {
		r := s.RPC()
		id, plan := s.PlanSecondRotation(r, k)
		for range want.direct {
			k.rotate(s, id)
		}
		mark := s.Journal().Len()
		_, diags := r.Apply(plan, nil)
		if !diags.Has(want.words...) || (diags.Errors() > 0) != (want.direct > 1) {
			t.Errorf("unexpected:\n%s", diags)
		}
		s.ExpectCalls(mark, k.Refresh...)
		s.ExpectRotations(k, id, 1+want.direct, mark, 0)
	})
}

// LeaveOut reports whether a case of a long table is left out: with -short, as make race runs
// it, three of four are. What the race detector can find is in the code that all of them pass
// through.
func LeaveOut(name string) bool { return testing.Short() && Chance(name)%4 != 0 }

// Chance is a number for the name of a case, to choose some of many by chance, but always
// the same ones.
func Chance(name string) uint32 {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(name))
	return hash.Sum32()
}

// runEach runs a case per entry, in parallel, on a sandbox of its own.
func runEach[C any](t *testing.T, cases map[string]C, run func(t *testing.T, s *Sandbox, c C)) {
	t.Helper()
	for name, c := range cases {
		if LeaveOut(name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, NewSandbox(t), c)
		})
	}
}
