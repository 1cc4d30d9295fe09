package oktaapi_test

import (
	"context"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

const odate = "Sun, 01 Mar 2026 09:00:00 GMT"

// dated answers with a clock of its own.
func dated(handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", odate)
		handler(w, r)
	}
}

func at(t *testing.T) time.Time {
	t.Helper()
	when, err := http.ParseTime(odate)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestAuthorizationServer_isReadAsFarAsItMatters(t *testing.T) {
	t.Parallel()
	manual := `{"id":"aus1","name":null,"credentials":{"signing":{"kid":"k1","rotationMode":"MANUAL","lastRotated":"2026-09-15T16:50:14.000Z","nextRotation":null}}}`
	last, next := time.Date(2026, 9, 15, 16, 50, 14, 0, time.UTC), time.Date(2026, 12, 14, 16, 50, 14, 0, time.UTC)
	for name, c := range map[string]struct {
		body string
		want oktaapi.AuthorizationServer
	}{
		"automatic": {server, oktaapi.AuthorizationServer{
			ID: "aus1", Name: "API", SigningKID: "k1", RotationMode: oktaapi.RotationAuto, LastRotated: last, NextRotation: next,
		}},
		"manual":         {manual, oktaapi.AuthorizationServer{ID: "aus1", SigningKID: "k1", RotationMode: oktaapi.RotationManual, LastRotated: last}},
		"bare":           {`{"id":"aus1"}`, oktaapi.AuthorizationServer{ID: "aus1"}},
		"null":           {`{"id":"aus1","credentials":null}`, oktaapi.AuthorizationServer{ID: "aus1"}},
		"null within":    {`{"id":"aus1","credentials":{"signing":null}}`, oktaapi.AuthorizationServer{ID: "aus1"}},
		"an odd time":    {`{"id":"aus1","credentials":{"signing":{"lastRotated":"yesterday"}}}`, oktaapi.AuthorizationServer{ID: "aus1"}},
		"an unknown one": {`{"id":"aus1","jwks":{"keys":[{"kty":"OKP"}]},"news":[1]}`, oktaapi.AuthorizationServer{ID: "aus1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here := at(t).Add(time.Minute)
			c.want.Clocks = rotation.Clocks{Vendor: at(t), Local: here}
			clock := func(s *oktaapi.Settings) { s.Now = func() time.Time { return here } }
			got, err := newOrg(t, dated(answer(200, c.body))).client(t, clock).AuthorizationServer(t.Context(), "aus1")
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

func TestAuthorizationServer_whatIsNone(t *testing.T) {
	t.Parallel()
	const none, unread = "the answer names no authorization server", "the answer could not be read"
	for body, message := range map[string]string{
		"": none, "null": none, "{}": none, `{"id":null}`: none, "[]": unread, page: unread, `{"id":1}`: unread, `{"id":"aus1"`: unread,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			e := failure(t, second(newOrg(t, answer(200, body)).client(t).AuthorizationServer(t.Context(), "aus1")))
			if e.Kind != apierr.Unavailable || e.Status != 200 || !e.Sent || e.Message != message || e.RequestID != "r1" {
				t.Errorf("got %+v, want %q", e, message)
			}
		})
	}
}

func TestAuthorizationServerKeys_roles(t *testing.T) {
	t.Parallel()
	served := newOrg(t, dated(answer(200, `[{"status":"ODD","kid":"k9"},{"status":"EXPIRED","kid":"k5"},null,{"status":"NEXT","kid":"k3"},`+
		`{"kid":null,"status":"ACTIVE"},{"status":"EXPIRED","kid":"k1","alg":null,"_links":null},{"status":"ACTIVE","kid":"k2"},{}]`)))
	clock := func(s *oktaapi.Settings) { s.Now = func() time.Time { return at(t) } }
	got, err := served.client(t, clock).AuthorizationServerKeys(t.Context(), "aus1")
	want := oktaapi.SigningKeys{Nameless: 3, Clocks: rotation.Clocks{Vendor: at(t), Local: at(t)}, Keys: []oktaapi.SigningKey{
		{KID: "k2", Status: "ACTIVE"}, {KID: "k3", Status: "NEXT"}, {KID: "k1", Status: "EXPIRED"}, {KID: "k5", Status: "EXPIRED"}, {KID: "k9", Status: "ODD"},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if active, next := got.Active(), got.Next(); active == nil || active.KID != "k2" || next == nil || next.KID != "k3" {
		t.Errorf("active %+v, next %+v", active, next)
	}
	if expired := got.Expired(); len(expired) != 2 || expired[0].KID != "k1" || expired[1].KID != "k5" {
		t.Errorf("expired %+v", expired)
	}
}

func TestAuthorizationServerKeys_everyMember(t *testing.T) {
	t.Parallel()
	got, err := newOrg(t, answer(200, listBefore)).client(t).AuthorizationServerKeys(t.Context(), "aus1")
	want := oktaapi.SigningKey{
		KID: "k1", Status: "ACTIVE", Alg: "RS256", Use: "sig", Kty: "RSA", N: "g0MirhrysJMPm_wK45jv", E: "AQAB",
		Links: map[string]string{"self": "https://example.okta.com/k1"},
	}
	if err != nil || len(got.Keys) != 2 || !reflect.DeepEqual(got.Keys[0], want) {
		t.Errorf("got %+v, %v, want %+v", got.Keys, err, want)
	}
}

func TestAuthorizationServerKeys_forms(t *testing.T) {
	t.Parallel()
	const none, unread = "the answer holds no list of keys", "the answer could not be read"
	for body, want := range map[string]struct {
		keys    int
		message string
	}{
		"[]": {0, ""}, " [ ] ": {0, ""}, "[null]": {0, ""}, `[{"kid":"k1"}]`: {1, ""},
		`[{"kid":"k1","_links":{"self":[{"href":"x"}],"odd":7}}]`: {1, ""},
		"": {0, none}, "null": {0, none}, " ": {0, none},
		`{"keys":[]}`: {0, unread}, page: {0, unread}, `["k1"]`: {0, unread}, `[{"kid":7}]`: {0, unread}, `[{"kid":"k1"}`: {0, unread},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			keys, err := newOrg(t, answer(200, body)).client(t, retries(2)).AuthorizationServerKeys(t.Context(), "aus1")
			if want.message == "" {
				if err != nil || len(keys.Keys) != want.keys || keys.Active() != nil || keys.Next() != nil || keys.Expired() != nil {
					t.Errorf("got %+v, %v, want %d keys", keys, err, want.keys)
				}
				return
			}
			if e := failure(t, err); e.Kind != apierr.Unavailable || e.Status != 200 || !e.Sent || e.Message != want.message {
				t.Errorf("got %+v, want %q", e, want.message)
			}
		})
	}
}

func TestRotate_inOktasForm(t *testing.T) {
	t.Parallel()
	served := newOrg(t, dated(answer(200, listAfter)))
	keys, err := served.client(t, retries(4)).RotateAuthorizationServerKeys(t.Context(), "aus1")
	if err != nil || keys.Active().KID != "k2" || keys.Next().KID != "k3" || keys.Expired()[0].KID != "k1" || !keys.Clocks.Vendor.Equal(at(t)) {
		t.Errorf("got %+v, %v", keys, err)
	}
	if len(served.all()) != 1 {
		t.Fatalf("%d requests, want one", len(served.all()))
	}
	r := served.all()[0]
	if r.method != http.MethodPost || r.path != rotatePath || r.body != "{\"use\":\"sig\"}\n" && r.body != `{"use":"sig"}` || r.length != int64(len(r.body)) {
		t.Errorf("got %+v", r)
	}
	checkHeaders(t, r.header, map[string]string{
		"Accept": "application/json", "Content-Type": "application/json", "User-Agent": userAgent, "Authorization": "SSWS token",
		"Content-Length": "14", "Accept-Encoding": "gzip", "Connection": "close",
	})
}

func TestReads_inOktasForm(t *testing.T) {
	t.Parallel()
	served := newOrg(t, working(t))
	client := served.client(t)
	for _, call := range []string{"list", "server"} {
		if err := calls[call](t.Context(), client, "aus1"); err != nil {
			t.Fatal(err)
		}
		requests := served.to(pathOf[call])
		if len(requests) != 1 || requests[0].method != http.MethodGet || requests[0].body != "" {
			t.Fatalf("%s: got %+v", call, requests)
		}
		checkHeaders(t, requests[0].header, map[string]string{
			"Accept": "application/json", "User-Agent": userAgent, "Authorization": "SSWS token", "Accept-Encoding": "gzip",
		})
	}
}

// checkHeaders checks that these headers were sent and no others.
func checkHeaders(t *testing.T, got http.Header, want map[string]string) {
	t.Helper()
	for name, values := range got {
		if text, ok := want[name]; !ok || len(values) != 1 || values[0] != text {
			t.Errorf("%s is %q, want %q", name, values, want[name])
		}
	}
	for name := range want {
		if got.Get(name) == "" {
			t.Errorf("%s is missing", name)
		}
	}
}

// A rotation has a connection of its own; reads share one.
func TestRotate_usesAConnectionOfItsOwn(t *testing.T) {
	t.Parallel()
	served := newOrg(t, routes(t, map[string]http.HandlerFunc{"/keys": answer(200, listBefore), "/keyRotate": answer(200, listAfter)}))
	client := served.client(t)
	for range 2 {
		for _, call := range []func(context.Context, string) (oktaapi.SigningKeys, error){
			client.FreshAuthorizationServerKeys, client.RotateAuthorizationServerKeys,
		} {
			if _, err := call(t.Context(), "aus1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	lists, rotations := served.to(listPath), served.to(rotatePath)
	if lists[0].from != lists[1].from {
		t.Errorf("lists came from %s and %s: connections are not reused", lists[0].from, lists[1].from)
	}
	if a, b := rotations[0].from, rotations[1].from; a == b || a == lists[0].from || b == lists[0].from {
		t.Errorf("rotations came from %s and %s, lists from %s", a, b, lists[0].from)
	}
}
