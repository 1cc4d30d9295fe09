package oktaapi_test

import (
	"context"
	"crypto/elliptic"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

const (
	appPath        = "/api/v1/apps/0oa1"
	appKeysPath    = appPath + "/credentials/jwks"
	connectionPath = appPath + "/connections/default/jwks"

	rsaAppKey = `{"id":"pks1","kid":"b","kty":"RSA","status":"ACTIVE","use":"sig","alg":"RS256","n":"AQ","e":"AQAB","created":"2026-01-01T00:00:00Z",` +
		`"lastUpdated":"2026-01-02T00:00:00Z","_links":{"deactivate":{"href":"https://example.okta.com/d","hints":{"allow":["POST"]}}}}`
	ecAppKey = `{"id":"pks2","kid":"a","kty":"EC","status":"INACTIVE","use":null,"x":"AQ","y":"Ag","crv":null}`
)

func wantedAppKeys() []oktaapi.Key {
	return []oktaapi.Key{
		{ID: "pks2", KID: "a", Kty: "EC", Status: oktaapi.StatusInactive, X: "AQ", Y: "Ag"},
		{
			ID: "pks1", KID: "b", Kty: "RSA", Status: oktaapi.StatusActive, Use: "sig", Alg: "RS256", N: "AQ", E: "AQAB",
			Created: "2026-01-01T00:00:00Z", LastUpdated: "2026-01-02T00:00:00Z",
			Links: map[string]string{"deactivate": "https://example.okta.com/d"},
		},
	}
}

// timeless are listed keys without the time at which they were.
func timeless(t *testing.T, list oktaapi.KeyList) []oktaapi.Key {
	t.Helper()
	keys := list.Keys
	for i := range keys {
		if keys[i].At.IsZero() || !keys[i].At.Equal(list.At) {
			t.Error("a key that was listed at no time")
		}
		keys[i].At = time.Time{}
	}
	return keys
}

// How long ago a key has changed goes by Okta's clock, and by its last change.
func TestKey_changedWithin(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const hourAgo, justNow = "2026-03-01T11:00:00.000Z", "2026-03-01T11:00:00.001Z"
	for name, c := range map[string]struct {
		key  oktaapi.Key
		want bool
	}{
		"registered just now":      {oktaapi.Key{Created: justNow, At: at}, true},
		"registered an hour ago":   {oktaapi.Key{Created: hourAgo, At: at}, false},
		"changed since":            {oktaapi.Key{Created: hourAgo, LastUpdated: justNow, At: at}, true},
		"a clock that runs behind": {oktaapi.Key{Created: "2026-03-01T12:59:59Z", At: at}, true},
		"a clock that is wrong":    {oktaapi.Key{Created: "2026-03-01T13:00:00Z", At: at}, false},
		"not listed":               {oktaapi.Key{Created: justNow}, false},
		"in other words":           {oktaapi.Key{Created: "today", At: at}, false},
		"no word":                  {oktaapi.Key{At: at}, false},
	} {
		if got := c.key.ChangedWithin(time.Hour); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Three forms of the list stand in Okta's own sources. All are read, and all mean
// the same.
func TestAppKeys_theThreeFormsOfTheList(t *testing.T) {
	t.Parallel()
	list := "[" + rsaAppKey + "," + ecAppKey + "]"
	for name, body := range map[string]string{
		"keys":         `{"keys":` + list + `}`,
		"jwks":         `{"jwks":{"keys":` + list + `}}`,
		"bare":         list,
		"with strange": `{"keys":[null,{},` + rsaAppKey + "," + ecAppKey + `],"more":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, answer(200, body))
			list, err := served.client(t).AppKeys().List(t.Context(), "0oa1")
			if err != nil || !reflect.DeepEqual(timeless(t, list), wantedAppKeys()) {
				t.Errorf("got %+v, %v", list, err)
			}
			if got := served.to(appKeysPath); len(got) != 1 || got[0].method != "GET" {
				t.Errorf("requests: %+v", served.all())
			}
		})
	}
	for name, body := range map[string]string{"keys": `{"keys":[]}`, "jwks": `{"jwks":{"keys":[]}}`, "bare": "[]"} {
		t.Run("empty "+name, func(t *testing.T) {
			t.Parallel()
			list, err := newOrg(t, answer(200, body)).client(t).AppKeys().List(t.Context(), "0oa1")
			if err != nil || len(list.Keys) != 0 || list.At.IsZero() {
				t.Errorf("got %+v, %v", list, err)
			}
		})
	}
}

// An answer without a list is no empty list: who reads one would find every key
// gone.
func TestAppKeys_whatIsNoList(t *testing.T) {
	t.Parallel()
	const none, unread = "the answer holds no list of keys", "the answer could not be read"
	for body, message := range map[string]string{
		"": none, "null": none, "{}": unread, `{"keys":null}`: unread, `{"jwks":null}`: unread, `{"jwks":{}}`: unread,
		`{"jwks":1}`: unread, "1": unread, page: unread, `{"keys":[`: unread, `{"keys":{}}`: unread, `"keys"`: unread,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			e := failure(t, second(newOrg(t, answer(200, body)).client(t).AppKeys().List(t.Context(), "0oa1")))
			if e.Kind != apierr.Unavailable || e.Status != 200 || e.Message != message || e.RequestID != "r1" {
				t.Errorf("got %+v, want %q", e, message)
			}
		})
	}
}

func TestConnectionKeys_areRead(t *testing.T) {
	t.Parallel()
	list := `[{"kid":"b","kty":"RSA","use":"sig","alg":"RSA","n":"AQ","e":"AQAB","x5c":["MII"],"x5t#S256":"t",` +
		`"created":"c","lastUpdated":"u","expiresAt":"x"},null,{},{"kid":"a","kty":"RSA"},{"kty":"EC"}]`
	want := []oktaapi.ConnectionKey{{Kty: "EC"}, {KID: "a", Kty: "RSA"}, {
		KID: "b", Kty: "RSA", Use: "sig", Alg: "RSA", N: "AQ", E: "AQAB", X5C: []string{"MII"}, X5TS256: "t",
		Created: "c", LastUpdated: "u", ExpiresAt: "x",
	}}
	for _, body := range []string{`{"jwks":{"keys":` + list + `}}`, `{"keys":` + list + `,"_links":{}}`} {
		keys, err := newOrg(t, answer(200, body)).client(t).ConnectionKeys(t.Context(), "0oa1")
		if err != nil || !reflect.DeepEqual(keys, want) {
			t.Errorf("%s: got %+v, %v", body, keys, err)
		}
	}
	// Seen as good answers by the integration tests of Okta's .NET SDK.
	for _, body := range []string{`{"jwks":null}`, `{"jwks":null,"_links":{}}`, `{"jwks":{"keys":[]}}`, `{"jwks":{}}`, `{}`, `{"keys":[]}`} {
		if keys, err := newOrg(t, answer(200, body)).client(t).ConnectionKeys(t.Context(), "0oa1"); err != nil || keys == nil || len(keys) != 0 {
			t.Errorf("%s: got %+v, %v", body, keys, err)
		}
	}
}

// What does not say that there are no keys is not read as if it did.
func TestConnectionKeys_whatIsNoAnswer(t *testing.T) {
	t.Parallel()
	const none, unread = "the answer holds no list of keys", "the answer could not be read"
	for body, message := range map[string]string{
		"": none, " ": none, "null": none, "1": unread, `"keys"`: unread, "[]": unread, `[{"kid":"a"}]`: unread, page: unread,
		`{"jwks":`: unread, `{"jwks":1}`: unread, `{"jwks":[]}`: unread, `{"jwks":"{}"}`: unread, `{"jwks":{"key":[]}}`: unread,
		`{"jwks":{"keys":null}}`: unread, `{"jwks":{"keys":{}}}`: unread, `{"jwks":{"keys":[1]}}`: unread, `{"jwks":{"keys":[{"kid":1}]}}`: unread,
		`{"keys":null}`: unread, `{"keys":{}}`: unread, `{"errors":[]}`: unread, `{"JWKS":{"keys":[]}}`: unread, `{"jwks":{"jwks":null}}`: unread,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			e := failure(t, second(newOrg(t, answer(200, body)).client(t).ConnectionKeys(t.Context(), "0oa1")))
			if e.Kind != apierr.Unavailable || e.Status != 200 || e.Message != message || e.RequestID != "r1" {
				t.Errorf("got %+v, want %q", e, message)
			}
		})
	}
	if e := failure(t, second(newOrg(t, answer(204, "")).client(t).ConnectionKeys(t.Context(), "0oa1"))); !strings.Contains(e.Message, "has the status 204") || e.Status != 204 {
		t.Errorf("204: got %+v", e)
	}
}

// The point of an EC key tells a curve that Okta does not name; a key of another type
// has none, and what Okta names stands.
func TestKeyCurve_isToldByThePoint(t *testing.T) {
	t.Parallel()
	for want, curve := range map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()} {
		key := must(jwk.Parse(jwkOf(ecOn(curve).Public(), nil)))
		p := key.Params()
		for kty, curveOf := range map[string]string{"EC": want, "RSA": "", "OKP": "", "": ""} {
			if got := (oktaapi.Key{Kty: kty, X: p.X, Y: p.Y}).Curve(); got != curveOf {
				t.Errorf("%q: on %q, want %q", kty, got, curveOf)
			}
		}
		unnamed := oktaapi.Key{Kty: "EC", X: p.X + "=", Y: p.Y}
		if public, err := unnamed.Public(); err != nil || !public.Equal(key.Public) {
			t.Errorf("%s: %v", want, err)
		}
	}
	for want, key := range map[string]oktaapi.Key{
		"P-256": {Kty: "EC", Crv: "P-256", X: "AQ"}, "": {Kty: "EC", X: "AQ", Y: "Ag"}, "P-9": {Kty: "EC", Crv: "P-9"},
	} {
		if got := key.Curve(); got != want {
			t.Errorf("%+v is on %q, want %q", key, got, want)
		}
	}
}

func TestApp_isReadAsFarAsItMatters(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]oktaapi.App{
		`{"id":"0oa1","name":"oidc_client","label":"Example","signOnMode":"OPENID_CONNECT","credentials":{"oauthClient":` +
			`{"token_endpoint_auth_method":"private_key_jwt"}},"settings":{"oauthClient":{"jwks_uri":"https://example.com/jwks","jwks":{"keys":[{"kty":"OKP"}]}}}}`: {
			ID: "0oa1", Name: "oidc_client", Label: "Example", SignOnMode: "OPENID_CONNECT", TokenEndpointAuthMethod: "private_key_jwt",
			JWKSURI: "https://example.com/jwks",
		},
		`{"id":"0oa1","name":"saml","signOnMode":"SAML_2_0","credentials":{"signing":{"kid":"x"}},"settings":null}`: {
			ID: "0oa1", Name: "saml", SignOnMode: "SAML_2_0",
		},
	} {
		if got, err := newOrg(t, answer(200, body)).client(t).App(t.Context(), "0oa1"); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	e := failure(t, second(newOrg(t, answer(200, "{}")).client(t).App(t.Context(), "0oa1")))
	if e.Kind != apierr.Unavailable || e.Message != "the answer names no app" {
		t.Errorf("got %+v", e)
	}
}

// appCalls are the reads about apps, with their paths.
var appCalls = map[string]func(context.Context, *oktaapi.Client, string) error{
	appKeysPath: func(ctx context.Context, c *oktaapi.Client, id string) error {
		return second(c.AppKeys().List(ctx, id))
	},
	connectionPath: func(ctx context.Context, c *oktaapi.Client, id string) error {
		return second(c.ConnectionKeys(ctx, id))
	},
	appPath: func(ctx context.Context, c *oktaapi.Client, id string) error { return second(c.App(ctx, id)) },
}

func TestApps_oneRequestServesAllReadersOfAWalk(t *testing.T) {
	t.Parallel()
	for path, call := range appCalls {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, answer(200, `{"id":"0oa1","keys":[],"jwks":{"keys":[]}}`))
			client := served.client(t)
			var group sync.WaitGroup
			for range 50 {
				group.Go(func() {
					if err := call(t.Context(), client, "0oa1"); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if got := len(served.to(path)); got != 1 || len(served.all()) != 1 {
				t.Errorf("%d requests, want 1", len(served.all()))
			}
		})
	}
}

func TestApps_refusalsAreTyped(t *testing.T) {
	t.Parallel()
	gone := strings.ReplaceAll(notFound, "aus1 (AuthorizationServer)", "0oa1 (AppInstance)")
	for path, call := range appCalls {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			e := failure(t, call(t.Context(), newOrg(t, answer(404, gone)).client(t), "0oa1"))
			if e.Kind != apierr.NotFound || e.Code != "E0000007" || !strings.Contains(e.Message, "0oa1 (AppInstance)") {
				t.Errorf("got %+v", e)
			}
			e = failure(t, call(t.Context(), newOrg(t, answer(404, page)).client(t), "0oa1"))
			if e.Kind != apierr.Unavailable {
				t.Errorf("a proxy's 404 is %+v", e)
			}
			for _, id := range []string{"", "..", "a/b", "a?b"} {
				served := newOrg(t, answer(200, "{}"))
				e := failure(t, call(t.Context(), served.client(t), id))
				if e.Kind != apierr.Invalid || e.Sent || len(served.all()) != 0 {
					t.Errorf("%s: %s", id, fmt.Sprint(e))
				}
			}
		})
	}
}

// Only 204 says that a key is deleted. Any other answer may be that of something
// on the way, and the list of keys decides.
func TestDeleteAppKey_onlyNoContentIsSuccess(t *testing.T) {
	t.Parallel()
	if err := newOrg(t, answer(204, "")).client(t).AppKeys().Delete(t.Context(), "0oa1", "pks1"); err != nil {
		t.Error(err)
	}
	for _, body := range []string{"", page, "{}"} {
		e := failure(t, newOrg(t, answer(200, body)).client(t).AppKeys().Delete(t.Context(), "0oa1", "pks1"))
		if e.Kind != apierr.Unavailable || e.Status != 200 || !e.Sent {
			t.Errorf("%q: %+v", body, e)
		}
	}
}
