package okta_test

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

const keysType = acctest.AuthorizationServerKeys

// config is a resource's configuration with more arguments.
func config(id any, more ...map[string]any) map[string]any {
	return acctest.OktaKeys.Config(id, more...)
}

// posts counts the rotation requests that the sandbox received since mark.
func posts(s *acctest.Sandbox, mark int) int { return s.RotationRequests(mark) }

func TestAuthorizationServerKeys_createRotatesOnceAndNamesTheKeys(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	k1, k2, _ := s.SigningKIDs(id)
	r := s.RPC()

	plan := r.Plan(keysType, nil, config(id))
	acctest.Expect(t, plan, map[string]string{
		"kid": k2, "status": "ACTIVE", "previous_kid": k1, "next_kid": "unknown", "next_key": "unknown", "id": id,
		"previous_key.kid": k1, "previous_key.status": "EXPIRED", "last_rotated_at": "unknown", "rotation_due_at": "null",
		"alg": "RS256", "kty": "RSA", "use": "sig", "e": "AQAB", "rotation_mode": "MANUAL", "require_next": "null",
	})
	if !plan.Diags.Has("WARNING", "Okta authorization server keys will be rotated ("+id+")", "the resource is created", k1, k2, "plan again") {
		t.Errorf("the plan does not say what it does:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	active, next, expired := s.SigningKIDs(id)
	acctest.Expect(t, object, map[string]string{
		"kid": active, "next_kid": next, "previous_kid": expired, "next_key.kid": next, "next_key.status": "NEXT",
		"previous_key.status": "EXPIRED", "last_rotated_at": s.Clock().Now().UTC().Format(time.RFC3339), "rotation_mode": "MANUAL",
	})
	if active != k2 || expired != k1 || s.Okta().Rotations(id) != 1 {
		t.Errorf("active %s expired %s after %d rotations", active, expired, s.Okta().Rotations(id))
	}
	s.ExpectCalls(mark, "GET keys 200", "GET server 200", "GET keys 200", "POST keyRotate 200")

	s.Walk(r)
	mark = s.Journal().Len()
	object, diags = r.Read(object)
	clean := r.Plan(keysType, object, config(id))
	if len(diags) > 0 || len(clean.Diags) > 0 || clean.Changes() {
		t.Errorf("the next plan changes something:\n%s%s%s", diags, clean.Diags, clean.Value)
	}
	s.ExpectCalls(mark, "GET keys 200", "GET server 200")
}

func TestAuthorizationServerKeys_changedTriggerRotatesInPlaceWithThreeRequests(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
	k2, k3, _ := s.SigningKIDs(id)

	plan := r.Plan(keysType, object, config(id, acctest.Trigger("2")))
	acctest.Expect(t, plan, map[string]string{"kid": k3, "previous_kid": k2, "next_kid": "unknown", "rotation_mode": "MANUAL"})
	if plan.Replace || !plan.Diags.Has("rotate_when_changed changes", k2, k3) {
		t.Errorf("the plan does not say why:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	s.ExpectCalls(mark, "GET keys 200", "GET server 200", "POST keyRotate 200")
	acctest.Expect(t, object, map[string]string{"kid": k3, "previous_kid": k2})
	if n := s.Okta().Rotations(id); n != 2 {
		t.Errorf("%d rotations, want 2", n)
	}
}

func TestAuthorizationServerKeys_rotateOnCreateFalseAdopts(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	k1, k2, _ := s.SigningKIDs(id)
	made := s.Clock().Now()
	r := s.RPC()
	c := config(id, map[string]any{"rotate_on_create": false, "rotation_period": "90d"})
	object := s.Update(r, keysType, nil, c)
	acctest.Expect(t, object, map[string]string{
		"kid": k1, "next_kid": k2, "previous_kid": "null", "previous_key": "null",
		"last_rotated_at": made.UTC().Format(time.RFC3339),
		"rotation_due_at": made.Add(90 * 24 * time.Hour).UTC().Format(time.RFC3339),
	})
	if again := r.Plan(keysType, s.Refresh(r, object), c); again.Changes() || len(again.Diags) > 0 || s.Okta().Rotations(id) != 0 {
		t.Errorf("the next plan changes something: %s", again.Diags)
	}
}

// Rotations by Okta itself, or by an admin, are no diff.
func TestAuthorizationServerKeys_outOfBandRotationsAreNoDiff(t *testing.T) {
	t.Parallel()
	for name, rotate := range map[string]func(s *acctest.Sandbox, id string){
		"by an admin": func(s *acctest.Sandbox, id string) { s.Okta().Rotate(id) },
		"AUTO":        func(s *acctest.Sandbox, id string) { s.Okta().AutoRotate(id) },
		"AUTO, twice": func(s *acctest.Sandbox, id string) { s.Okta().AutoRotate(id); s.Okta().AutoRotate(id) },
	} {
		for _, kept := range []int{0, 1, 10} {
			t.Run(fmt.Sprintf("%s, %d expired keys listed", name, kept), func(t *testing.T) {
				t.Parallel()
				s := acctest.NewSandbox(t)
				s.Okta().KeepExpired(kept)
				id := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{RotationMode: "AUTO"})
				r := s.RPC()
				object := s.CreatedYesterday(r, keysType, config(id, acctest.Trigger("1")))
				rotate(s, id)
				object = s.Refresh(r, object)
				plan := r.Plan(keysType, object, config(id, acctest.Trigger("1")))
				if plan.Changes() || len(plan.Diags) > 0 {
					t.Errorf("a direct rotation is a diff:\n%s", plan.Diags)
				}
				active, next, _ := s.SigningKIDs(id)
				acctest.Expect(t, object, map[string]string{"kid": active, "next_kid": next, "rotation_mode": "AUTO"})
			})
		}
	}
}

func TestAuthorizationServerKeys_periodOnAnAutoServerWarns(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{RotationMode: "AUTO"})
	r := s.RPC()
	period := map[string]any{"rotation_period": "90d"}
	warning := []string{"WARNING", "are also rotated by Okta (" + id + ")", "rotation mode AUTO", "Remove rotation_period"}
	for name, c := range map[string]map[string]any{
		"rotating": config(id, period),
		"adopting": config(id, period, map[string]any{"rotate_on_create": false}),
	} {
		if plan := r.Plan(keysType, nil, c); !plan.Diags.Has(warning...) || plan.Diags.Errors() > 0 {
			t.Errorf("%s: the create does not warn:\n%s", name, plan.Diags)
		}
	}
	object := s.CreatedYesterday(r, keysType, config(id))
	if plan := r.Plan(keysType, object, config(id)); len(plan.Diags) > 0 {
		t.Errorf("warns without a period:\n%s", plan.Diags)
	}
	plan := r.Plan(keysType, object, config(id, period))
	if !plan.Diags.Has(warning...) {
		t.Errorf("the update does not warn:\n%s", plan.Diags)
	}
	object = s.Update(r, keysType, object, config(id, period))
	if plan := r.Plan(keysType, s.Refresh(r, object), config(id, period)); plan.Changes() || !plan.Diags.Has(warning...) {
		t.Errorf("a plan without changes does not warn:\n%s", plan.Diags)
	}
	s.Okta().SetRotationMode(id, "MANUAL")
	if plan := r.Plan(keysType, s.Refresh(r, object), config(id, period)); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("warns although the mode is MANUAL:\n%s", plan.Diags)
	}
}

func TestAuthorizationServerKeys_periodRotatesWhenDue(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	c := config(id, map[string]any{"rotation_period": "90d"})
	object := s.CreatedYesterday(r, keysType, c)
	k2, k3, _ := s.SigningKIDs(id)
	s.Clock().Advance(90 * 24 * time.Hour)
	object = s.Refresh(r, object)
	plan := r.Plan(keysType, object, c)
	acctest.Expect(t, plan, map[string]string{"kid": k3, "previous_kid": k2})
	if !plan.Diags.Has("the keys are older than rotation_period") {
		t.Errorf("the plan does not say why:\n%s", plan.Diags)
	}
	object = s.Update(r, keysType, object, c)
	if again := r.Plan(keysType, s.Refresh(r, object), c); again.Changes() || s.Okta().Rotations(id) != 2 {
		t.Errorf("%d rotations\n%s", s.Okta().Rotations(id), again.Diags)
	}
}

// The alias is the same server under another name: its ID stays as written.
func TestAuthorizationServerKeys_theAliasDefault(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	canonical := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{Default: true, RotationMode: "MANUAL"})
	_, k2, _ := s.SigningKIDs(canonical)
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config("default"))
	acctest.Expect(t, object, map[string]string{"id": "default", "authorization_server_id": "default", "kid": k2})
	if plan := r.Plan(keysType, object, config("default")); plan.Changes() || s.Okta().Rotations(canonical) != 1 {
		t.Errorf("%d rotations\n%s", s.Okta().Rotations(canonical), plan.Diags)
	}
}

