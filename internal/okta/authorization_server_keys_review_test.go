package okta_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// worn is a server that was rotated a few times and has no next key, and what
// stays of its expired keys. The guard is over.
func worn(s *acctest.Sandbox, kept int) string {
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
				id := worn(s, kept)
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
			id := worn(s, kept)
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
	id := worn(s, 5)
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

// With -refresh=false a plan can rest on what was seen weeks ago.
func TestAuthorizationServerKeys_anOldRotationIsNotAdoptedUnseen(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
	s.Okta().Rotate(id)
	object = s.Refresh(r, object) // an apply -refresh-only
	s.Clock().Advance(21 * 24 * time.Hour)
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	s.Walk(r)
	after, diags := r.Apply(plan, nil)
	if !diags.Has("ERROR", "is no longer recent", "Nothing was sent", "without -refresh=false: the new plan rotates") {
		t.Errorf("swallowed:\n%s", diags)
	}
	s.Update(r, keysType, s.Refresh(r, after), config(id, acctest.Trigger("2")))
	if n := s.Okta().Rotations(id); n != 3 {
		t.Errorf("%d rotations after a new plan, want 3", n)
	}
}

// A server record that lags behind the list says nothing of the age of the keys.
func TestAuthorizationServerKeys_aServerRecordThatLagsStopsTheRotation(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	c := config(id, acctest.Trigger("1"), map[string]any{"rotation_period": "90d"})
	object := s.CreatedYesterday(r, keysType, c)
	s.Clock().Advance(100 * 24 * time.Hour)
	stale := fmt.Sprintf(`{"id":%q,"credentials":{"signing":{"kid":%q,"rotationMode":"MANUAL","lastRotated":"2020-01-01T00:00:00.000Z"}}}`,
		id, object.Show("kid"))
	s.Okta().Rotate(id)
	s.Inject(sandbox.Fault{Match: sandbox.OnServer, Times: -1, Answer: sandbox.OKJSON(stale)})
	s.Walk(r)
	kept, diags := r.Read(object)
	if diags.Errors() > 0 || !diags.Has("WARNING", "The state is kept as it was", "does not name the key that signs") {
		t.Errorf("the refresh:\n%s", diags)
	}
	plan := r.Plan(keysType, kept, config(id, acctest.Trigger("2"), map[string]any{"rotation_period": "90d"}))
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); diags.Errors() == 0 || posts(s, mark) != 0 {
		t.Errorf("%d rotations were sent\n%s", posts(s, mark), diags)
	}
}

// The guard does not need an expired key to know of a rotation.
func TestAuthorizationServerKeys_theGuardHoldsWithoutExpiredKeys(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	s.Okta().KeepExpired(0)
	id := s.AuthorizationServer()
	s.Clock().Advance(24 * time.Hour)
	r := s.RPC()
	object := s.Refresh(r, s.Update(r, keysType, nil, config(id, acctest.Trigger("1"))))
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "rotated too recently") || s.Okta().Rotations(id) != 1 {
		t.Errorf("%d rotations\n%s", s.Okta().Rotations(id), diags)
	}
}

func TestAuthorizationServerKeys_aStateWithoutKeysReachesNothing(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
	object = object.WithNulls("kid", "next_kid", "next_key", "previous_kid", "previous_key")
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); diags.Errors() == 0 || posts(s, mark) != 0 {
		t.Errorf("a state without keys counts as rotated, or rotates:\n%s", diags)
	}
}

// A rotation that could not be waited for is not sent.
func TestAuthorizationServerKeys_tooLittleTimeLeftSendsNothing(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	timeouts := map[string]any{"timeouts": map[string]any{"update": "2s"}}
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1"), timeouts))
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2"), timeouts))
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "The keys were not rotated", "is too short to rotate", "nothing was sent") || posts(s, mark) != 0 {
		t.Errorf("sent:\n%s", diags)
	}
}

func TestAuthorizationServerKeysData_aListWithoutAnActiveKeyIsAnError(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: sandbox.OKJSON("[]")})
	if _, diags := s.RPC().ReadData(keysType, config(id)); !diags.Has("ERROR", "Unable to read Okta authorization server keys", "no key that signs") {
		t.Errorf("an empty list is taken for good:\n%s", diags)
	}
}
