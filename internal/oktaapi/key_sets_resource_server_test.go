package oktaapi_test

import (
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

const (
	serverEncPath = serverPath + "/resourceservercredentials/keys"

	activeServerKey = `{"id":"apk2","kid":"a","kty":"RSA","use":"enc","alg":"RS256","status":"ACTIVE","n":"AQ","e":"AQAB",` +
		`"created":"2026-01-01T00:00:00Z","lastUpdated":"2026-01-02T00:00:00Z"}`
	inactiveServerKey = `{"status":"INACTIVE","id":"apk1","kid":"b","kty":"RSA","use":"enc","n":"Ag","e":"AQAB",` +
		`"_links":{"activate":{"href":"https://example.okta.com/a","hints":{"allow":["POST"]}},"delete":{"href":"https://example.okta.com/d"}}}`
)

func wantedServerKeys() []oktaapi.Key {
	return []oktaapi.Key{
		{
			ID: "apk2", KID: "a", Kty: "RSA", Use: "enc", Alg: "RS256", Status: oktaapi.StatusActive, N: "AQ", E: "AQAB",
			Created: "2026-01-01T00:00:00Z", LastUpdated: "2026-01-02T00:00:00Z", Links: map[string]string{},
		},
		{
			ID: "apk1", KID: "b", Kty: "RSA", Use: "enc", Status: oktaapi.StatusInactive, N: "Ag", E: "AQAB",
			Links: map[string]string{"activate": "https://example.okta.com/a", "delete": "https://example.okta.com/d"},
		},
	}
}

// The list is a bare array, in whatever order, with or without nulls in it.
func TestResourceServerKeys_areListedInOrder(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"aus1", "default"} {
		for _, body := range []string{"[" + inactiveServerKey + "," + activeServerKey + "]", "[null," + activeServerKey + ",{}," + inactiveServerKey + "]"} {
			served := newOrg(t, answer(200, body))
			list, err := served.client(t).ResourceServerKeys().List(t.Context(), id)
			if want := wantedServerKeys(); err != nil || len(list.Keys) != 2 || !sameKeys(timeless(t, list), want) {
				t.Errorf("got %+v, %v", list, err)
			}
			got := served.all()
			if path := strings.Replace(serverEncPath, "aus1", id, 1); len(got) != 1 || got[0].method != http.MethodGet || got[0].path != path || got[0].body != "" {
				t.Errorf("requests: %+v", got)
			}
		}
	}
}

// sameKeys compares keys; no links are an empty map or none.
func sameKeys(got, want []oktaapi.Key) bool {
	for i := range got {
		if len(got[i].Links)+len(want[i].Links) == 0 {
			got[i].Links = want[i].Links
		}
	}
	return reflect.DeepEqual(got, want)
}

// typed answers 200 with a body of a kind.
func typed(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(oktaapi.RequestIDHeader, "r1")
		w.Header()["Content-Type"] = []string{contentType}
		if contentType == "" {
			w.Header()["Content-Type"] = nil
		}
		_, _ = w.Write([]byte(body)) // #nosec G705 -- the test's own text
	}
}

// Nothing, in JSON, is a server without keys (integration tests of Okta's .NET
// SDK). Of another kind it is something's on the way: who reads it as an empty list
// finds every key gone.
func TestResourceServerKeys_whatIsAServerWithoutKeys(t *testing.T) {
	t.Parallel()
	const none, unread = "the answer holds no list of keys", "the answer could not be read"
	for name, c := range map[string]struct {
		kind, body, message string
	}{
		"an empty list":          {"application/json", "[]", ""},
		"a list of null":         {"application/json", "[null]", ""},
		"null":                   {"application/json", "null", ""},
		"null, with spaces":      {"application/json; charset=utf-8", " null\n", ""},
		"nothing":                {"application/json", "", ""},
		"spaces":                 {"application/json;charset=UTF-8", " \n", ""},
		"nothing in HTML":        {"text/html", "", none},
		"nothing in text":        {"text/plain; charset=utf-8", "", none},
		"nothing of no kind":     {"", "", none},
		"null in HTML":           {"text/html", "null", none},
		"a page":                 {"text/html", page, unread},
		"an object":              {"application/json", "{}", unread},
		"an object without list": {"application/json", `{"keys":null}`, unread},
		"a word":                 {"application/json", `"keys"`, unread},
		"half a list":            {"application/json", "[" + activeServerKey, unread},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := newOrg(t, typed(c.kind, c.body)).client(t).ResourceServerKeys().List(t.Context(), "aus1")
			if c.message == "" {
				if err != nil || list.Keys == nil || len(list.Keys) != 0 {
					t.Errorf("got %+v, %v", list, err)
				}
				return
			}
			if e := failure(t, err); e.Kind != apierr.Unavailable || e.Status != 200 || e.Message != c.message || e.RequestID != "r1" {
				t.Errorf("got %+v, want %q", e, c.message)
			}
		})
	}
}

func TestResourceServerKeys_oneRequestServesAllReadersOfAWalk(t *testing.T) {
	t.Parallel()
	served := newOrg(t, answer(200, "[]"))
	keys := served.client(t).ResourceServerKeys()
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if _, err := keys.List(t.Context(), "aus1"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := len(served.all()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// AccessTokenEncryption is set where the server encrypts.
func TestAuthorizationServer_accessTokenEncryption(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id":"aus1","accessTokenEncryptedResponseAlgorithm":"RSA-OAEP-256"}`: "RSA-OAEP-256",
		`{"id":"aus1","accessTokenEncryptedResponseAlgorithm":""}`:             "",
		`{"id":"aus1","accessTokenEncryptedResponseAlgorithm":null}`:           "",
		server: "",
	} {
		got, err := newOrg(t, answer(200, body)).client(t).AuthorizationServer(t.Context(), "aus1")
		if err != nil || got.AccessTokenEncryption != want {
			t.Errorf("%s: got %q, %v", body, got.AccessTokenEncryption, err)
		}
	}
}
