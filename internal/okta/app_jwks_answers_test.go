package okta_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// spelled are the members of a key in another spelling than that of RFC 7518.
func spelled(t *testing.T, key crypto.PublicKey, spell func([]byte) string) map[string]any {
	t.Helper()
	switch key := key.(type) {
	case *rsa.PublicKey:
		return map[string]any{"kty": "RSA", "n": spell(key.N.Bytes()), "e": spell(big.NewInt(int64(key.E)).Bytes())}
	case *ecdsa.PublicKey:
		point, err := key.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		half := len(point)/2 + 1
		return map[string]any{"kty": "EC", "crv": key.Params().Name, "x": spell(point[1:half]), "y": spell(point[half:])}
	default:
		t.Fatalf("%T", key)
		return nil
	}
}

// spellings are ways in which a server may keep a key that somebody sent so.
func spellings() map[string]func([]byte) string {
	return map[string]func([]byte) string{
		"padded":       base64.URLEncoding.EncodeToString,
		"base64":       base64.StdEncoding.EncodeToString,
		"a zero octet": func(b []byte) string { return base64.RawURLEncoding.EncodeToString(append([]byte{0}, b...)) },
		"unused bits":  unusedBits,
		"all of it":    func(b []byte) string { return base64.StdEncoding.EncodeToString(append([]byte{0, 0}, b...)) },
	}
}

// unusedBits is base64url whose last character has bits set that belong to no octet, if
// there are any.
func unusedBits(b []byte) string {
	const all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	text := base64.RawURLEncoding.EncodeToString(b)
	unused := map[int]int{2: 0xf, 3: 0x3}[len(text)%4]
	return text[:len(text)-1] + string(all[strings.IndexByte(all, text[len(text)-1])|unused])
}

// listing is an answer with keys, in the form of the request.
func listing(t *testing.T, match func(*http.Request) bool, form string, keys ...map[string]any) sandbox.Fault {
	t.Helper()
	text, err := json.Marshal(keys)
	if err != nil {
		t.Fatal(err)
	}
	return sandbox.Fault{Match: match, Times: -1, Answer: sandbox.OKJSON(fmt.Sprintf(form, text))}
}

// keyList is a list of keys: how Okta answers, and how it is read.
type keyList struct {
	match  func(*http.Request) bool
	form   string
	config map[string]any
}

// lists are the lists of keys by what reads them.
func lists(s *acctest.Sandbox) map[string]keyList {
	app := s.Okta().AddApp(sandbox.OktaApp{})
	return map[string]keyList{
		appJWKSType:        {sandbox.OnAppKeys, `{"keys":%s}`, appConfig(app)},
		connectionJWKSType: {sandbox.OnConnectionKeys, `{"jwks":{"keys":%s}}`, appConfig(app)},
		keysType:           {sandbox.OnKeys, `%s`, config(s.AuthorizationServer())},
	}
}

// However Okta keeps a key, its forms are there, and nothing is said.
func TestKeys_otherSpellingsAreRead(t *testing.T) {
	t.Parallel()
	for name, spell := range spellings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			public := acctest.RSAKey(t).Public()
			ec := acctest.ECKey(t, elliptic.P256()).Public()
			for typ, list := range lists(s) {
				keys := []map[string]any{acctest.Merge(map[string]any{"kid": "a", "status": "ACTIVE"}, spelled(t, public, spell))}
				want := []crypto.PublicKey{public}
				if typ == appJWKSType {
					keys = append(keys, acctest.Merge(map[string]any{"kid": "b"}, spelled(t, ec, spell)))
					want = append(want, ec)
				}
				s.Inject(listing(t, list.match, list.form, keys...))
				d := readData(t, s.RPC(), typ, list.config)
				for i, key := range d.list("keys") {
					acctest.Expect(t, key, map[string]string{"public_key_pem": acctest.PublicPEM(t, want[i])})
					for member, value := range spelled(t, want[i], base64.RawURLEncoding.EncodeToString) {
						if got := key.Show(member); got != value {
							t.Errorf("%s: %s is %q, want %q", typ, member, got, value)
						}
					}
					if text := key.Show("jwk_json"); !equal(publicOf(t, text).Key, want[i]) || !strings.Contains(d.Show("jwks_json"), text) {
						t.Errorf("%s: jwk_json %s\njwks_json %s", typ, text, d.Show("jwks_json"))
					}
				}
			}
		})
	}
}

