package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestAuthorizationServerKeys_readKeepsTheStateWhenItCannotKnow(t *testing.T) {
	t.Parallel()
	keys := func(answer sandbox.Answer) sandbox.Fault { return sandbox.Fault{Match: sandbox.OnKeys, Answer: answer} }
	server := func(answer sandbox.Answer) sandbox.Fault {
		return sandbox.Fault{Match: sandbox.OnServer, Answer: answer}
	}
	acctest.StatesKept(t, acctest.OktaKeys, map[string]sandbox.Fault{
		"404 of a path":                   keys(sandbox.JSON(404, `{"errorCode":"E0000008","errorSummary":"The requested path was not found"}`)),
		"500 that calls itself 404":       keys(sandbox.JSON(500, `{"errorCode":"E0000007","errorSummary":"Not found"}`)),
		"no active key":                   keys(sandbox.OKJSON(`[{"kid":"a","status":"NEXT"}]`)),
		"the server alone is a proxy's":   server(sandbox.StatusHTML(404)),
		"the server alone is 500":         server(sandbox.Status(500)),
		"the server alone is empty":       server(sandbox.EmptyBody(200)),
		"the server alone is another one": server(sandbox.OKJSON("[]")),
	})
}

func TestAuthorizationServerKeys_onlyAGoneServerLeavesTheState(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.Update(r, keysType, nil, config(id))
	s.Okta().RemoveAuthorizationServer(id)
	s.Walk(r)
	next, diags := r.Read(object)
	if next.Exists() || diags.Errors() > 0 || !diags.Has("WARNING", "Okta authorization server keys are gone", keysType, id, "HTTP 404", "E0000007", "the provider points to another tenant or org") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

// A refused read is an error: unlike an org that is away, it does not mend
// itself. The advice says how to destroy all the same.
func TestAuthorizationServerKeys_refusedReadIsAnErrorThatSaysHowToDestroy(t *testing.T) {
	t.Parallel()
	for name, words := range map[string][]string{
		"token": {"E0000011", "Check that the token belongs to this org", "terraform destroy -refresh=false"},
		"SKU":   {"E0000015", "API Access Management", "terraform destroy -refresh=false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.AuthorizationServer()
			r := s.RPC()
			object := s.Update(r, keysType, nil, config(id))
			if name == "token" {
				s.Okta().RevokeToken(s.OktaToken)
			} else {
				s.Okta().SetAccessManagement(false)
			}
			s.Walk(r)
			if _, diags := r.Read(object); !diags.Has(append(words, "ERROR")...) {
				t.Errorf("the error says:\n%s", diags)
			}
			if plan := r.Plan(keysType, object, nil); plan.Diags.Errors() > 0 {
				t.Errorf("a destroy without a refresh is blocked:\n%s", plan.Diags)
			}
		})
	}
}

func TestAuthorizationServerKeys_importAdoptsAndPlansClean(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Okta().Rotate(id)
	s.Clock().Advance(24 * time.Hour)
	r := s.RPC()
	mark := s.Journal().Len()
	object, diags := r.Import(keysType, id)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	active, next, expired := s.SigningKIDs(id)
	acctest.Expect(t, object, map[string]string{
		"kid": active, "next_kid": next, "previous_kid": expired, "rotate_on_create": "false", "min_rotation_interval": "1h",
		"rotation_mode": "MANUAL", "require_next": "null", "id": id,
	})
	if plan := r.Plan(keysType, object, config(id)); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("the plan after the import changes something: %s", plan.Diags)
	}
	plan := r.Plan(keysType, object, config(id, acctest.Trigger("1"), requireNext, map[string]any{"rotation_period": "1h"}))
	if plan.Show("kid") != active || len(plan.Diags) != 2 ||
		!plan.Diags.Has("WARNING", "NOT rotated") || !plan.Diags.Has("WARNING", "the next plan after the apply rotates") {
		t.Errorf("recording arguments rotates, or does not say what is only recorded: %s", plan.Diags)
	}
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	s.ExpectCalls(mark, "GET keys 200", "GET server 200")
}

// Destroying needs neither the org nor credentials, and sends nothing.
func TestAuthorizationServerKeys_destroySendsNothing(t *testing.T) {
	t.Parallel()
	acctest.Destroys(t, acctest.OktaKeys, map[string]func(*acctest.Sandbox) map[string]any{
		"org up":              func(s *acctest.Sandbox) map[string]any { return s.Config() },
		"org down":            func(s *acctest.Sandbox) map[string]any { s.Okta().Stop(); return s.Config() },
		"credentials missing": func(*acctest.Sandbox) map[string]any { return map[string]any{} },
		"credentials unknown": func(*acctest.Sandbox) map[string]any { return map[string]any{"okta": acctest.Unknown} },
		"only an org":         func(s *acctest.Sandbox) map[string]any { return block(s, nil) },
		"no token to be had": func(s *acctest.Sandbox) map[string]any {
			s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: sandbox.Status(500)})
			return block(s, map[string]any{"client_id": "x", "private_key": acctest.PKCS8(s.T(), acctest.RSAKey(s.T())), "scopes": []string{"a"}})
		},
	})
}

func TestAuthorizationServerKeys_importRecordsAdoption(t *testing.T) {
	t.Parallel()
	acctest.ImportRecordsAdoption(t, acctest.NewSandbox(t), acctest.OktaKeys)
}

func TestAuthorizationServerKeys_adoptionNamesTheKeys(t *testing.T) {
	t.Parallel()
	acctest.AdoptionNamesTheKeys(t, acctest.NewSandbox(t), acctest.OktaKeys)
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
