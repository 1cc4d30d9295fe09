package okta_test

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// data is a data source as it was read.
type data struct {
	t     *testing.T
	value tftypes.Value
}

func (d data) Show(path string) string { return acctest.Show(d.t, d.value, path) }

// list is the elements of a list.
func (d data) list(name string) []data {
	d.t.Helper()
	var members map[string]tftypes.Value
	var values []tftypes.Value
	if err := d.value.As(&members); err != nil {
		d.t.Fatal(err)
	}
	if err := members[name].As(&values); err != nil {
		d.t.Fatal(err)
	}
	elements := make([]data, len(values))
	for i, value := range values {
		elements[i] = data{d.t, value}
	}
	return elements
}

// readData reads a data source, which must not have anything to say.
func readData(t *testing.T, r *acctest.RPC, typeName string, c map[string]any) data {
	t.Helper()
	value, diags := r.ReadData(typeName, c)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	return data{t, value}
}

// expectKey compares every attribute of a key with what the org has.
func expectKey(t *testing.T, s *acctest.Sandbox, id string, got data, want sandbox.OktaSigningKey) {
	t.Helper()
	public, ok := want.PublicKey.(*rsa.PublicKey)
	if !ok {
		t.Fatalf("%T", want.PublicKey)
	}
	acctest.Expect(t, got, map[string]string{
		"kid": want.KID, "status": want.Status, "alg": "RS256", "kty": "RSA", "use": "sig", "e": "AQAB",
		"n":              base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		"public_key_pem": acctest.PublicPEM(t, public),
		"links.self":     s.Okta().URL() + "/api/v1/authorizationServers/" + id + "/credentials/keys/" + want.KID,
	})
	var members map[string]string
	if err := json.Unmarshal([]byte(got.Show("jwk_json")), &members); err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(members))
	if strings.Join(names, " ") != "alg e kid kty n use" || members["kid"] != want.KID || members["n"] != got.Show("n") {
		t.Errorf("jwk_json = %s", got.Show("jwk_json"))
	}
}

func TestAuthorizationServerKeysData_readsEveryAttribute(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	s.Okta().KeepExpired(10)
	id := s.AuthorizationServer()
	for range 3 {
		s.Clock().Advance(time.Hour)
		s.Okta().Rotate(id)
	}
	rotated := s.Clock().Now()
	stored := s.Okta().SigningKeys(id)
	slices.SortFunc(stored[2:], func(a, b sandbox.OktaSigningKey) int { return strings.Compare(a.KID, b.KID) })
	mark := s.Journal().Len()
	d := readData(t, s.RPC(), keysType, config(id))
	s.ExpectCalls(mark, "GET keys 200", "GET server 200")
	acctest.Expect(t, d, map[string]string{
		"id": id, "authorization_server_id": id, "rotation_mode": "MANUAL", "next_rotation": "null",
		"last_rotated":   rotated.Truncate(time.Second).Format(time.RFC3339),
		"active_key.kid": stored[0].KID, "active_key.status": "ACTIVE", "next_key.kid": stored[1].KID, "next_key.status": "NEXT",
	})
	keys := d.list("keys")
	if len(keys) != 5 || len(d.list("expired_keys")) != 3 {
		t.Fatalf("%d keys, %d of them expired", len(keys), len(d.list("expired_keys")))
	}
	for i, key := range keys {
		expectKey(t, s, id, key, stored[i])
	}
	for i, key := range d.list("expired_keys") {
		expectKey(t, s, id, key, stored[2+i])
	}
	expectSet(t, d.Show("jwks_json"), stored)
}

// expectSet reads a published JWK set as a verifier does.
func expectSet(t *testing.T, text string, want []sandbox.OktaSigningKey) {
	t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(text), &set); err != nil || len(set.Keys) != len(want) {
		t.Fatalf("%d keys, %v: %s", len(set.Keys), err, text)
	}
	for i, key := range set.Keys {
		public, ok := want[i].PublicKey.(*rsa.PublicKey)
		if !ok || key.KeyID != want[i].KID || !key.IsPublic() || !public.Equal(key.Key) || key.Use != "sig" || key.Algorithm != "RS256" {
			t.Errorf("key %d of the set: %+v", i, key)
		}
	}
	for _, private := range []string{`"d"`, `"p"`, `"q"`, `"status"`, `"_links"`} {
		if strings.Contains(text, private) {
			t.Errorf("the set holds %s: %s", private, text)
		}
	}
}

func TestAuthorizationServerKeysData_rolesThatAreNotThere(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := serverWithoutNext(s)
	d := readData(t, s.RPC(), keysType, config(id))
	acctest.Expect(t, d, map[string]string{"next_key": "null", "rotation_mode": "MANUAL"})
	if len(d.list("keys")) != 1 || len(d.list("expired_keys")) != 0 {
		t.Errorf("keys: %s", d.Show("keys"))
	}
}

