package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

const keysType = acctest.ConnectionKeys

// config is a resource's configuration with more arguments.
func config(id any, more ...map[string]any) map[string]any {
	return acctest.Merge(append([]map[string]any{{"connection_id": id}}, more...)...)
}

func trigger(value any) map[string]any { return acctest.Trigger(value) }

func expect(t *testing.T, o interface{ Show(string) string }, want map[string]string) {
	t.Helper()
	acctest.Expect(t, o, want)
}

func expectCalls(t *testing.T, s *acctest.Sandbox, mark int, want ...string) {
	t.Helper()
	s.ExpectCalls(mark, want...)
}

func TestConnectionKeys_createRotatesOnceAndNamesTheKeys(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	k1, k2, _ := s.KIDs(id)
	r := s.RPC()

	plan := r.Plan(keysType, nil, config(id))
	expect(t, plan, map[string]string{
		"kid": k2, "previous_kid": k1, "next_kid": "unknown", "next_key": "unknown", "id": id,
		"previous_key.kid": k1, "current": "true", "next": "false", "previous": "false",
		"last_rotated_at": "unknown", "rotation_due_at": "null", "algorithm": "RS256", "key_use": "signing",
	})
	if !plan.Diags.Has("WARNING", "Auth0 connection keys will be rotated", id, "the resource is created", k1, k2, "plan again") {
		t.Errorf("the plan does not say what it does:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	current, next, previous := s.KIDs(id)
	expect(t, object, map[string]string{"kid": current, "next_kid": next, "previous_kid": previous, "next_key.kid": next})
	if current != k2 || previous != k1 || s.Auth0().Rotations(id) != 1 {
		t.Errorf("current %s previous %s after %d rotations", current, previous, s.Auth0().Rotations(id))
	}
	expectCalls(t, s, mark, "GET keys 200", "GET keys 200", "POST rotate 201", "GET keys 200")

	s.Walk(r)
	mark = s.Journal().Len()
	object, diags = r.Read(object)
	clean := r.Plan(keysType, object, config(id))
	if len(diags) > 0 || len(clean.Diags) > 0 || clean.Changes() {
		t.Errorf("the next plan changes something:\n%s%s%s", diags, clean.Diags, clean.Value)
	}
	expectCalls(t, s, mark, "GET keys 200")
}

func TestConnectionKeys_changedTriggerRotatesInPlace(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := createdYesterday(t, s, r, config(id, trigger("1")))
	k2, k3, _ := s.KIDs(id)

	plan := r.Plan(keysType, object, config(id, trigger("2")))
	expect(t, plan, map[string]string{"kid": k3, "previous_kid": k2, "next_kid": "unknown", "current_since": "unknown"})
	if plan.Replace || !plan.Diags.Has("rotate_when_changed changes", k2, k3) {
		t.Errorf("the plan does not say why:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	expectCalls(t, s, mark, "GET keys 200", "POST rotate 201", "GET keys 200")
	expect(t, object, map[string]string{"kid": k3, "previous_kid": k2})
	if n := s.Auth0().Rotations(id); n != 2 {
		t.Errorf("%d rotations, want 2", n)
	}
}

func create(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, c map[string]any) *acctest.Object {
	t.Helper()
	return s.Update(r, keysType, nil, c)
}

func createdYesterday(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, c map[string]any) *acctest.Object {
	t.Helper()
	return s.CreatedYesterday(r, keysType, c)
}

func update(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, prior *acctest.Object, c map[string]any) *acctest.Object {
	t.Helper()
	return s.Update(r, keysType, prior, c)
}

func refresh(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, object *acctest.Object) *acctest.Object {
	t.Helper()
	return s.Refresh(r, object)
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
