package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestAuthorizationServerKeys_validateRefusesBadIDs(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	for id, words := range map[string][]string{
		"":                {"authorization_server_id is empty", "Set it to the ID of a custom authorization server"},
		"a/b":             {"the last part of the issuer"},
		"..":              {"is not an authorization server's ID"},
		"aus 1":           {"is not an authorization server's ID"},
		"aus1?x=1":        {"is not an authorization server's ID"},
		"aus1%2Fapps":     {"is not an authorization server's ID"},
		"default\n":       {"is not an authorization server's ID"},
		"https://example": {"the last part of the issuer", `aus1a2b3c4d5e6f7g8h9, or "default"`},
		"https://example.okta.com/oauth2/aus1a2b3c4d5e6f7g8h9": {"the last part of the issuer"},
	} {
		words = append(words, "ERROR", "Invalid authorization server ID")
		for what, diags := range map[string]acctest.Diags{
			"resource":    r.Validate(keysType, config(id)),
			"data source": r.ValidateData(keysType, config(id)),
			"one key":     r.ValidateData(keyType, config(id, map[string]any{"kid": "k"})),
		} {
			if !diags.Has(words...) {
				t.Errorf("%s, %q:\n%s", what, id, diags)
			}
		}
	}
	for _, id := range []any{"default", "aus1a2b3c4d5e6f7g8h9", "aus-_9", acctest.Unknown} {
		if diags := append(r.Validate(keysType, config(id)), r.ValidateData(keysType, config(id))...); len(diags) > 0 {
			t.Errorf("%v: %s", id, diags)
		}
	}
}

func TestAuthorizationServerKey_validateRefusesAnEmptyKID(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	if diags := r.ValidateData(keyType, config("aus1", map[string]any{"kid": ""})); !diags.Has("ERROR", "kid is empty") {
		t.Errorf("an empty kid:\n%s", diags)
	}
	if diags := r.ValidateData(keyType, config("aus1")); diags.Errors() == 0 {
		t.Error("no kid is accepted")
	}
	if diags := r.ValidateData(keyType, config("aus1", map[string]any{"kid": acctest.Unknown})); len(diags) > 0 {
		t.Error(diags)
	}
}

func TestAuthorizationServerKeys_validateRefusesBadArguments(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	for name, bad := range map[string]struct {
		arguments map[string]any
		words     []string
	}{
		"period":       {map[string]any{"rotation_period": "soon"}, []string{"Invalid duration", "rotation_period is not a duration", `"90d"`}},
		"zero period":  {map[string]any{"rotation_period": "0s"}, []string{"Invalid duration", "above zero"}},
		"interval":     {map[string]any{"min_rotation_interval": "-1h"}, []string{"Invalid duration", "negative"}},
		"short period": {map[string]any{"rotation_period": "30m"}, []string{"Period shorter than the guard", `"30m"`, `"1h"`}},
		"timeout":      {map[string]any{"timeouts": map[string]any{"update": "0s"}}, []string{"Invalid timeout", "timeouts.update"}},
	} {
		if diags := r.Validate(keysType, config("aus1", bad.arguments)); !diags.Has(append(bad.words, "ERROR")...) {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
	all := config("aus1", acctest.Trigger("1"), map[string]any{
		"rotation_period": "30m", "min_rotation_interval": "10m", "rotate_on_create": false, "require_next": true,
		"timeouts": map[string]any{"create": "1m"},
	})
	if diags := r.Validate(keysType, all); len(diags) > 0 {
		t.Error(diags)
	}
}

func TestAuthorizationServerKeys_importRefuses(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	for id, words := range map[string][]string{
		"":        {"Invalid import ID", "authorization_server_id is empty"},
		"a/b":     {"Invalid import ID", "the last part of the issuer"},
		"missing": {"Unable to read Okta authorization server keys", "HTTP 404", "E0000007", "Check authorization_server_id"},
	} {
		if _, diags := r.Import(keysType, id); !diags.Has(append(words, "ERROR")...) {
			t.Errorf("%q:\n%s", id, diags)
		}
	}
}

// block is a provider block with arguments for this sandbox's org.
func block(s *acctest.Sandbox, arguments map[string]any) map[string]any {
	return map[string]any{"okta": acctest.Merge(map[string]any{"org_url": s.Okta().URL()}, arguments)}
}

func TestAuthorizationServerKeys_credentialsUnknownAtPlan(t *testing.T) {
	t.Parallel()
	for name, okta := range map[string]func(s *acctest.Sandbox) any{
		"token": func(s *acctest.Sandbox) any {
			return map[string]any{"org_url": s.Okta().URL(), "api_token": acctest.Unknown}
		},
		"org":   func(*acctest.Sandbox) any { return map[string]any{"org_url": acctest.Unknown, "api_token": "x"} },
		"block": func(*acctest.Sandbox) any { return acctest.Unknown },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.AuthorizationServer()
			r := acctest.NewRPC(t, acctest.Provider())
			if diags := r.Configure(map[string]any{"okta": okta(s)}); len(diags) > 0 {
				t.Fatal(diags)
			}
			plan := r.Plan(keysType, nil, config(id))
			acctest.Expect(t, plan, map[string]string{"kid": "unknown", "id": id, "rotation_mode": "unknown"})
			if plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "the apply rotates the keys once", "only known after apply") {
				t.Errorf("the plan says:\n%s", plan.Diags)
			}
			s.Walk(r)
			if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
				t.Error(diags)
			}
			s.ExpectRotations(acctest.OktaKeys, id, 1, 0, 1)
		})
	}
}
