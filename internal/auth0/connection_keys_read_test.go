package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestConnectionKeys_readKeepsTheStateWhenItCannotKnow(t *testing.T) {
	t.Parallel()
	keys := func(answer sandbox.Answer) sandbox.Fault { return sandbox.Fault{Match: sandbox.OnKeys, Answer: answer} }
	acctest.StatesKept(t, acctest.Auth0Keys, map[string]sandbox.Fault{
		"500 that calls itself 404": keys(sandbox.JSON(500, `{"statusCode":404,"error":"Not Found","message":"The connection does not exist"}`)),
		"404 of another thing":      keys(sandbox.JSON(404, `{"statusCode":404,"error":"Not Found","message":"Not Found"}`)),
		"no next key":               keys(sandbox.OKJSON(`[{"kid":"a","current":true}]`)),
	})
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

// A bare "Not Found" below a connection does not say that it is gone, and a token that is
// none is no passing trouble.
func TestConnectionKeys_whatARefusedReadSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer            sandbox.Answer
		refresh           string
		words, dataSource []string
	}{
		"404": {sandbox.JSON(404, `{"statusCode":404,"error":"Not Found","message":"Not Found"}`), "WARNING",
			[]string{"The state is kept as it was", "HTTP 404", "does not mean that the connection is missing"},
			[]string{"HTTP 404", "does not mean that the connection is missing"}},
		"malformed token": {sandbox.JSON(400, `{"statusCode":400,"error":"Bad Request","message":"Bad HTTP authentication header format","errorCode":"Bearer"}`), "ERROR",
			[]string{"HTTP 400 · Bearer", "Check that the token is a Management API token", "terraform destroy -refresh=false"},
			[]string{"HTTP 400 · Bearer", "Check that the token is a Management API token"}},
		"subscription": {sandbox.JSON(403, `{"statusCode":403,"error":"Forbidden","message":"Upgrade your subscription","errorCode":"insufficient_entitlement"}`), "ERROR",
			[]string{"Check the subscription of the tenant", "terraform destroy -refresh=false"}, []string{"Check the subscription of the tenant"}},
	} {
		s := acctest.NewSandbox(t)
		id := s.Connection()
		r := s.RPC()
		object := create(t, s, r, config(id))
		s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: c.answer})
		s.Walk(r)
		if next, diags := r.Read(object); !next.Exists() || !diags.Has(append(c.words, c.refresh)...) || diags.Has("Grant") {
			t.Errorf("%s, refresh:\n%s", name, diags)
		}
		if _, diags := r.ReadData(keysType, config(id)); !diags.Has(append(c.dataSource, "ERROR")...) || diags.Has("destroy") || diags.Has("Grant") {
			t.Errorf("%s, data source:\n%s", name, diags)
		}
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
		"kid": current, "next_kid": next, "previous_kid": previous, "rotate_on_create": "false", "min_rotation_interval": "1h",
	})
	if plan := r.Plan(keysType, object, config(id)); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("the plan after the import changes something: %s", plan.Diags)
	}
	more := config(id, trigger("1"), map[string]any{"rotation_period": "1h"})
	plan := r.Plan(keysType, object, more)
	if plan.Show("kid") != current || len(plan.Diags) != 2 ||
		!plan.Diags.Has("WARNING", "NOT rotated") || !plan.Diags.Has("WARNING", "the next plan after the apply rotates") {
		t.Errorf("recording arguments rotates, or does not say what is only recorded: %s", plan.Diags)
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
	acctest.Destroys(t, acctest.Auth0Keys, map[string]func(*acctest.Sandbox) map[string]any{
		"tenant up":           func(s *acctest.Sandbox) map[string]any { return s.Config() },
		"tenant down":         func(s *acctest.Sandbox) map[string]any { s.Auth0().Stop(); return s.Config() },
		"credentials missing": func(*acctest.Sandbox) map[string]any { return map[string]any{} },
		"credentials unknown": func(*acctest.Sandbox) map[string]any { return map[string]any{"auth0": acctest.Unknown} },
		"only a domain": func(s *acctest.Sandbox) map[string]any {
			return map[string]any{"auth0": map[string]any{"domain": s.Auth0().URL()}}
		},
	})
}

func TestConnectionKeys_importRecordsAdoption(t *testing.T) {
	t.Parallel()
	acctest.ImportRecordsAdoption(t, acctest.NewSandbox(t), acctest.Auth0Keys)
}

func TestConnectionKeys_adoptionNamesTheKeys(t *testing.T) {
	t.Parallel()
	acctest.AdoptionNamesTheKeys(t, acctest.NewSandbox(t), acctest.Auth0Keys)
}