// A key that cannot be read is left out of the set, and that is said of each.
func TestKeys_thatCannotBeReadAreNamed(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	good := acctest.Merge(map[string]any{"id": "pks9", "kid": "good", "status": "ACTIVE"}, spelled(t, acctest.RSAKey(t).Public(), base64.RawURLEncoding.EncodeToString))
	for typ, list := range lists(s) {
		s.Inject(listing(t, list.match, list.form, good,
			map[string]any{"id": "pks1", "kid": "empty", "status": "NEXT", "kty": "RSA", "e": "AQAB"},
			map[string]any{"id": "pks2", "kid": "other", "status": "EXPIRED", "kty": "OKP", "crv": "Ed25519", "x": "AQ"},
		))
		value, diags := s.RPC().ReadData(typ, list.config)
		d := data{t, value}
		if diags.Errors() != 0 || diags.Warnings() != 2 || len(d.list("keys")) != 3 {
			t.Errorf("%s: %d keys\n%s", typ, len(d.list("keys")), diags)
		}
		if set := d.Show("jwks_json"); strings.Count(set, `"kty"`) != 1 || !strings.Contains(set, `"kid":"good"`) {
			t.Errorf("%s: %s", typ, set)
		}
		for kid, reason := range map[string]string{"empty": "n is missing.", "other": `kty is "OKP", not RSA or EC.`} {
			if !diags.Has("WARNING", fmt.Sprintf("%q", kid), "cannot be read", reason, "Its jwk_json and public_key_pem are null, and jwks_json leaves it out.") {
				t.Errorf("%s says nothing of %s:\n%s", typ, kid, diags)
			}
		}
	}
	_, diags := s.RPC().ReadData(appJWKType, appConfig(s.Okta().AddApp(sandbox.OktaApp{}), map[string]any{"id": "pks1"}))
	if diags.Errors() != 0 || diags.Warnings() != 1 || !diags.Has("WARNING", `Key "empty" cannot be read and has the ID "pks1"`, "n is missing") {
		t.Errorf("one key:\n%s", diags)
	}
}

// What functions and resources would refuse as a whole is no JWK here, and that is said
// of each key; what they take is as Okta keeps it.
func TestAppJWKS_functionsAcceptEachJWK(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{
		{KID: "\u00e9", Use: "sig"}, {KID: "of EC keys", Alg: "ES256"}, {Use: "other"}, {KID: "twice"}, {KID: "twice"},
	}})
	value, diags := s.RPC().ReadData(appJWKSType, appConfig(id))
	d := data{t, value}
	if diags.Errors() != 0 || diags.Warnings() != 2 ||
		!diags.Has("WARNING", "\"\u00e9\"", "has no usable JWK", "kid holds other characters than printable ASCII", "Its jwk_json is null, and jwks_json leaves it out.") ||
		!diags.Has("WARNING", `"of EC keys"`, "has no usable JWK", `alg is "ES256"`) {
		t.Errorf("unexpected:\n%s", diags)
	}
	for _, key := range d.list("keys") {
		odd := key.Show("kid") == "\u00e9" || key.Show("kid") == "of EC keys"
		if text := key.Show("jwk_json"); (text == "null") != odd || !strings.HasPrefix(key.Show("public_key_pem"), "-----BEGIN PUBLIC KEY-----") {
			t.Errorf("%s: %s, %s", key.Show("kid"), text, key.Show("public_key_pem"))
		}
	}
	var set struct {
		Keys []map[string]string
	}
	if err := json.Unmarshal([]byte(d.Show("jwks_json")), &set); err != nil || len(set.Keys) != 3 {
		t.Fatalf("%v: %s", err, d.Show("jwks_json"))
	}
	for _, key := range set.Keys {
		if kid, named := key["kid"]; kid != "twice" && (named || key["use"] != "other") {
			t.Errorf("%v", key)
		}
	}
}

// When a key was registered and when it was changed are two things, and so is all
// that Okta says of a connection's key.
func TestKeys_everyMemberHasItsAttribute(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	all := lists(s)
	times := map[string]any{"id": "pks1", "kid": "a", "created": "c", "lastUpdated": "u", "expiresAt": "x", "x5c": []string{"MII", "MIJ"}, "x5t#S256": "t"}
	key := acctest.Merge(times, spelled(t, acctest.RSAKey(t).Public(), base64.RawURLEncoding.EncodeToString))
	for typ, want := range map[string]map[string]string{
		appJWKSType:        {"created": "c", "last_updated": "u"},
		connectionJWKSType: {"created": "c", "last_updated": "u", "expires_at": "x", "x5t_s256": "t", "use": "null"},
	} {
		s.Inject(listing(t, all[typ].match, all[typ].form, key))
		keys := readData(t, s.RPC(), typ, all[typ].config).list("keys")
		acctest.Expect(t, keys[0], want)
		if typ != connectionJWKSType {
			continue
		}
		var chain []string
		for _, certificate := range keys[0].list("x5c") {
			var text string
			if err := certificate.value.As(&text); err != nil {
				t.Fatal(err)
			}
			chain = append(chain, text)
		}
		if strings.Join(chain, " ") != "MII MIJ" {
			t.Errorf("x5c: %s", chain)
		}
	}
	one := readData(t, s.RPC(), appJWKType, appConfig(s.Okta().AddApp(sandbox.OktaApp{}), byKID("a")))
	acctest.Expect(t, one, map[string]string{"created": "c", "last_updated": "u"})
}

