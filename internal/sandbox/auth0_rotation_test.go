package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// roles are the kids of a connection by role.
type roles struct{ current, previous, next string }

// rolesOf reads the roles from a list of keys and checks its recorded order.
func rolesOf(t *testing.T, keys []map[string]any) roles {
	t.Helper()
	var r roles
	var order []string
	for _, key := range keys {
		for role, kid := range map[string]*string{roleCurrent: &r.current, rolePrevious: &r.previous, roleNext: &r.next} {
			if key[role] == true {
				*kid = key["kid"].(string)
				order = append(order, role)
			}
		}
	}
	want := slices.DeleteFunc([]string{roleCurrent, rolePrevious, roleNext}, func(s string) bool {
		return s == rolePrevious && r.previous == ""
	})
	if !slices.Equal(order, want) {
		t.Errorf("order of keys is %v, want %v", order, want)
	}
	return r
}

func TestListKeysAnswersBareArray(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	a := w.call(http.MethodGet, w.keysPath())
	a.expect(t, http.StatusOK)
	equal(t, "content type", a.header.Get("Content-Type"), "application/json; charset=utf-8")
	if !strings.HasPrefix(a.body, `[{"kid":"`) || !strings.HasSuffix(a.body, `"next":true}]`) {
		t.Errorf("not a bare array of keys: %s", a.body)
	}
}

func TestFirstPair(t *testing.T) {
	t.Parallel()
	for _, strategy := range []string{"oidc", "okta"} {
		w := newAuth0Fixture(t)
		w.conn = w.tenant.AddConnection(Auth0Connection{Strategy: strategy})
		keys := w.list()
		equal(t, "number of keys", len(keys), 2)
		rolesOf(t, keys)
		current, next := parseCert(t, keys[0]["cert"].(string)), parseCert(t, keys[1]["cert"].(string))
		equal(t, "both certificates are of one second", current.NotBefore, next.NotBefore)
	}
}

func TestFirstPairWithAnOlderNextKey(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.conn = w.tenant.AddConnection(Auth0Connection{NextIsOlder: true})
	keys := w.list()
	current, next := parseCert(t, keys[0]["cert"].(string)), parseCert(t, keys[1]["cert"].(string))
	equal(t, "the next key is older by", current.NotBefore.Sub(next.NotBefore), time.Second)
	before := rolesOf(t, keys)
	w.rotate()
	after := rolesOf(t, w.list())
	equal(t, "current", after.current, before.next)
	equal(t, "previous", after.previous, before.current)
}

func TestRotateAnswersNewNextKey(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	before := rolesOf(t, w.list())
	answered := w.rotate()
	keys := w.list()
	equal(t, "answered key is the new next", answered["kid"].(string), rolesOf(t, keys).next)
	if answered["kid"] == before.next || answered["kid"] == before.current {
		t.Error("the answered key is not new")
	}
	if len(answered) != 9 || answered["next"] != true {
		t.Errorf("not the whole key: %v", answered)
	}
	for name, value := range answered {
		equal(t, name, keys[2][name], value)
	}
}

func TestRotateShortAnswer(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.tenant.SetShortRotateAnswer(true)
	answered := w.rotate()
	next := w.list()[2]
	if len(answered) != 2 || answered["kid"] != next["kid"] || answered["cert"] != next["cert"] {
		t.Errorf("not kid and cert alone: %v", answered)
	}
}

func TestRotateShiftsRoles(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	before := rolesOf(t, w.list())
	w.rotate()
	after := rolesOf(t, w.list())
	equal(t, "current", after.current, before.next)
	equal(t, "previous", after.previous, before.current)
	if after.next == "" || after.next == before.current || after.next == before.next {
		t.Errorf("next is %q, want a new key", after.next)
	}
	equal(t, "rotations", w.tenant.Rotations(w.conn), 1)
}

func TestSecondRotationDropsPrevious(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	first := rolesOf(t, w.list())
	w.rotate()
	w.rotate()
	keys := w.list()
	equal(t, "number of keys", len(keys), 3)
	third := rolesOf(t, keys)
	equal(t, "previous", third.previous, first.next)
	for _, key := range keys {
		if key["kid"] == first.current {
			t.Error("the first current key is still listed")
		}
	}
}

func TestCurrentSinceDoesNotMove(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	since := w.list()[0]["current_since"].(string)
	if at, err := time.Parse(auth0TimeFormat, since); err != nil || at.Sub(testStart) > time.Minute {
		t.Errorf("current_since %s is not the time of creation", since)
	}
	w.Clock().Advance(30 * 24 * time.Hour)
	w.rotate()
	equal(t, "current_since after a rotation", w.list()[0]["current_since"].(string), since)
}

func TestNextCertificateDatesRotation(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	w.Clock().Advance(30 * 24 * time.Hour)
	earliest := w.Clock().Now().Truncate(time.Second)
	w.rotate()
	cert := parseCert(t, w.list()[2]["cert"].(string))
	if cert.NotBefore.Before(earliest) || cert.NotBefore.After(w.Clock().Now()) {
		t.Errorf("notBefore of next is %s, want the time of the rotation, about %s", cert.NotBefore, earliest)
	}
}

func TestRotateNeedsNoBody(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for i, body := range []string{"", " ", "{}", "null", `{"signing_alg":null}`} {
		r := w.request(http.MethodPost, w.rotatePath(), body)
		r.Header.Set("Content-Type", "application/json")
		w.do(r).expect(t, http.StatusCreated)
		equal(t, "rotations", w.tenant.Rotations(w.conn), i+1)
	}
}

func TestRotateSigningAlg(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, alg := range []string{"RS256", "RS384", "RS512", "PS256", "PS384", "ES256", "ES384"} {
		w.do(w.request(http.MethodPost, w.rotatePath(), `{"signing_alg":"`+alg+`"}`)).expect(t, http.StatusCreated)
		next := w.list()[2]
		equal(t, "algorithm of next", next["algorithm"].(string), alg)
		public := parseCert(t, next["cert"].(string)).PublicKeyAlgorithm.String()
		equal(t, "kind of key", public == "ECDSA", strings.HasPrefix(alg, "ES"))
	}
}

func TestRotateRefusesSigningAlg(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	for _, alg := range []string{"PS512", "ES512", "HS256", ""} {
		w.do(w.request(http.MethodPost, w.rotatePath(), `{"signing_alg":"`+alg+`"}`)).is(t, http.StatusBadRequest,
			`{"statusCode":400,"error":"Bad Request","message":"Payload validation error: 'No enum match for: `+alg+`' on property signing_alg.","errorCode":"invalid_body"}`)
	}
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
}

func TestRefusesInvalidJSON(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	const want = `{"statusCode":400,"error":"Bad Request","message":"Invalid request payload JSON format"}`
	w.do(w.request(http.MethodPost, w.rotatePath(), `{"signing_alg":`)).is(t, http.StatusBadRequest, want)
	w.do(w.request(http.MethodPost, "/api/v2/connections", `nonsense`)).is(t, http.StatusBadRequest, want)
	equal(t, "rotations", w.tenant.Rotations(w.conn), 0)
}

func TestConcurrentRotationsAreAllCounted(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() { w.tenant.Rotate(w.conn) })
	}
	wait.Wait()
	equal(t, "rotations", w.tenant.Rotations(w.conn), 3)
	rolesOf(t, w.list())
}
