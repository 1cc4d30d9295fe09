package auth0api_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

// kids are the key IDs in order, each with its role.
func kids(keys auth0api.ConnectionKeys) string {
	var all []string
	for _, key := range keys.Keys {
		role := ""
		for name, is := range map[string]bool{"current": key.Current, "next": key.Next, "previous": key.Previous} {
			if is {
				role += " " + name
			}
		}
		all = append(all, key.KID+role)
	}
	return strings.Join(all, ", ")
}

// The order of Auth0's answer is no contract: the role is what counts.
func TestConnectionKeys_orderedByRole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"before a rotation":   {listBefore, "KDcb current, aLYy next"},
		"after a rotation":    {listAfter, "aLYy current, kv95 next, KDcb previous"},
		"next first":          {`[{"kid":"n","next":true},{"kid":"c","current":true},{"kid":"p","previous":true}]`, "c current, n next, p previous"},
		"without a role last": {`[{"kid":"z"},{"kid":"a"},{"kid":"p","previous":true},{"kid":"c","current":true}]`, "c current, p previous, a, z"},
		"two previous keys":   {`[{"kid":"p2","previous":true},{"kid":"p1","previous":true},{"kid":"c","current":true}]`, "c current, p1 previous, p2 previous"},
		"flags that say no":   {`[{"kid":"n","current":false,"next":true},{"kid":"c","current":true,"previous":false}]`, "c current, n next"},
		"no keys":             {`[]`, ""},
		"null and no ID":      {`[null,{"cert":"c"},{"kid":""},{"kid":"c","current":true}]`, "c current"},
		"unknown members":     {`[{"kid":"c","current":true,"current_until":"2025","x":{"y":[1]}}]`, "c current"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, answer(200, c.body))
			keys, err := served.client(t).ConnectionKeys(t.Context(), "con_x")
			if err != nil {
				t.Fatal(err)
			}
			if got := kids(keys); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestConnectionKeys_everyMember(t *testing.T) {
	t.Parallel()
	served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Sun, 01 Mar 2026 09:00:00 GMT")
		answer(200, `[{"kid":"k1","cert":"-----BEGIN CERTIFICATE-----\r\nAA\r\n","pkcs":"p","fingerprint":"AA:BB","thumbprint":"AABB",`+
			`"algorithm":"RS256","key_use":"signing","subject_dn":"/CN=x","current":true,"current_since":"2025-05-07T17:22:07.722Z"}]`)(w, r)
	})
	keys, err := served.client(t).ConnectionKeys(t.Context(), "con_x")
	if err != nil {
		t.Fatal(err)
	}
	want := auth0api.ConnectionKey{
		KID: "k1", Cert: "-----BEGIN CERTIFICATE-----\r\nAA\r\n", PKCS: "p", Fingerprint: "AA:BB", Thumbprint: "AABB", Algorithm: "RS256",
		KeyUse: "signing", SubjectDN: "/CN=x", CurrentSince: "2025-05-07T17:22:07.722Z", Current: true,
	}
	if current := keys.Current(); current == nil || !reflect.DeepEqual(*current, want) {
		t.Errorf("got %+v, want %+v", current, want)
	}
	if keys.Next() != nil || keys.Previous() != nil {
		t.Errorf("next %v, previous %v, want none", keys.Next(), keys.Previous())
	}
	if want := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC); !keys.Clocks.Vendor.Equal(want) || time.Since(keys.Clocks.Local).Abs() > time.Minute {
		t.Errorf("listed at %v, want the vendor's %v, and now", keys.Clocks, want)
	}
}

