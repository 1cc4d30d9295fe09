package okta_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// serverWithoutNext adds a server that has no NEXT key.
func serverWithoutNext(s *acctest.Sandbox) string {
	return s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{RotationMode: "MANUAL", WithoutNext: true})
}

var requireNext = map[string]any{"require_next": true}

func TestAuthorizationServerKeys_createWithoutANextKeyWarnsAndRotatesOnce(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := serverWithoutNext(s)
	k1, _, _ := s.SigningKIDs(id)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	acctest.Expect(t, plan, map[string]string{
		"kid": "unknown", "n": "unknown", "previous_kid": k1, "previous_key.kid": k1, "next_kid": "unknown", "next_key": "unknown",
	})
	if !plan.Diags.Has("WARNING", "a key that Okta makes at the rotation", k1+" (now current)", "no verifier can have seen the key that will sign",
		"Set require_next = true") || plan.Diags.Errors() > 0 {
		t.Errorf("the plan does not say what verifiers will see:\n%s", plan.Diags)
	}
	s.Walk(r)
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	active, next, expired := s.SigningKIDs(id)
	acctest.Expect(t, object, map[string]string{"kid": active, "next_kid": next, "previous_kid": expired})
	if s.Okta().Rotations(id) != 1 || expired != k1 {
		t.Errorf("%d rotations, expired %s", s.Okta().Rotations(id), expired)
	}
	if again := r.Plan(keysType, s.Refresh(r, object), config(id)); again.Changes() || len(again.Diags) > 0 {
		t.Errorf("the next plan changes something:\n%s", again.Diags)
	}
}

func TestAuthorizationServerKeys_requireNextRefusesACreate(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := serverWithoutNext(s)
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id, requireNext))
	if !plan.Diags.Has("ERROR", "Unable to rotate Okta authorization server keys", "no next key is listed, and require_next is true",
		"Nothing was sent", "Plan again once Okta lists a next key") {
		t.Errorf("not refused:\n%s", plan.Diags)
	}
	s.Okta().SetNextAbsent(id, false)
	s.Walk(r)
	if plan := r.Plan(keysType, nil, config(id, requireNext)); plan.Diags.Errors() > 0 {
		t.Errorf("refused although there is a next key:\n%s", plan.Diags)
	}
}

// An error in the plan of a resource that exists would block a destroy, so the
// plan warns and the apply refuses.
func TestAuthorizationServerKeys_requireNextRefusesAnUpdateInTheApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id, requireNext, acctest.Trigger("1")))
	s.Okta().SetNextAbsent(id, true)
	object = s.Refresh(r, object)
	acctest.Expect(t, object, map[string]string{"next_kid": "null", "next_key": "null"})
	if plan := r.Plan(keysType, object, config(id, requireNext, acctest.Trigger("1"))); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("a next key that went away is a diff:\n%s", plan.Diags)
	}

	c := config(id, requireNext, acctest.Trigger("2"))
	plan := r.Plan(keysType, object, c)
	if !plan.Diags.Has("WARNING", "cannot be rotated yet ("+id+")", "The apply refuses this rotation until there is a next key") || plan.Diags.Errors() > 0 {
		t.Errorf("the plan does not say that it will be refused:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	after, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "require_next is true", "Nothing was sent") || posts(s, mark) != 0 {
		t.Errorf("not refused:\n%s", diags)
	}
	acctest.Expect(t, after, map[string]string{"kid": object.Show("kid")})

	s.Okta().SetNextAbsent(id, false)
	s.Update(r, keysType, s.Refresh(r, after), c)
	if n := s.Okta().Rotations(id); n != 2 {
		t.Errorf("%d rotations once there is a next key, want 2", n)
	}
}

// A plan without a next key lets any new key sign. If Okta has made one since,
// it is the better choice, and the plan still holds.
func TestAuthorizationServerKeys_aNextKeyThatAppearsBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
	s.Okta().SetNextAbsent(id, true)
	object = s.Refresh(r, object)
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	s.Okta().SetNextAbsent(id, false)
	_, next, _ := s.SigningKIDs(id)
	s.Walk(r)
	after, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 || s.Okta().Rotations(id) != 2 {
		t.Fatalf("%d rotations\n%s", s.Okta().Rotations(id), diags)
	}
	acctest.Expect(t, after, map[string]string{"kid": next})
}

