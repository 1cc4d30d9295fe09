package provider

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

// settingsCase is a block and an environment, and what they resolve to: C are
// the credentials of a vendor.
type settingsCase[C any] struct {
	block map[string]string // "?" is a value that is only known after apply
	env   map[string]string
	// want are the credentials, if they are complete.
	want C
	// absent is the kind of error that a type which needs the vendor reports, and
	// hint a part of what it says to set.
	absent apierr.Kind
	hint   string
	// problem is the summary of an error of the block itself, and names are what
	// its detail names.
	problem string
	names   []string
	ignored []string
}

const domain = "example.eu.auth0.com"

type auth0Case = settingsCase[auth0api.Credentials]

func (c settingsCase[C]) blockValues() map[string]value {
	block := map[string]value{}
	for name, text := range c.block {
		block[name] = value{text: text}
		if text == "?" {
			block[name] = value{unknown: true}
		}
	}
	return block
}

func (c settingsCase[C]) variable(name string) string { return c.env[name] }

func resolveAuth0Case(c auth0Case) resolvedSettings[auth0api.Settings] {
	return resolveAuth0(c.blockValues(), c.variable)
}

func checkAuth0(t *testing.T, c auth0Case) {
	t.Helper()
	got := resolveAuth0Case(c)
	checkCase(t, c, got, got.settings.Credentials)
}

func checkCase[S, C any](t *testing.T, c settingsCase[C], got resolvedSettings[S], credentials C) {
	t.Helper()
	checkNoSecret(t, said(got))
	checkProblem(t, got.problems, c.problem, c.names)
	if !slices.Equal(got.ignored, c.ignored) {
		t.Errorf("ignored %v, want %v", got.ignored, c.ignored)
	}
	if c.problem != "" {
		return
	}
	if kind := kindOf(got.absent); kind != c.absent {
		t.Errorf("absent: kind %d (%+v), want %d", kind, got.absent, c.absent)
	}
	if c.absent != none {
		if got.absent != nil && (!strings.Contains(got.absent.Hint, c.hint) || got.absent.Sent) {
			t.Errorf("the hint is %q, want %q in it; sent is %v", got.absent.Hint, c.hint, got.absent.Sent)
		}
		return
	}
	if !reflect.DeepEqual(credentials, c.want) {
		t.Errorf("credentials %+v, want %+v", credentials, c.want)
	}
}

// said is every text for users in the resolved settings.
func said[S any](r resolvedSettings[S]) string {
	text := strings.Join(r.ignored, " ")
	for _, bad := range r.problems {
		text += "\n" + bad.summary + ": " + bad.detail
	}
	if r.absent != nil {
		text += "\n" + r.absent.Message + ": " + r.absent.Hint
	}
	return text
}

// none is no kind of error.
const none = apierr.Kind(-1)

func kindOf(e *apierr.Error) apierr.Kind {
	if e == nil {
		return none
	}
	return e.Kind
}

func checkProblem(t *testing.T, got []problem, summary string, names []string) {
	t.Helper()
	if summary == "" {
		if len(got) > 0 {
			t.Errorf("problems %+v", got)
		}
		return
	}
	if len(got) != 1 || got[0].summary != summary {
		t.Fatalf("problems %+v, want one %q", got, summary)
	}
	for _, name := range names {
		if !strings.Contains(got[0].detail, name) {
			t.Errorf("%q does not name %s", got[0].detail, name)
		}
	}
}

var (
	byToken  = auth0api.Credentials{Token: "t"}
	bySecret = auth0api.Credentials{ClientID: "id", ClientSecret: "s"}
	byKey    = auth0api.Credentials{ClientID: "id", PrivateKey: "k", SigningAlg: "RS256"}
)

