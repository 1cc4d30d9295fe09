package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestConnectionKeys_readKeepsTheStateWhenItCannotKnow(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]sandbox.Answer{
		"404 of a proxy":             sandbox.StatusHTML(404),
		"404 of a wrong host":        sandbox.JSON(404, `{"message":"no such page"}`),
		"500 that calls itself 404":  sandbox.JSON(500, `{"statusCode":404,"error":"Not Found","message":"The connection does not exist"}`),
		"500":                        sandbox.Status(500),
		"dropped":                    sandbox.Drop(),
		"HTML":                       sandbox.HTML200(),
		"empty list":                 sandbox.OKJSON("[]"),
		"null":                       sandbox.OKJSON("null"),
		"no next key":                sandbox.OKJSON(`[{"kid":"a","current":true}]`),
		"an object":                  sandbox.OKJSON(`{"keys":[]}`),
		"429 for ever":               sandbox.RateLimit(time.Second),
		"redirect to a login screen": sandbox.Redirect(302, "https://login.example.com/"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.Connection()
			r := s.RPC()
			object := create(t, s, r, config(id))
			s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: answer})
			s.Walk(r)
			next, diags := r.Read(object)
			if diags.Errors() > 0 || diags.Warnings() != 1 || !next.Exists() || !next.Value.Equal(object.Value) {
				t.Errorf("want the same state and a warning:\n%s", diags)
			}
			if plan := r.Plan(keysType, next, config(id)); plan.Changes() {
				t.Error("the plan changes something")
			}
		})
	}
}

func TestConnectionKeys_readAfterTheAuthMethodWasSwitchedBack(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id))
	s.Auth0().SetAuthMethod(id, "client_secret_post")
	s.Walk(r)
	next, diags := r.Read(object)
	if !next.Exists() || !diags.Has("WARNING", "keys are not available for this connection", "token_endpoint_auth_method is private_key_jwt") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

func TestConnectionKeys_onlyAGoneConnectionLeavesTheState(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id))
	s.Auth0().RemoveConnection(id)
	s.Walk(r)
	next, diags := r.Read(object)
	if next.Exists() || !diags.Has("WARNING", "are gone", keysType, id, "HTTP 404") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

func TestConnectionKeys_importAdoptsAndPlansClean(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	s.Auth0().Rotate(id)
	s.Clock().Advance(24 * time.Hour)
	r := s.RPC()
	mark := s.Journal().Len()
	object, diags := r.Import(keysType, id)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	current, next, previous := s.KIDs(id)
	expect(t, object, map[string]string{
		"kid": current, "next_kid": next, "previous_kid": previous, "rotate_on_create": "true", "min_rotation_interval": "1h",
	})
	if plan := r.Plan(keysType, object, config(id)); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("the plan after the import changes something: %s", plan.Diags)
	}
	more := config(id, trigger("1"), map[string]any{"rotation_period": "1h"})
	plan := r.Plan(keysType, object, more)
	if plan.Show("kid") != current || len(plan.Diags) > 0 {
		t.Errorf("recording arguments rotates: %s", plan.Diags)
	}
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	expectCalls(t, s, mark, "GET keys 200")
}

func TestConnectionKeys_importRefuses(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	for id, words := range map[string][]string{
		"":            {"Invalid import ID", "connection_id is empty"},
		"a/b":         {"Invalid import ID", "letters, digits"},
		"..":          {"Invalid import ID"},
		"con_missing": {"Unable to read Auth0 connection keys", "HTTP 404", "Check connection_id"},
	} {
		if _, diags := r.Import(keysType, id); !diags.Has(append(words, "ERROR")...) {
			t.Errorf("%q:\n%s", id, diags)
		}
	}
}

// Destroying needs neither the tenant nor credentials, and sends nothing.
func TestConnectionKeys_destroyIsANoOp(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]func(*acctest.Sandbox) map[string]any{
		"tenant up":           func(s *acctest.Sandbox) map[string]any { return s.Config() },
		"tenant down":         func(s *acctest.Sandbox) map[string]any { s.Auth0().Stop(); return s.Config() },
		"credentials missing": func(*acctest.Sandbox) map[string]any { return map[string]any{} },
		"credentials unknown": func(*acctest.Sandbox) map[string]any { return map[string]any{"auth0": acctest.Unknown} },
		"only a domain": func(s *acctest.Sandbox) map[string]any {
			return map[string]any{"auth0": map[string]any{"domain": s.Auth0().URL()}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.Connection()
			r := s.RPC()
			object := create(t, s, r, config(id))
			if diags := r.Configure(settings(s)); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			object, diags := r.Read(object)
			if diags.Errors() > 0 || !object.Exists() {
				t.Fatalf("the refresh blocks the destroy:\n%s", diags)
			}
			if plan := r.Plan(keysType, object, config(id)); plan.Diags.Errors() > 0 {
				t.Fatalf("the first plan of a destroy fails:\n%s", plan.Diags)
			}
			mark := s.Journal().Len()
			plan := r.Plan(keysType, object, nil)
			if !plan.Diags.Has("WARNING", "Destroying leaves the keys as they are", keysType, id, "no request is sent") {
				t.Errorf("no warning:\n%s", plan.Diags)
			}
			left, diags := r.Apply(plan, nil)
			if left.Exists() || len(diags) > 0 {
				t.Errorf("not destroyed:\n%s", diags)
			}
			expectCalls(t, s, mark)
		})
	}
}