// The key that the plan named is gone: another one would sign than was promised.
func TestAuthorizationServerKeys_aNextKeyThatGoesAwayBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	s.Okta().SetNextAbsent(id, true)
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "since this plan was made", "Plan again") || posts(s, mark) != 0 {
		t.Errorf("not stopped:\n%s", diags)
	}
}

// Without a next key the lost answer is resolved by the key that no longer
// signs.
func TestAuthorizationServerKeys_lostAnswerWithoutANextKey(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]int{"one expired key is listed": 1, "all are": 10} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			s.Okta().KeepExpired(kept)
			id := s.AuthorizationServer()
			r := s.RPC()
			object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
			s.Okta().SetNextAbsent(id, true)
			object = s.Refresh(r, object)
			plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
			s.Walk(r)
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
			mark := s.Journal().Len()
			_, diags := r.Apply(plan, nil)
			if posts(s, mark) != 1 || s.Okta().Rotations(id) != 2 {
				t.Errorf("%d rotations by %d requests, want 2 by 1", s.Okta().Rotations(id), posts(s, mark))
			}
			if !diags.Has("WARNING", "were rotated, though no usable answer came") || diags.Errors() > 0 {
				t.Errorf("want success with a warning:\n%s", diags)
			}
		})
	}
}

// How many EXPIRED keys Okta lists is its own affair: nothing rotates twice, and
// what was planned is what is recorded.
func TestAuthorizationServerKeys_expiredKeysThatStayOrGo(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]int{"none stays": 0, "one stays": 1, "all stay": 10} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			s.Okta().KeepExpired(kept)
			id := s.AuthorizationServer()
			r := s.RPC()
			object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
			for i, value := range []string{"2", "3", "4"} {
				k, _, _ := s.SigningKIDs(id)
				plan := r.Plan(keysType, object, config(id, acctest.Trigger(value)))
				s.Walk(r)
				mark := s.Journal().Len()
				after, diags := r.Apply(plan, nil)
				if diags.Errors() > 0 || s.Okta().Rotations(id) != i+2 {
					t.Fatalf("%d rotations\n%s", s.Okta().Rotations(id), diags)
				}
				s.ExpectCalls(mark, "GET keys 200", "GET server 200", "POST keyRotate 200")
				acctest.Expect(t, after, map[string]string{"previous_kid": k})
				s.Clock().Advance(48 * time.Hour)
				object = s.Refresh(r, after)
				if again := r.Plan(keysType, object, config(id, acctest.Trigger(value))); again.Changes() || len(again.Diags) > 0 {
					t.Errorf("the next plan changes something:\n%s", again.Diags)
				}
				if kept > 0 {
					acctest.Expect(t, object, map[string]string{"previous_kid": k, "previous_key.kid": k})
				}
			}
		})
	}
}

// An apply that was killed leaves the baseline of before. It must not rest on a
// next key that had gone away, or been replaced, before the rotation.
func TestAuthorizationServerKeys_killedAfterTheNextKeyWentAwayAdopts(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(s *acctest.Sandbox, id string){
		"gone": func(s *acctest.Sandbox, id string) { s.Okta().SetNextAbsent(id, true) },
		"replaced": func(s *acctest.Sandbox, id string) {
			s.Okta().SetNextAbsent(id, true)
			s.Okta().SetNextAbsent(id, false)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.AuthorizationServer()
			r := s.RPC()
			object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
			change(s, id)
			object = s.Refresh(r, object)
			c := config(id, acctest.Trigger("2"))
			plan := r.Plan(keysType, object, c)
			s.Walk(r)
			if _, diags := r.Apply(plan, nil); diags.Errors() > 0 { // nothing of it is recorded
				t.Fatal(diags)
			}
			object = s.Refresh(r, object)
			if again := r.Plan(keysType, object, c); !again.Diags.Has("are not rotated again") || again.Diags.Errors() > 0 {
				t.Errorf("the rotation is not recognised:\n%s", again.Diags)
			}
			object = s.Update(r, keysType, object, c)
			if last := r.Plan(keysType, s.Refresh(r, object), c); last.Changes() || s.Okta().Rotations(id) != 2 {
				t.Errorf("%d rotations, want 2\n%s", s.Okta().Rotations(id), last.Diags)
			}
		})
	}
}

