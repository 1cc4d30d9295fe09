package provider_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	auth0Block = map[string]any{"domain": "example.eu.auth0.com", "api_token": "secret-auth0"}
	oktaBlock  = map[string]any{"org_url": "https://example.okta.com", "api_token": "secret-okta"}
)

func TestConfigure_oktaNeedsNothing(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]any{
		"no block":                 nil,
		"an empty block":           map[string]any{},
		"an org alone":             map[string]any{"org_url": "https://example.okta.com"},
		"a token alone":            map[string]any{"api_token": "secret-1"},
		"half a method":            map[string]any{"org_name": "example", "client_id": "id"},
		"no scopes":                map[string]any{"org_name": "example", "client_id": "id", "private_key": privateKey(t), "scopes": []any{}},
		"an API token":             oktaBlock,
		"an access token":          map[string]any{"org_name": "example", "base_url": "oktapreview.com", "access_token": "secret-1"},
		"a key":                    map[string]any{"org_name": "example", "client_id": "id", "private_key": privateKey(t), "scopes": []any{"a", "b"}},
		"a key in one line":        map[string]any{"org_name": "example", "client_id": "id", "private_key": strings.ReplaceAll(privateKey(t), "\n", `\n`), "scopes": []any{"a"}},
		"an unknown block":         tftypes.UnknownValue,
		"an unknown org":           map[string]any{"org_url": tftypes.UnknownValue, "api_token": "secret-1"},
		"an unknown token":         map[string]any{"org_url": "https://example.okta.com", "api_token": tftypes.UnknownValue},
		"unknown scopes":           map[string]any{"org_name": "example", "client_id": "id", "private_key": "secret-1", "scopes": tftypes.UnknownValue},
		"an unknown one of scopes": map[string]any{"org_name": "example", "client_id": "id", "private_key": "secret-1", "scopes": []any{"a", tftypes.UnknownValue}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := new(recorder)
			if diags := newServer(t, network).diagnostics(map[string]any{"okta": block}); len(diags) > 0 {
				t.Error(worded(diags))
			}
			if len(network.requests) > 0 {
				t.Errorf("%d requests", len(network.requests))
			}
		})
	}
}

// What the environment adds is not known to terraform validate.
func TestValidate_theOktaBlockWithoutTheEnvironment(t *testing.T) {
	t.Parallel()
	env := map[string]string{"OKTA_API_TOKEN": "secret-1", "OKTA_ACCESS_TOKEN": "secret-2", "OKTA_ORG_NAME": "https://x", "OKTA_ORG_URL": "x", "OKTA_BASE_URL": "x"}
	for name, c := range map[string]struct {
		block map[string]any
		want  string
	}{
		"an empty block": {map[string]any{}, ""},
		"half a method":  {map[string]any{"client_id": "id"}, ""},
		"URL and name":   {map[string]any{"org_url": "https://example.oktapreview.com", "org_name": "example"}, ""},
		"a wrong name":   {map[string]any{"org_name": "example.okta.com"}, "Invalid Okta org name: okta.org_name holds more"},
		"two methods":    {map[string]any{"api_token": "secret-3", "scopes": []any{"a"}}, "Conflicting credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := newServerWith(t, new(recorder), env).validate(map[string]any{"okta": c.block})
			if c.want == "" && diags != "" || !strings.Contains(diags, c.want) {
				t.Errorf("got %s, want %q", diags, c.want)
			}
		})
	}
}