func TestConnectionKeys_theRequest(t *testing.T) {
	t.Parallel()
	served := newTenant(t, answer(200, listBefore))
	if _, err := served.client(t).ConnectionKeys(t.Context(), "con_x"); err != nil {
		t.Fatal(err)
	}
	requests := served.to(listPath)
	if len(requests) != 1 || len(served.arrived) != 1 {
		t.Fatalf("requests %+v, want one", served.arrived)
	}
	r := requests[0]
	if r.method != http.MethodGet || r.header.Get("User-Agent") != userAgent || r.header.Get("Authorization") != "Bearer token" ||
		r.header.Get("Auth0-Client") != "" {
		t.Errorf("got %+v", r)
	}
}

func TestConnectionKeys_answersThatAreNoList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		status  int
		message string
		dropped bool
	}{
		"null":         {answer(200, `null`), 200, "the answer holds no list of keys", false},
		"nothing":      {answer(200, ""), 200, "", false},
		"204":          {answer(204, ""), 204, "", false},
		"an object":    {answer(200, `{"keys":[]}`), 200, "the answer could not be read", false},
		"an error":     {answer(200, errorBody404), 200, "the answer could not be read", false},
		"a page":       {answer(200, page), 200, "the answer could not be read", false},
		"half a list":  {answer(200, listBefore[:50]), 200, "the answer could not be read", false},
		"other types":  {answer(200, `[{"kid":1}]`), 200, "the answer could not be read", false},
		"cut short":    {cut(200, listBefore[:50]), 200, "the answer could not be read", true},
		"cut at a key": {cut(200, listBefore), 200, "the answer could not be read", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys, err := newTenant(t, c.handler).client(t).ConnectionKeys(t.Context(), "con_x")
			e := failure(t, err)
			if e.Kind != apierr.Unavailable || e.Status != c.status || !e.Sent || e.Dropped != c.dropped || !strings.Contains(e.Message, c.message) {
				t.Errorf("got %+v", e)
			}
			if len(keys.Keys) > 0 {
				t.Errorf("keys beside the error: %s", kids(keys))
			}
		})
	}
}

func TestConnectionKeys_oneListPerWalk(t *testing.T) {
	t.Parallel()
	served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			answer(201, `{"kid":"kv95","cert":"c3"}`)(w, r)
			return
		}
		answer(200, listBefore)(w, r)
	})
	client := served.client(t)
	expect := func(lists int) {
		t.Helper()
		if got := len(served.to(listPath)); got != lists {
			t.Errorf("%d lists were asked for, want %d", got, lists)
		}
	}
	read := func(list func() (auth0api.ConnectionKeys, error)) {
		t.Helper()
		if keys, err := list(); err != nil || len(keys.Keys) != 2 {
			t.Errorf("got %s, %v", kids(keys), err)
		}
	}
	cached := func() (auth0api.ConnectionKeys, error) { return client.ConnectionKeys(t.Context(), "con_x") }
	fresh := func() (auth0api.ConnectionKeys, error) { return client.FreshConnectionKeys(t.Context(), "con_x") }
	read(cached)
	read(cached)
	expect(1)
	read(fresh)
	expect(2)
	read(cached)
	expect(2)
	if _, err := client.RotateConnectionKeys(t.Context(), "con_x"); err != nil {
		t.Fatal(err)
	}
	read(cached)
	expect(3)
}

// A rotation whose answer was lost may have happened, so what is known is
// dropped then, too.
func TestConnectionKeys_aLostRotationDropsTheList(t *testing.T) {
	t.Parallel()
	served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			hangUp(true)(w, r)
			return
		}
		answer(200, listBefore)(w, r)
	})
	client := served.client(t)
	for range 2 {
		if _, err := client.ConnectionKeys(t.Context(), "con_x"); err != nil {
			t.Fatal(err)
		}
		if e := failure(t, second(client.RotateConnectionKeys(t.Context(), "con_x"))); !e.Sent {
			t.Fatalf("the rotation was not sent: %v", e)
		}
	}
	if got := len(served.to(listPath)); got != 2 {
		t.Errorf("%d lists were asked for, want 2", got)
	}
}

func second[T any](_ T, err error) error { return err }