// serverWithExpiredKeys is a server that was rotated a few times and has no next key, and what
// stays of its expired keys. The guard is over.
func serverWithExpiredKeys(s *acctest.Sandbox, kept int) string {
	s.Okta().KeepExpired(kept)
	id := s.AuthorizationServer()
	for range 3 {
		s.Okta().Rotate(id)
	}
	s.Okta().SetNextAbsent(id, true)
	s.Clock().Advance(2 * time.Hour)
	return id
}

// However many expired keys there are, one rotation without a next key is one:
// with an answer, without one, and after an apply that was killed.
func TestAuthorizationServerKeys_oneRotationWithoutANextKeyWhateverIsExpired(t *testing.T) {
	t.Parallel()
	for _, kept := range []int{0, 1, 5} {
		for name, fault := range map[string]*sandbox.Fault{
			"answered":    nil,
			"answer lost": {Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()},
		} {
			t.Run(fmt.Sprintf("%d stay, %s", kept, name), func(t *testing.T) {
				t.Parallel()
				s := acctest.NewSandbox(t)
				id := serverWithExpiredKeys(s, kept)
				r := s.RPC()
				object := s.Update(r, keysType, nil, config(id, acctest.Trigger("1"), map[string]any{"rotate_on_create": false}))
				c := config(id, acctest.Trigger("2"), map[string]any{"rotate_on_create": false})
				object = s.Refresh(r, object)
				plan := r.Plan(keysType, object, c)
				s.Walk(r)
				if fault != nil {
					s.Inject(*fault)
				}
				after, diags := r.Apply(plan, nil)
				if diags.Errors() > 0 || s.Okta().Rotations(id) != 4 {
					t.Fatalf("%d rotations, want 4\n%s", s.Okta().Rotations(id), diags)
				}
				s.Clock().Advance(2 * time.Hour)
				if again := r.Plan(keysType, s.Refresh(r, after), c); again.Changes() || s.Okta().Rotations(id) != 4 {
					t.Errorf("%d rotations, want 4\n%s", s.Okta().Rotations(id), again.Diags)
				}
			})
		}
	}
}

func TestAuthorizationServerKeys_createWithoutANextKeyWhateverIsExpired(t *testing.T) {
	t.Parallel()
	for _, kept := range []int{0, 1, 5} {
		t.Run(fmt.Sprint(kept), func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := serverWithExpiredKeys(s, kept)
			r := s.RPC()
			object := s.Update(r, keysType, nil, config(id))
			if again := r.Plan(keysType, s.Refresh(r, object), config(id)); again.Changes() || s.Okta().Rotations(id) != 4 {
				t.Errorf("%d rotations, want 4\n%s", s.Okta().Rotations(id), again.Diags)
			}
		})
	}
}

// A killed apply on such a server is recognised by what was expired before.
func TestAuthorizationServerKeys_killedWithoutANextKeyAdopts(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := serverWithExpiredKeys(s, 5)
	r := s.RPC()
	object := s.Update(r, keysType, nil, config(id, acctest.Trigger("1"), map[string]any{"rotate_on_create": false}))
	object = s.Refresh(r, object)
	k, _, _ := s.SigningKIDs(id)
	s.Okta().Rotate(id) // and nothing of it is recorded
	object = s.Refresh(r, object)
	acctest.Expect(t, object, map[string]string{"previous_kid": k})
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2"), map[string]any{"rotate_on_create": false}))
	if !plan.Diags.Has("are not rotated again", `apply with min_rotation_interval = "0s"`) {
		t.Errorf("not recognised:\n%s", plan.Diags)
	}
}
