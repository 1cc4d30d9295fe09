package oktaapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// serverKeyWrite is a call that changes a key of a server.
type serverKeyWrite struct {
	call func(ctx context.Context, keys oktaapi.KeySets, server, key string) error
	// method and path are those of key apk1; body is what is sent.
	method, path string
	body         map[string]any
	// ok is the status of a good answer.
	ok     int
	answer string
}

var newServerKey = oktaapi.Key{ID: "mine", KID: "b", Kty: "RSA", Use: "enc", Status: oktaapi.StatusInactive, N: "Ag", E: "AQAB", Created: "c"}

func serverKeyWrites() map[string]serverKeyWrite {
	return map[string]serverKeyWrite{
		"add": {
			func(ctx context.Context, keys oktaapi.KeySets, server, _ string) error {
				return second(keys.Add(ctx, server, newServerKey))
			}, http.MethodPost, "", map[string]any{"kid": "b", "kty": "RSA", "use": "enc", "status": "INACTIVE", "n": "Ag", "e": "AQAB"}, 201, inactiveServerKey,
		},
		"activate": {
			func(ctx context.Context, keys oktaapi.KeySets, server, key string) error {
				return second(keys.Activate(ctx, server, key))
			}, http.MethodPost, "/apk1/lifecycle/activate", nil, 200, inactiveServerKey,
		},
		"deactivate": {
			func(ctx context.Context, keys oktaapi.KeySets, server, key string) error {
				return second(keys.Deactivate(ctx, server, key))
			}, http.MethodPost, "/apk1/lifecycle/deactivate", nil, 200, inactiveServerKey,
		},
		"delete": {
			func(ctx context.Context, keys oktaapi.KeySets, server, key string) error {
				return keys.Delete(ctx, server, key)
			},
			http.MethodDelete, "/apk1", nil, 204, "",
		},
	}
}

func TestResourceServerKeyWrites_inOktasForm(t *testing.T) {
	t.Parallel()
	for name, write := range serverKeyWrites() {
		for _, id := range []string{"aus1", "default"} {
			served := newOrg(t, answer(write.ok, write.answer))
			if err := write.call(t.Context(), served.client(t).ResourceServerKeys(), id, "apk1"); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			got := served.all()
			if path := strings.Replace(serverEncPath, "aus1", id, 1) + write.path; len(got) != 1 || got[0].method != write.method || got[0].path != path {
				t.Fatalf("%s: %+v, want %s %s", name, got, write.method, path)
			}
			var body map[string]any
			if got[0].body != "" {
				if err := json.Unmarshal([]byte(got[0].body), &body); err != nil {
					t.Fatal(err)
				}
			}
			if !reflect.DeepEqual(body, write.body) {
				t.Errorf("%s sends %s", name, got[0].body)
			}
		}
	}
}

func TestResourceServerKeyWrites_theKeyOfTheAnswer(t *testing.T) {
	t.Parallel()
	keys := newOrg(t, answer(200, inactiveServerKey)).client(t).ResourceServerKeys()
	want := wantedServerKeys()[1]
	for name, call := range map[string]func() (oktaapi.Key, error){
		"add":        func() (oktaapi.Key, error) { return keys.Add(t.Context(), "aus1", newServerKey) },
		"activate":   func() (oktaapi.Key, error) { return keys.Activate(t.Context(), "aus1", "apk1") },
		"deactivate": func() (oktaapi.Key, error) { return keys.Deactivate(t.Context(), "aus1", "apk1") },
	} {
		if got, err := call(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// Whatever the answer: one request. What names no key says nothing of it, and only
// 204 says that a key is deleted.
func TestResourceServerKeyWrites_oneRequestWhateverTheAnswer(t *testing.T) {
	t.Parallel()
	for name, write := range serverKeyWrites() {
		handlers := map[string]http.HandlerFunc{
			"a page": answer(200, page), "200 with JSON": answer(200, "{}"), "200": answer(200, ""), "null": answer(200, "null"), "302": answer(302, ""),
			"500": answer(500, oktaError("E0000009", "Internal Server Error")), "502": answer(502, page), "EOF": hangUp(false), "reset": hangUp(true),
		}
		if write.ok != http.StatusNoContent {
			handlers["204"], handlers["half of it"] = answer(204, ""), cut(write.ok, inactiveServerKey)
		}
		for kind, handler := range handlers {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				served := newOrg(t, handler)
				e := failure(t, write.call(t.Context(), served.client(t, retries(4)).ResourceServerKeys(), "aus1", "apk1"))
				if e.Kind != apierr.Unavailable || !e.Sent || len(served.all()) != 1 {
					t.Errorf("%d requests, %+v", len(served.all()), e)
				}
			})
		}
	}
}

func TestResourceServerKeyWrites_refusalsAreTyped(t *testing.T) {
	t.Parallel()
	refusal := `{"errorCode":"E0000001","errorSummary":"Api validation failed: JsonWebKey","errorCauses":[{"errorSummary":"the cause"}]}`
	for name, write := range serverKeyWrites() {
		e := failure(t, write.call(t.Context(), newOrg(t, answer(400, refusal)).client(t).ResourceServerKeys(), "aus1", "apk1"))
		if e.Kind != apierr.Invalid || e.Code != "E0000001" || !strings.Contains(e.Message, "the cause") {
			t.Errorf("%s: %+v", name, e)
		}
		e = failure(t, write.call(t.Context(), newOrg(t, answer(404, notFound)).client(t).ResourceServerKeys(), "aus1", "apk1"))
		if e.Kind != apierr.NotFound || e.Code != "E0000007" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// An ID that would make the path that of something else is refused before anything
// is sent.
func TestResourceServerKeyWrites_badIDsSendNothing(t *testing.T) {
	t.Parallel()
	served := newOrg(t, answer(200, inactiveServerKey))
	keys := served.client(t).ResourceServerKeys()
	for name, write := range serverKeyWrites() {
		for _, ids := range [][2]string{{"", "apk1"}, {"..", "apk1"}, {"aus1/policies", "apk1"}, {"aus1", ""}, {"aus1", ".."}, {"aus1", "apk1/lifecycle"}} {
			if name == "add" && ids[0] == "aus1" {
				continue
			}
			if e := failure(t, write.call(t.Context(), keys, ids[0], ids[1])); e.Kind != apierr.Invalid || e.Sent {
				t.Errorf("%s of %q: %+v", name, ids, e)
			}
		}
	}
	if e := failure(t, second(keys.List(t.Context(), ".."))); e.Kind != apierr.Invalid || len(served.all()) != 0 {
		t.Errorf("%+v, %d requests", e, len(served.all()))
	}
}
