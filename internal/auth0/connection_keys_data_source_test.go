package auth0_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestConnectionKeysData_readsEveryRole(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	s.Auth0().Rotate(id)
	current, next, previous := s.KIDs(id)
	data, diags := s.RPC().ReadData(keysType, config(id))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	show := func(path string) string { return acctest.Show(t, data, path) }
	for path, want := range map[string]string{
		"id": id, "connection_id": id,
		"current_key.kid": current, "next_key.kid": next, "previous_key.kid": previous,
		"current_key.current": "true", "current_key.next": "false", "next_key.next": "true", "previous_key.previous": "true",
		"next_key.current_since": "null", "current_key.algorithm": "RS256", "current_key.key_use": "signing",
	} {
		if got := show(path); got != want {
			t.Errorf("%s = %s, want %s", path, got, want)
		}
	}
	if show("current_key.current_since") == "null" || !strings.HasPrefix(show("current_key.subject_dn"), "/CN=") ||
		!strings.HasPrefix(show("current_key.pkcs"), "-----BEGIN PKCS7-----") || !strings.HasPrefix(show("current_key.cert"), "-----BEGIN CERTIFICATE-----\r\n") ||
		!strings.HasPrefix(show("next_key.public_key_pem"), "-----BEGIN PUBLIC KEY-----\n") {
		t.Errorf("current_key: %s", show("current_key"))
	}
	var set struct {
		Keys []struct{ KID, KTY, ALG, USE, N, E, D string }
	}
	if err := json.Unmarshal([]byte(show("jwks_json")), &set); err != nil {
		t.Fatal(err)
	}
	for i, kid := range []string{current, next, previous} {
		if key := set.Keys[i]; key.KID != kid || key.KTY != "RSA" || key.ALG != "RS256" || key.USE != "sig" || key.N == "" || key.E != "AQAB" || key.D != "" {
			t.Errorf("key %d of the set: %+v", i, key)
		}
	}
	if show("current_key.jwk_json") != mustJSON(t, show("jwks_json"), 0) {
		t.Error("jwk_json and jwks_json disagree")
	}
	var top map[string]tftypes.Value
	var keys []tftypes.Value
	if err := data.As(&top); err != nil {
		t.Fatal(err)
	}
	if err := top["keys"].As(&keys); err != nil || len(keys) != 3 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	for i, kid := range []string{current, next, previous} {
		if got := acctest.Show(t, keys[i], "kid"); got != kid {
			t.Errorf("keys[%d] is %s, want %s", i, got, kid)
		}
	}
}

func mustJSON(t *testing.T, set string, i int) string {
	t.Helper()
	var all struct{ Keys []json.RawMessage }
	if err := json.Unmarshal([]byte(set), &all); err != nil {
		t.Fatal(err)
	}
	return string(all.Keys[i])
}

func TestConnectionKeysData_beforeTheFirstRotation(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	data, diags := s.RPC().ReadData(keysType, config(s.Connection()))
	if len(diags) > 0 || acctest.Show(t, data, "previous_key") != "null" {
		t.Errorf("previous_key = %s\n%s", acctest.Show(t, data, "previous_key"), diags)
	}
}

// Resource and data source on one connection share one request in a walk.
func TestConnectionKeys_oneListPerConnectionAndWalk(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	r := s.RPC()
	object := create(t, s, r, config(id))
	s.Clock().Advance(24 * time.Hour)
	s.Walk(r)
	mark := s.Journal().Len()
	object, _ = r.Read(object)
	for range 3 {
		if _, diags := r.ReadData(keysType, config(id)); len(diags) > 0 {
			t.Fatal(diags)
		}
	}
	r.Plan(keysType, object, config(id))
	expectCalls(t, s, mark, "GET keys 200")
}

// Requests carry what they should and nothing that they should not.
func TestConnectionKeys_requestsOnTheWire(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	create(t, s, s.RPC(), config(id))
	for _, e := range s.Journal().Entries() {
		if e.UserAgent != "terraform-provider-idpkeys/test" || e.IdempotencyKey || e.HasAuth0ClientHeader {
			t.Errorf("%s: user agent %q, idempotency key %v, telemetry %v", e, e.UserAgent, e.IdempotencyKey, e.HasAuth0ClientHeader)
		}
		if marked := strings.HasPrefix(e.CorrelationID, "idpkeys-"); marked != (e.Method == "POST") || len(e.CorrelationID) > 64 {
			t.Errorf("%s: correlation ID %q", e, e.CorrelationID)
		}
	}
}
