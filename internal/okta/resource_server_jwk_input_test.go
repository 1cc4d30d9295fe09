package okta_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestResourceServerJWKInput_badOnesAreRefusedAtValidate(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	rsaForms, ecForms := forms(t, rsaSigner(t, 0)), forms(t, ecSigner(t))
	jwkWith := func(members map[string]any) map[string]any { return jsonWith(t, rsaForms["JWK"], members) }
	for name, c := range map[string]struct {
		config map[string]any
		words  string
	}{
		"no key":                 {serverConfig("aus1"), "no key is given"},
		"two keys":               {serverConfig("aus1", rsaForms["PEM"], ecForms["JWK"]), "different keys"},
		"EC as PEM":              {serverConfig("aus1", ecForms["PEM"]), "an encryption key has to be RSA, and this one is EC"},
		"EC as a certificate":    {serverConfig("aus1", ecForms["certificate"]), "has to be RSA"},
		"EC as JWK":              {serverConfig("aus1", ecForms["JWK"]), "has to be RSA"},
		"EC as members":          {serverConfig("aus1", ecForms["members"]), "has to be RSA"},
		"use":                    {serverConfig("aus1", rsaForms["PEM"], map[string]any{"use": "sig"}), `use is not one of "enc"`},
		"use of the JWK":         {serverConfig("aus1", jwkWith(map[string]any{"use": "sig"})), `use in jwk_json is not one of "enc"`},
		"use beside the JWK's":   {serverConfig("aus1", jwkWith(map[string]any{"use": "sig"}), map[string]any{"use": "enc"}), `use is "enc", and jwk_json has "sig"`},
		"alg":                    {serverConfig("aus1", rsaForms["PEM"], map[string]any{"alg": "RSA-OAEP-256"}), "read-only"},
		"status":                 {serverConfig("aus1", rsaForms["PEM"], ofStatus("NEXT")), "status"},
		"on_destroy":             {serverConfig("aus1", rsaForms["PEM"], map[string]any{"on_destroy": "keep"}), "on_destroy"},
		"alg of other keys":      {serverConfig("aus1", jwkWith(map[string]any{"alg": "ES256"})), "not for RSA keys"},
		"a kid beside the JWK's": {serverConfig("aus1", jwkWith(map[string]any{"kid": "a"}), byKID("b")), `kid is "b", and jwk_json has "a"`},
		"an issuer":              {serverConfig("https://example.okta.com/oauth2/aus1", rsaForms["PEM"]), "not an authorization server's ID"},
		"no server":              {serverConfig("", rsaForms["PEM"]), "authorization_server_id is empty"},
	} {
		if diags := r.Validate(resourceServerJWKType, c.config); diags.Errors() == 0 || !diags.Has("ERROR", c.words) {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

// terraform validate knows no variable.
func TestResourceServerJWKInput_unknownValuesAreNotRefused(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	u := acctest.Unknown
	for name, c := range map[string]map[string]any{
		"every form": {"public_key_pem": u, "jwk_json": u, "kty": u, "n": u, "e": u},
		"the rest":   acctest.Merge(rsaPEM(t, 0), map[string]any{"kid": u, "use": u, "status": u, "on_destroy": u}),
	} {
		if diags := r.Validate(resourceServerJWKType, serverConfig(u, c)); len(diags) > 0 {
			t.Errorf("%s:\n%s", name, diags)
		}
	}
}

func TestResourceServerJWKInput_privateKeysAreRefusedWithoutAByte(t *testing.T) {
	t.Parallel()
	r := acctest.NewRPC(t, acctest.Provider())
	key := rsaSigner(t, 0)
	for name, secret := range map[string]string{"PKCS#8": acctest.PKCS8(t, key), "PKCS#1": acctest.PKCS1(key), "JWK": acctest.PrivateJWK(t, key, "a")} {
		for _, argument := range []string{"public_key_pem", "jwk_json", "n", "kid", "use", "status", "on_destroy"} {
			c := acctest.Merge(serverConfig("aus1", rsaPEM(t, 0)), map[string]any{argument: secret})
			if argument == "jwk_json" || argument == "n" {
				c = serverConfig("aus1", map[string]any{argument: secret})
			}
			diags := r.Validate(resourceServerJWKType, c)
			if diags.Errors() == 0 || holdsSecret(diags.String(), secret) {
				t.Errorf("%s as %s is accepted, or repeated:\n%s", name, argument, diags)
			}
		}
	}
}

// bodies keeps what is sent by POST.
type bodies struct {
	mu   sync.Mutex
	sent []string
}

// RoundTrip implements http.RoundTripper.
func (b *bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost && r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(strings.NewReader(string(text)))
		b.mu.Lock()
		b.sent = append(b.sent, string(text))
		b.mu.Unlock()
	}
	return http.DefaultTransport.RoundTrip(r)
}

// Okta keeps no alg of such a key. That of a JWK is left out, and makes no
// difference afterwards.
func TestResourceServerJWKInput_theAlgOfAJWKIsLeftOut(t *testing.T) {
	t.Parallel()
	network := new(bodies)
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{}, idpkeys.WithNetwork(network))
	form := forms(t, rsaSigner(t, 0))["JWK"]
	for _, alg := range []string{"RSA-OAEP-256", "RSA-OAEP-512", "RS256"} {
		c := serverConfig(w.id, jsonWith(t, form, map[string]any{"kid": "a", "use": "enc", "alg": alg}))
		if diags := w.r.Validate(resourceServerJWKType, c); len(diags) > 0 {
			t.Errorf("%s:\n%s", alg, diags)
		}
		object := w.apply(nil, c)
		acctest.Expect(t, object, map[string]string{"kid": "a", "use": "enc", "alg": "null"})
		w.expectNoChanges(object, c)
		// Without it, or with another one, it is the same key.
		w.expectNoChanges(object, serverConfig(w.id, jsonWith(t, form, map[string]any{"kid": "a", "use": "enc"})))
		w.expectNoChanges(object, serverConfig(w.id, jsonWith(t, form, map[string]any{"kid": "a", "alg": "RSA-OAEP-512"})))
		w.apply(object, nil)
	}
	if len(network.sent) != 3 {
		t.Fatalf("%d bodies, want 3: %q", len(network.sent), network.sent)
	}
	for _, body := range network.sent {
		if strings.Contains(body, `"alg"`) || !strings.Contains(body, `"use":"enc"`) || !strings.Contains(body, `"status":"INACTIVE"`) {
			t.Errorf("sent: %s", body)
		}
	}
}

// Any form of the key can follow any other, and all are in the state.
func TestResourceServerJWKInput_everyFormIsTheSameKey(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	all := forms(t, rsaSigner(t, 0))
	object := w.apply(nil, serverConfig(w.id, all["certificate"], byKID("a")))
	for name, form := range all {
		object = w.apply(object, serverConfig(w.id, form, byKID("a")))
		w.expectNoChanges(object, serverConfig(w.id, form, byKID("a")))
		if key := publicOf(t, object.Show("jwk_json")); !equal(key.Key, rsaSigner(t, 0).Public()) || object.Show("kty") != "RSA" || object.Show("e") != "AQAB" {
			t.Errorf("%s: %s", name, object.Show("jwk_json"))
		}
	}
	w.expectEffects("add a")
	for name, c := range map[string]map[string]any{
		"another key": w.config(1, "a"), "another kid": w.config(0, "b"), "another server": serverConfig(w.AuthorizationServer(), all["PEM"], byKID("a")),
	} {
		if plan := w.planned(object, c); !plan.Replace || !plan.Diags.Has("WARNING", "will be replaced ("+w.id+")", `Key "a"`) {
			t.Errorf("%s is no replacement, or nothing is said:\n%s", name, plan.Diags)
		}
	}
}

// The public half of an ephemeral key.
func TestResourceServerJWKInput_writeOnly(t *testing.T) {
	t.Parallel()
	w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
	given := func(i, version int) map[string]any {
		return serverConfig(w.id, byKID("a"), map[string]any{"public_key_pem_wo": rsaPEM(t, i)["public_key_pem"], "public_key_pem_wo_version": version})
	}
	object := w.apply(nil, given(0, 1))
	acctest.Expect(t, object, map[string]string{
		"public_key_pem_wo": "null", "public_key_pem": acctest.PublicPEM(t, rsaSigner(t, 0).Public()), "alg": "null", "status": inactive,
	})
	w.expectNoChanges(object, given(1, 1))
	if plan := w.planned(object, given(1, 2)); !plan.Replace {
		t.Error("another version does not replace")
	}
	w.expectEffects("add a")
}