func TestAuthorizationServerKeysData_autoServerSaysWhenItRotates(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{RotationMode: "AUTO"})
	d := readData(t, s.RPC(), keysType, config(id))
	last, err := time.Parse(time.RFC3339, d.Show("last_rotated"))
	next, errNext := time.Parse(time.RFC3339, d.Show("next_rotation"))
	if err != nil || errNext != nil || next.Sub(last) != 90*24*time.Hour || d.Show("rotation_mode") != "AUTO" {
		t.Errorf("mode %s, last %v, next %v", d.Show("rotation_mode"), last, next)
	}
}

func TestAuthorizationServerKeysData_theAliasDefault(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{Default: true})
	active, next, _ := s.SigningKIDs(id)
	r := s.RPC()
	d := readData(t, r, keysType, config("default"))
	acctest.Expect(t, d, map[string]string{"id": "default", "active_key.kid": active})
	one := readData(t, r, keyType, config("default", map[string]any{"kid": next}))
	acctest.Expect(t, one, map[string]string{"id": next, "authorization_server_id": "default", "status": "NEXT"})
}

// What Okta may leave out, or add, is no failure.
func TestAuthorizationServerKeysData_oddKeys(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: sandbox.OKJSON(`[
		{"kid":"x","status":"EXPIRED","kty":"RSA","n":"!","e":null,"use":null},
		{"kid":"f","status":"FUTURE","kty":"EC","crv":"P-256"},
		{"kid":"a","status":"ACTIVE","_links":{"self":[{"href":"h"}],"other":{"href":"o"}},"more":{}}]`)})
	value, diags := s.RPC().ReadData(keysType, config(id))
	if diags.Errors() != 0 || diags.Warnings() != 3 { // one for each that cannot be read
		t.Fatal(diags)
	}
	d := data{t, value}
	keys := d.list("keys")
	if len(keys) != 3 || keys[0].Show("kid") != "a" || keys[1].Show("kid") != "x" || keys[2].Show("kid") != "f" {
		t.Fatalf("keys: %s", d.Show("keys"))
	}
	acctest.Expect(t, keys[0], map[string]string{"links.other": "o", "alg": "null", "jwk_json": "null", "public_key_pem": "null"})
	acctest.Expect(t, keys[1], map[string]string{"e": "null", "use": "null", "jwk_json": "null"})
	acctest.Expect(t, d, map[string]string{"jwks_json": `{"keys":[]}`, "active_key.kid": "a", "next_key": "null"})
}

func TestAuthorizationServerKey_readsEveryAttribute(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Okta().Rotate(id)
	r := s.RPC()
	for _, key := range s.Okta().SigningKeys(id) {
		d := readData(t, r, keyType, config(id, map[string]any{"kid": key.KID}))
		acctest.Expect(t, d, map[string]string{"id": key.KID, "authorization_server_id": id})
		expectKey(t, s, id, d, key)
	}
	s.ExpectCalls(0, "GET keys 200")
}

func TestAuthorizationServerKey_notFoundNamesTheKeysThatThereAre(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Okta().Rotate(id)
	active, next, expired := s.SigningKIDs(id)
	r := s.RPC()
	_, diags := r.ReadData(keyType, config(id, map[string]any{"kid": "no-such-kid"}))
	if !diags.Has("ERROR", "Unable to read Okta authorization server keys", id, "no key with this kid is listed",
		`"`+active+`" (ACTIVE), "`+next+`" (NEXT), "`+expired+`" (EXPIRED)`, "Check kid") {
		t.Errorf("the error says:\n%s", diags)
	}
	_, diags = r.ReadData(keyType, config("aus00000000000000000", map[string]any{"kid": active}))
	if !diags.Has("ERROR", "Unable to read Okta authorization server keys", "HTTP 404", "E0000007", "aus00000000000000000 (AuthorizationServer)",
		"request ID", "Check authorization_server_id") {
		t.Errorf("the error says:\n%s", diags)
	}
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Answer: sandbox.OKJSON("[]")})
	s.Walk(r)
	if _, diags = r.ReadData(keyType, config(id, map[string]any{"kid": active})); !diags.Has("ERROR", "no key at all") {
		t.Errorf("the error says:\n%s", diags)
	}
}

func TestAuthorizationServerKeysData_aListWithoutAnActiveKeyIsAnError(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	s.Inject(sandbox.Fault{Match: sandbox.OnKeys, Times: -1, Answer: sandbox.OKJSON("[]")})
	if _, diags := s.RPC().ReadData(keysType, config(id)); !diags.Has("ERROR", "Unable to read Okta authorization server keys", "no key that signs") {
		t.Errorf("an empty list is taken for good:\n%s", diags)
	}
}