func TestResolveAuth0_completeSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]auth0Case{
		"token in the block":      {block: map[string]string{"domain": domain, "api_token": "t"}, want: byToken},
		"token in the env":        {env: map[string]string{"AUTH0_DOMAIN": domain, "AUTH0_API_TOKEN": "t"}, want: byToken},
		"domain here, token here": {block: map[string]string{"domain": domain}, env: map[string]string{"AUTH0_API_TOKEN": "t"}, want: byToken},
		"secret in the block":     {block: map[string]string{"domain": domain, "client_id": "id", "client_secret": "s"}, want: bySecret},
		"secret in the env":       {env: map[string]string{"AUTH0_DOMAIN": domain, "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s"}, want: bySecret},
		"key in the block":        {block: map[string]string{"domain": domain, "client_id": "id", "client_assertion_private_key": "k"}, want: byKey},
		"key in the env": {env: map[string]string{
			"AUTH0_DOMAIN": domain, "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "k",
		}, want: byKey},
		"client in the block, secret in the env": {
			block: map[string]string{"domain": domain, "client_id": "id"}, env: map[string]string{"AUTH0_CLIENT_SECRET": "s"}, want: bySecret,
		},
		"client in the block, key in the env": {
			block: map[string]string{"domain": domain, "client_id": "id"}, env: map[string]string{"AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "k"}, want: byKey,
		},
		"secret in the block, client in the env": {
			block: map[string]string{"domain": domain, "client_secret": "s"}, env: map[string]string{"AUTH0_CLIENT_ID": "id"}, want: bySecret,
		},
		"algorithm in the block, the rest in the env": {
			block: map[string]string{"domain": domain, "client_assertion_signing_alg": "PS256"},
			env:   map[string]string{"AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "k"},
			want:  auth0api.Credentials{ClientID: "id", PrivateKey: "k", SigningAlg: "PS256"},
		},
		"algorithm in the env": {
			block: map[string]string{"domain": domain, "client_id": "id", "client_assertion_private_key": "k"},
			env:   map[string]string{"AUTH0_CLIENT_ASSERTION_SIGNING_ALG": "ES256"},
			want:  auth0api.Credentials{ClientID: "id", PrivateKey: "k", SigningAlg: "ES256"},
		},
		"the block wins over its own variable": {
			block: map[string]string{"domain": domain, "api_token": "t"},
			env:   map[string]string{"AUTH0_API_TOKEN": "other", "AUTH0_DOMAIN": "other.auth0.com"}, want: byToken,
		},
		"variables of another method are ignored": {
			block: map[string]string{"domain": domain, "client_id": "id", "client_secret": "s"},
			env:   map[string]string{"AUTH0_API_TOKEN": "t", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY": "k"},
			want:  bySecret, ignored: []string{"AUTH0_API_TOKEN", "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"},
		},
		"a token in the block ignores a client in the env": {
			block: map[string]string{"domain": domain, "api_token": "t"},
			env:   map[string]string{"AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s", "AUTH0_CLIENT_ASSERTION_SIGNING_ALG": "none"},
			want:  byToken, ignored: []string{"AUTH0_CLIENT_ASSERTION_SIGNING_ALG", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET"},
		},
		"an incomplete method in the env is ignored": {
			env:  map[string]string{"AUTH0_DOMAIN": domain, "AUTH0_API_TOKEN": "t", "AUTH0_CLIENT_ID": "id"},
			want: byToken, ignored: []string{"AUTH0_CLIENT_ID"},
		},
		"an empty string in the block is absent": {
			block: map[string]string{"domain": "", "api_token": "", "client_id": "id", "client_secret": ""},
			env:   map[string]string{"AUTH0_DOMAIN": domain, "AUTH0_CLIENT_SECRET": "s"}, want: bySecret,
		},
		"an empty variable is absent": {
			env:  map[string]string{"AUTH0_DOMAIN": domain, "AUTH0_API_TOKEN": "", "AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "s"},
			want: bySecret,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.absent = none
			checkAuth0(t, c)
			if got := resolveAuth0Case(c).settings; got.Domain != domain || got.PlainHTTP {
				t.Errorf("domain %q, plain HTTP %v", got.Domain, got.PlainHTTP)
			}
		})
	}
}

func TestResolveAuth0_missingSettings(t *testing.T) {
	t.Parallel()
	const setDomain, all = "Set auth0.domain (or AUTH0_DOMAIN).", "auth0.api_token (or AUTH0_API_TOKEN); or auth0.client_id + client_secret " +
		"(or AUTH0_CLIENT_ID + AUTH0_CLIENT_SECRET); or auth0.client_id + client_assertion_private_key " +
		"(or AUTH0_CLIENT_ID + AUTH0_CLIENT_ASSERTION_PRIVATE_KEY)."
	for name, c := range map[string]auth0Case{
		"nothing":                    {absent: apierr.NotConfigured, hint: setDomain + " Set " + all},
		"a domain alone":             {block: map[string]string{"domain": domain}, absent: apierr.NotConfigured, hint: "Set " + all},
		"a token alone":              {block: map[string]string{"api_token": "t"}, absent: apierr.NotConfigured, hint: setDomain},
		"a token alone, in the env":  {env: map[string]string{"AUTH0_API_TOKEN": "t"}, absent: apierr.NotConfigured, hint: setDomain},
		"a client without a secret":  {block: map[string]string{"domain": domain, "client_id": "id"}, absent: apierr.NotConfigured, hint: "auth0.client_secret (or AUTH0_CLIENT_SECRET)"},
		"a secret without a client":  {block: map[string]string{"domain": domain, "client_secret": "s"}, absent: apierr.NotConfigured, hint: "auth0.client_id (or AUTH0_CLIENT_ID)"},
		"a key without a client":     {block: map[string]string{"domain": domain, "client_assertion_private_key": "k"}, absent: apierr.NotConfigured, hint: "auth0.client_id (or AUTH0_CLIENT_ID)"},
		"half a method in the block": {block: map[string]string{"domain": domain, "client_id": "id"}, env: map[string]string{"AUTH0_API_TOKEN": "t"}, absent: apierr.NotConfigured, hint: "auth0.client_secret"},
		"a client in the env":        {env: map[string]string{"AUTH0_DOMAIN": domain, "AUTH0_CLIENT_ID": "id"}, absent: apierr.NotConfigured, hint: all},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkAuth0(t, c)
		})
	}
}

func TestResolveAuth0_unknownSettings(t *testing.T) {
	t.Parallel()
	full := func(name, text string) map[string]string {
		block := map[string]string{"domain": domain, "client_id": "id", "client_assertion_private_key": "k"}
		block[name] = text
		return block
	}
	for name, c := range map[string]auth0Case{
		"domain":              {block: full("domain", "?")},
		"domain, none in env": {block: map[string]string{"domain": "?"}},
		"domain, one in env":  {block: full("domain", "?"), env: map[string]string{"AUTH0_DOMAIN": domain}},
		"audience":            {block: full("audience", "?")},
		"client":              {block: full("client_id", "?")},
		"key":                 {block: full("client_assertion_private_key", "?")},
		"algorithm":           {block: full("client_assertion_signing_alg", "?")},
		"token":               {block: map[string]string{"domain": domain, "api_token": "?"}},
		"the block itself":    {block: map[string]string{"domain": "?", "api_token": "?"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.absent, c.hint = apierr.ConfigUnknown, "terraform apply -target=..."
			checkAuth0(t, c)
		})
	}
}
