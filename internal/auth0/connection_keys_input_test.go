package auth0_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestConnectionKeys_validateRefusesBadArguments(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	with := func(name string, value any) map[string]any { return config("con_x", map[string]any{name: value}) }
	for name, want := range map[string]struct {
		config map[string]any
		words  []string
	}{
		"empty connection":      {config(""), []string{"Invalid connection ID", "connection_id is empty", "Set it to"}},
		"slash":                 {config("a/b"), []string{"Invalid connection ID", "letters, digits"}},
		"dots":                  {config(".."), []string{"Invalid connection ID"}},
		"space":                 {config("con x"), []string{"Invalid connection ID"}},
		"query":                 {config("con?x=1"), []string{"Invalid connection ID"}},
		"bad period":            {with("rotation_period", "soon"), []string{"Invalid duration", `"90d"`}},
		"zero period":           {with("rotation_period", "0s"), []string{"Invalid duration", "above zero"}},
		"negative interval":     {with("min_rotation_interval", "-1h"), []string{"Invalid duration", "negative"}},
		"number without a unit": {with("min_rotation_interval", "60"), []string{"Invalid duration"}},
		"period below the guard": {with("rotation_period", "30m"), []string{
			"Period shorter than the guard", `"30m"`, `"1h"`, "Set a longer period"}},
		"bad timeout": {with("timeouts", map[string]any{"create": "x"}), []string{"timeouts"}},
	} {
		if diags := r.Validate(keysType, want.config); !diags.Has(append(want.words, "ERROR")...) && name != "bad timeout" {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
	for name, good := range map[string]map[string]any{
		"least": config("con_x"), "unknown": config(acctest.Unknown),
		"all": config("con_x", trigger("1"), map[string]any{
			"rotation_period": "30m", "min_rotation_interval": "10m", "rotate_on_create": false, "timeouts": map[string]any{"create": "1m"},
		}),
	} {
		if diags := r.Validate(keysType, good); len(diags) > 0 {
			t.Errorf("%s: %s", name, diags)
		}
	}
}

func TestConnectionKeys_planErrorsNameTheCause(t *testing.T) {
	t.Parallel()
	provider := func(s *acctest.Sandbox, auth0 map[string]any) map[string]any {
		auth0["domain"] = s.Auth0().URL()
		return map[string]any{"auth0": auth0}
	}
	token := func(scopes ...string) func(*acctest.Sandbox) map[string]any {
		return func(s *acctest.Sandbox) map[string]any {
			return provider(s, map[string]any{"api_token": s.Auth0().Token(scopes...)})
		}
	}
	for name, want := range map[string]struct {
		connection sandbox.Auth0Connection
		id         string
		provider   func(*acctest.Sandbox) map[string]any
		words      []string
	}{
		"unknown connection": {id: "con_missing", provider: token(), words: []string{
			"HTTP 404", "inexistent_connection", "request ID", "Check connection_id"}},
		"wrong strategy": {connection: sandbox.Auth0Connection{Strategy: "samlp"}, provider: token(), words: []string{
			"HTTP 400", "keys are not available for this connection", "strategy is oidc or okta"}},
		"client secret": {connection: sandbox.Auth0Connection{TokenEndpointAuthMethod: "client_secret_post"}, provider: token(), words: []string{
			"HTTP 400", "token_endpoint_auth_method is private_key_jwt"}},
		"missing scope": {provider: token("create:connections_keys"), words: []string{
			"HTTP 403", "Insufficient scope, expected any of: read:connections_keys", "Grant the application read:connections_keys"}},
		"bad token": {provider: func(s *acctest.Sandbox) map[string]any { return provider(s, map[string]any{"api_token": "wrong"}) },
			words: []string{"HTTP 400 · Bearer", "Check that the token is a Management API token"}},
		"wrong secret": {provider: func(s *acctest.Sandbox) map[string]any {
			return provider(s, map[string]any{"client_id": s.Auth0().AddClient(sandbox.Auth0Client{}).ClientID, "client_secret": "wrong"})
		}, words: []string{"refused to issue an access token", "Unauthorized", "Check client_id and the secret"}},
		"no credentials": {provider: func(s *acctest.Sandbox) map[string]any { return provider(s, map[string]any{}) }, words: []string{
			"no complete settings for Auth0", "auth0.api_token (or AUTH0_API_TOKEN)", "AUTH0_CLIENT_SECRET"}},
		"nothing at all": {provider: func(*acctest.Sandbox) map[string]any { return map[string]any{} }, words: []string{
			"Set auth0.domain (or AUTH0_DOMAIN)"}},
		"half a method": {provider: func(s *acctest.Sandbox) map[string]any { return provider(s, map[string]any{"client_id": "x"}) },
			words: []string{"auth0.client_secret (or AUTH0_CLIENT_SECRET)"}},
		"tenant down": {provider: func(s *acctest.Sandbox) map[string]any { c := s.Config(); s.Auth0().Stop(); return c },
			words: []string{"connection refused", "Check auth0.domain, the network and any proxy"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := want.id
			if id == "" {
				want.connection.Name = "A"
				id = s.Auth0().AddConnection(want.connection)
			}
			r := acctest.NewRPC(t, acctest.Provider())
			if diags := r.Configure(want.provider(s)); diags.Errors() > 0 {
				t.Fatal(diags)
			}
			plan := r.Plan(keysType, nil, config(id))
			if !plan.Diags.Has(append(want.words, "ERROR", "Unable to read Auth0 connection keys")...) {
				t.Errorf("the plan says:\n%s", plan.Diags)
			}
			if _, diags := r.ReadData(keysType, config(id)); !diags.Has(append(want.words, "ERROR")...) {
				t.Errorf("the data source says:\n%s", diags)
			}
		})
	}
}

// A token that can read and not rotate is easy to get. Nothing is repeated; one look
// at the keys sees that they are as Auth0 says.
func TestConnectionKeys_missingScopeToRotate(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	s.Token = s.Auth0().Token("read:connections_keys", "create:connections_keys")
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if object.Exists() || !diags.Has("ERROR", "HTTP 403", "expected all of: create:connections_keys, update:connections_keys", "Grant the application") {
		t.Errorf("unexpected:\n%s", diags)
	}
	expectCalls(t, s, mark, "GET keys 200", "GET keys 200", "POST rotate 403", "GET keys 200")
}

func TestConnectionKeys_hungTokenEndpoint(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	client := s.Auth0().AddClient(sandbox.Auth0Client{})
	s.Inject(sandbox.Fault{Match: sandbox.OnToken, Times: -1, Answer: sandbox.Hang()})
	r := acctest.NewRPC(t, acctest.Provider())
	r.Configure(map[string]any{"request_timeout": "200ms", "auth0": map[string]any{
		"domain": s.Auth0().URL(), "client_id": client.ClientID, "client_secret": client.ClientSecret,
	}})
	begin := time.Now()
	plan := r.Plan(keysType, nil, config(id))
	if !plan.Diags.Has("ERROR", "no access token could be obtained", "no answer within the time allowed") || time.Since(begin) > 3*time.Second {
		t.Errorf("after %s:\n%s", time.Since(begin), plan.Diags)
	}
}

func TestProvider_credentialsUnknownAtPlan(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := acctest.NewRPC(t, acctest.Provider())
	if diags := r.Configure(map[string]any{"auth0": map[string]any{"domain": s.Auth0().URL(), "api_token": acctest.Unknown}}); len(diags) > 0 {
		t.Fatal(diags)
	}
	plan := r.Plan(keysType, nil, config(id))
	expect(t, plan, map[string]string{"kid": "unknown", "id": id})
	if plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "the apply rotates the keys once", "only known after apply") {
		t.Errorf("unexpected:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 || s.Auth0().Rotations(id) != 1 {
		t.Errorf("%d rotations\n%s", s.Auth0().Rotations(id), diags)
	}
}

func TestConnectionKeys_refusedRotationSaysThatNothingWasRotated(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	id, plan := planSecondRotation(t, s, r)
	s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Answer: sandbox.Status(403)})
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "The keys were not rotated.") || s.Auth0().Rotations(id) != 1 {
		t.Errorf("the error says:\n%s", diags)
	}
}

func TestConnectionKeys_timeoutsOfNothingAreRefused(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	for _, text := range []string{"0s", "-1s"} {
		c := config("con_x", map[string]any{"timeouts": map[string]any{"update": text}})
		if diags := r.Validate(keysType, c); !diags.Has("ERROR", "Invalid timeout", "timeouts.update") {
			t.Errorf("%s: %s", text, diags)
		}
	}
}

func TestProvider_credentialsWithALineEndAreRefused(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	diags := r.Configure(map[string]any{"auth0": map[string]any{"domain": "example.eu.auth0.com", "api_token": "secret-token\n"}})
	if !diags.Has("ERROR", "auth0.api_token (or AUTH0_API_TOKEN)", "trimspace()") || diags.Has("secret-token") {
		t.Errorf("the error says:\n%s", diags)
	}
}