func TestConfigure_anOktaTypeSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block any
		env   map[string]string
		want  []string
	}{
		"no block": {nil, nil, []string{
			"The provider has no complete settings for Okta.", "Set okta.org_url (or OKTA_ORG_URL), or okta.org_name (or OKTA_ORG_NAME). Set okta.api_token",
		}},
		"no scopes": {
			map[string]any{"org_name": "example", "client_id": "id", "private_key": "secret-1"}, nil,
			[]string{"Set okta.scopes (or OKTA_API_SCOPES).", "okta.authorizationServers.read", "okta.authorizationServers.manage"},
		},
		"an unknown block": {tftypes.UnknownValue, nil, []string{"The okta block of the provider holds values that are only known after apply."}},
		"unknown scopes": {
			map[string]any{"org_name": "example", "client_id": "id", "private_key": "secret-1", "scopes": []any{tftypes.UnknownValue}}, nil,
			[]string{"only known after apply"},
		},
		"no block, two methods in the env": {
			nil, map[string]string{"OKTA_ORG_NAME": "example", "OKTA_API_TOKEN": "secret-1", "OKTA_ACCESS_TOKEN": "secret-2"},
			[]string{"no complete settings for Okta", "Ambiguous credentials: ", "OKTA_API_TOKEN", "OKTA_ACCESS_TOKEN"},
		},
		"no block, two orgs in the env": {
			nil, map[string]string{"OKTA_ORG_NAME": "example", "OKTA_ORG_URL": "https://other.okta.com", "OKTA_ACCESS_TOKEN": "secret-2"},
			[]string{"Conflicting Okta orgs: ", "OKTA_ORG_NAME", "OKTA_ORG_URL"},
		},
		"no block, a broken key in the env": {
			nil, map[string]string{"OKTA_ORG_NAME": "example", "OKTA_API_CLIENT_ID": "id", "OKTA_API_PRIVATE_KEY": "secret-1", "OKTA_API_SCOPES": "a"},
			[]string{"Invalid Okta credentials: okta.private_key"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := new(recorder)
			s := newServerWith(t, network, c.env)
			if diags := s.configure(map[string]any{"okta": c.block, "auth0": auth0Block}); diags != "" {
				t.Fatal(diags)
			}
			diags := s.readOkta("aus1")
			for _, part := range c.want {
				if !strings.Contains(strings.ToLower(diags), strings.ToLower(part)) {
					t.Errorf("%s\ndoes not say %q", diags, part)
				}
			}
			if strings.Contains(diags, "secret-") || len(network.requests) > 0 {
				t.Errorf("%d requests: %s", len(network.requests), diags)
			}
			if other := s.readData("con_x"); !strings.Contains(other, "The connection does not exist") {
				t.Errorf("Auth0 suffers: %s", other)
			}
		})
	}
}

// Who writes a block wants the vendor, so what is wrong is said at once.
func TestConfigure_aBlockMakesWrongVariablesAnError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block string
		env   map[string]string
	}{
		"Okta":  {"okta", map[string]string{"OKTA_API_TOKEN": "secret-1", "OKTA_ACCESS_TOKEN": "secret-2"}},
		"Auth0": {"auth0", map[string]string{"AUTH0_API_TOKEN": "secret-1", "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "secret-2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diags := newServerWith(t, new(recorder), c.env).configure(nil); diags != "" {
				t.Errorf("without a block: %s", diags)
			}
			diags := newServerWith(t, new(recorder), c.env).configure(map[string]any{c.block: map[string]any{}})
			if !strings.Contains(diags, "Ambiguous credentials") || strings.Contains(diags, "secret-") {
				t.Errorf("with a block: %s", diags)
			}
		})
	}
}

func TestConfigure_vendorsStandAlone(t *testing.T) {
	t.Parallel()
	const noAuth0, noOkta = "no complete settings for Auth0", "no complete settings for Okta"
	for name, c := range map[string]struct {
		config      map[string]any
		auth0, okta string
	}{
		"both":     {map[string]any{"auth0": auth0Block, "okta": oktaBlock}, "does not exist", "HTTP 404"},
		"no Okta":  {map[string]any{"auth0": auth0Block}, "does not exist", noOkta},
		"no Auth0": {map[string]any{"okta": oktaBlock}, noAuth0, "HTTP 404"},
		"neither":  {nil, noAuth0, noOkta},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, new(recorder))
			if diags := s.configure(c.config); diags != "" {
				t.Fatal(diags)
			}
			if diags := s.readData("con_x"); !strings.Contains(diags, c.auth0) {
				t.Errorf("Auth0: %s", diags)
			}
			if diags := s.readOkta("aus1"); !strings.Contains(diags, c.okta) {
				t.Errorf("Okta: %s", diags)
			}
		})
	}
}

func TestRequests_toOktaCarryTheSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		block               map[string]any
		host, authorization string
	}{
		"an API token":    {oktaBlock, "https://example.okta.com/", "SSWS secret-okta"},
		"an access token": {map[string]any{"org_name": "example", "base_url": "okta-emea.com:8443", "access_token": "t"}, "https://example.okta-emea.com:8443/", "Bearer t"},
		"a sandbox":       {map[string]any{"org_url": "http://127.0.0.1:3000/", "api_token": "t"}, "http://127.0.0.1:3000/", "SSWS t"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := new(recorder)
			s := newServer(t, network)
			config := map[string]any{"okta": maps.Clone(c.block), "max_retries": 0}
			if diags := s.configure(config); diags != "" {
				t.Fatal(diags)
			}
			if diags := s.readOkta("aus1"); len(network.requests) != 1 {
				t.Fatalf("%d requests: %s", len(network.requests), diags)
			}
			req := network.requests[0]
			if got := req.URL.String(); !strings.HasPrefix(got, c.host) || !strings.Contains(got, "aus1") {
				t.Errorf("asked %s", got)
			}
			if got := req.Header.Get("Authorization"); got != c.authorization || req.UserAgent() != "terraform-provider-idpkeys/1.2.3" {
				t.Errorf("authorization %q, user agent %q", got, req.UserAgent())
			}
		})
	}
}