func TestAppJWK_oneKIDOfTwoKeys(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{ID: "pks1", KID: "a"}, {ID: "pks2", KID: "a", Status: "INACTIVE"}, {ID: "pks3", KID: "b"}}})
	_, diags := s.RPC().ReadData(appJWKType, appConfig(id, byKID("a")))
	if !diags.Has("ERROR", `several keys have this kid: "a" (pks1, ACTIVE), "a" (pks2, INACTIVE).`, "Set id in place of kid") {
		t.Errorf("unexpected:\n%s", diags)
	}
	acctest.Expect(t, readData(t, s.RPC(), appJWKType, appConfig(id, map[string]any{"id": "pks2"})), map[string]string{"kid": "a", "status": "INACTIVE"})
}

// Okta's own full stop is not doubled.
func TestConnectionJWKS_sentencesEndOnce(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	_, diags := s.RPC().ReadData(connectionJWKSType, appConfig(s.Okta().AddApp(sandbox.OktaApp{Connection: &sandbox.OktaConnection{AuthScheme: "TOKEN"}})))
	if !diags.Has(". The app is there") || diags.Has("..") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

// A 401 may be about the app's kind, with any code: Okta documents none. Where the
// app is of the right kind, the refusal stays what it is.
func TestApps_unauthorizedIsExplainedByTheApp(t *testing.T) {
	t.Parallel()
	refusal := sandbox.JSON(401, `{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorId":"oae1","errorCauses":[]}`)
	s := acctest.NewSandbox(t)
	id := s.Okta().AddApp(sandbox.OktaApp{Label: "Plain"})
	s.Inject(sandbox.Fault{Match: sandbox.OnConnectionKeys, Answer: refusal})
	s.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Answer: refusal})
	_, diags := s.RPC().ReadData(connectionJWKSType, appConfig(id))
	if !diags.Has("ERROR", "Invalid token provided. The app is there, but it seems to have no provisioning connection", "E0000011", "Check the app's provisioning connection") {
		t.Errorf("unexpected:\n%s", diags)
	}
	_, diags = s.RPC().ReadData(appJWKSType, appConfig(id))
	if !diags.Has("ERROR", "Invalid token provided", "Check that the token belongs to this org") || diags.Has("The app is there") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

// Where Okta issues no token, the app has no part in it, even if the next token
// would read it.
func TestApps_refusedTokenIsNotBlamedOnTheApp(t *testing.T) {
	t.Parallel()
	key := acctest.RSAKey(t)
	for _, typ := range []string{connectionJWKSType, appJWKSType} {
		for _, status := range []int{400, 401} {
			s := acctest.NewSandbox(t)
			id := s.Okta().AddApp(sandbox.OktaApp{SignOnMode: "SAML_2_0"})
			r := acctest.NewRPC(t, acctest.Provider())
			credentials := client(s, sandbox.OktaClient{PublicKey: key.Public(), Scopes: []string{"okta.apps.read"}}, acctest.PKCS8(t, key))
			if arguments, ok := credentials["okta"].(map[string]any); ok {
				arguments["scopes"] = []string{"okta.apps.read"}
			}
			r.Configure(credentials)
			s.Inject(sandbox.Fault{Match: sandbox.OnToken, Answer: sandbox.JSON(status, `{"error":"invalid_client","error_description":"No."}`)})
			_, diags := r.ReadData(typ, appConfig(id))
			if !diags.Has("ERROR", "refused to issue an access token: No.") || diags.Has("The app is there") {
				t.Errorf("%s, %d:\n%s", typ, status, diags)
			}
			if api := s.Journal().API(); len(api) != 0 {
				t.Errorf("requests: %s", api)
			}
		}
	}
}

// The example leaves out a key that cannot be read, and one whose kid functions refuse.
func TestAccExamples_appKeysDataSourceWithAnUnreadableKey(t *testing.T) {
	t.Parallel()
	s, cli := example(t, appKeysExamples+"data-source.tf")
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleApp})
	s.Inject(listing(t, sandbox.OnAppKeys, `{"keys":%s}`,
		acctest.Merge(map[string]any{"kid": "good", "status": "ACTIVE"}, spelled(t, acctest.RSAKey(t).Public(), base64.RawURLEncoding.EncodeToString)),
		map[string]any{"kid": "odd", "id": "pks1", "status": "ACTIVE", "kty": "OKP"},
		acctest.Merge(map[string]any{"kid": "\u00e9", "id": "pks2", "status": "ACTIVE"}, spelled(t, acctest.ECKey(t, elliptic.P256()).Public(), base64.RawURLEncoding.EncodeToString)),
	))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), `Key "odd" cannot be read and has the ID "pks1"`, `kty is "OKP", not RSA or EC`,
		`has no usable JWK and has the ID "pks2"`)
	acctest.MustContain(t, cli.MustRun(0, "output", "-raw", "active_signing_keys"), `{"keys":[{`, `"kid":"good"`)
}