// Two names of one server, in parallel: still one rotation.
func TestAuthorizationServerKeys_aliasAndIDInParallelRotateOnce(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{Default: true, RotationMode: "MANUAL"})
	r := s.RPC()
	plans := []*acctest.Planned{r.Plan(keysType, nil, config("default")), r.Plan(keysType, nil, config(id))}
	s.Walk(r)
	problems := make([]acctest.Diags, len(plans))
	acctest.Parallel(len(plans), func(i int) { _, problems[i] = r.Apply(plans[i], nil) })
	if n := s.Okta().Rotations(id); n != 1 {
		t.Errorf("%d rotations, want 1\n%s%s", n, problems[0], problems[1])
	}
	adopts := func(d acctest.Diags) bool {
		return d.Has("had already been rotated") || d.Has("are not rotated again")
	}
	if !slices.ContainsFunc(problems, adopts) || problems[0].Errors()+problems[1].Errors() > 0 {
		t.Errorf("the other one does not adopt:\n%s%s", problems[0], problems[1])
	}
}

// A rotation between the list of keys and the record of the server is no disagreement of
// the two: the list is read once more.
func TestAuthorizationServerKeys_rotatedBetweenListAndRecord(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id))
	_, next, _ := s.SigningKIDs(id)
	s.Walk(r)
	s.After(sandbox.OnKeys, sync.OnceFunc(func() { s.Okta().Rotate(id) }))
	mark := s.Journal().Len()
	object, diags := r.Read(object)
	if diags.Errors()+diags.Warnings() > 0 {
		t.Errorf("the refresh:\n%s", diags)
	}
	acctest.Expect(t, object, map[string]string{"kid": next})
	if got, want := s.Calls(mark), []string{"GET keys 200", "GET server 200", "GET server 200", "GET keys 200"}; !slices.Equal(got, want) {
		t.Errorf("calls are %q, want %q", got, want)
	}
}

func TestAuthorizationServerKeys_destroyIsANoOp(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.Update(r, keysType, nil, config(id))
	s.Okta().Stop()
	kept, diags := r.Read(object)
	if diags.Errors() > 0 || !diags.Has("The state is kept as it was", "Check okta.org_url") {
		t.Errorf("the refresh with the org down:\n%s", diags)
	}
	mark := s.Journal().Len()
	plan := r.Plan(keysType, kept, nil)
	if !plan.Diags.Has("WARNING", "stay as they are when the resource is destroyed", keysType, id) {
		t.Errorf("the plan does not warn:\n%s", plan.Diags)
	}
	if _, diags := r.Apply(plan, nil); len(diags) > 0 {
		t.Error(diags)
	}
	s.ExpectCalls(mark)
}
