package auth0api_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func ecKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pkcs8(t *testing.T, key crypto.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return block("PRIVATE KEY", der)
}

func sec1(t *testing.T, key *ecdsa.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return block("EC PRIVATE KEY", der)
}

func byKey(text, alg string) func(*auth0api.Settings) {
	return func(s *auth0api.Settings) {
		s.Credentials = auth0api.Credentials{ClientID: "client", PrivateKey: text, SigningAlg: alg}
	}
}

func TestAssertion_verifiesWithThePublicKey(t *testing.T) {
	t.Parallel()
	p256, p384, p521 := ecKey(t, elliptic.P256()), ecKey(t, elliptic.P384()), ecKey(t, elliptic.P521())
	rsaText := pkcs8(t, rsaKey())
	for name, c := range map[string]struct {
		text   string
		alg    string
		public crypto.PublicKey
	}{
		"RS256":         {rsaText, "RS256", rsaKey().Public()},
		"RS384":         {rsaText, "RS384", rsaKey().Public()},
		"RS512":         {rsaText, "RS512", rsaKey().Public()},
		"PS256":         {rsaText, "PS256", rsaKey().Public()},
		"PS384":         {rsaText, "PS384", rsaKey().Public()},
		"PS512":         {rsaText, "PS512", rsaKey().Public()},
		"ES256":         {pkcs8(t, p256), "ES256", p256.Public()},
		"ES384":         {pkcs8(t, p384), "ES384", p384.Public()},
		"ES512":         {pkcs8(t, p521), "ES512", p521.Public()},
		"RS256, PKCS#1": {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey())), "RS256", rsaKey().Public()},
		"ES256, SEC 1":  {sec1(t, p256), "ES256", p256.Public()},
		"literal \\n":   {strings.ReplaceAll(rsaText, "\n", `\n`), "RS256", rsaKey().Public()},
		"EC PARAMETERS": {block("EC PARAMETERS", []byte{6, 8, 42}) + sec1(t, p256), "ES256", p256.Public()},
		"RS256, CRLF":   {strings.ReplaceAll(rsaText, "\n", "\r\n"), "RS256", rsaKey().Public()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := newTenant(t, withTokens(issued))
			if _, err := served.client(t, byKey(c.text, c.alg)).ConnectionKeys(t.Context(), "con_x"); err != nil {
				t.Fatal(err)
			}
			requests := served.to(tokenPath)
			if len(requests) != 1 || requests[0].header.Get("Authorization") != "" {
				t.Fatalf("requests for a token: %+v", requests)
			}
			form, err := url.ParseQuery(requests[0].body)
			if err != nil {
				t.Fatal(err)
			}
			checkForm(t, form, "https://"+served.host+"/api/v2/")
			checkAssertion(t, form.Get("client_assertion"), c.alg, c.public, served.host)
		})
	}
	if names := auth0api.SigningAlgs(); len(names) != 9 {
		t.Errorf("%v are offered, 9 are tested", names)
	}
}

func checkForm(t *testing.T, form url.Values, audience string) {
	t.Helper()
	for name, want := range map[string]string{
		"grant_type": "client_credentials", "audience": audience, "client_secret": "",
		"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
	} {
		if got := form.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// checkAssertion verifies a client assertion as RFC 7523 section 3 asks.
func checkAssertion(t *testing.T, text, alg string, public crypto.PublicKey, host string) {
	t.Helper()
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)})
	if err != nil {
		t.Fatal(err)
	}
	var claims jwt.Claims
	if err := token.Claims(public, &claims); err != nil {
		t.Fatalf("the signature does not verify: %v", err)
	}
	expected := jwt.Expected{Issuer: "client", Subject: "client", AnyAudience: jwt.Audience{"https://" + host + "/"}, Time: time.Now()}
	if err := claims.ValidateWithLeeway(expected, 5*time.Second); err != nil {
		t.Errorf("the claims are not valid: %v: %+v", err, claims)
	}
	if claims.Expiry == nil || claims.Expiry.Time().After(time.Now().Add(10*time.Minute)) || claims.ID == "" {
		t.Errorf("it is valid until %v, with ID %q", claims.Expiry, claims.ID)
	}
}

func TestNew_refusesABrokenKeyWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	public, err := x509.MarshalPKIXPublicKey(rsaKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	whole := pkcs8(t, rsaKey())
	lines := strings.Split(whole, "\n")
	for name, text := range map[string]string{
		"not PEM":                    "secret-1",
		"base64 without lines":       strings.Join(lines[1:len(lines)-2], ""),
		"the end is missing":         strings.Join(lines[:len(lines)-2], "\n"),
		"RSA of 1024 bits":           pkcs8(t, shortRSA(t)),
		"two keys":                   whole + pkcs8(t, rsaKey()),
		"a certificate after it":     whole + block("CERTIFICATE", public),
		"text after it":              whole + "secret-1",
		"line ends turned to blanks": strings.ReplaceAll(whole, "\n", " "),
		"a line is missing":          strings.Join(append(lines[:3:3], lines[4:]...), "\n"),
		"a public key":               block("PUBLIC KEY", public),
		"a certificate":              block("CERTIFICATE", public),
		"an empty block":             block("PRIVATE KEY", nil),
		"an encrypted key":           block("ENCRYPTED PRIVATE KEY", public),
		"a public key, label wrong":  block("PRIVATE KEY", public),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := auth0api.Settings{Domain: "example.eu.auth0.com", RequestTimeout: time.Second}
			byKey(text, "RS256")(&settings)
			client, err := auth0api.New(settings)
			if err == nil || client != nil {
				t.Fatalf("accepted: %v", err)
			}
			if !strings.HasPrefix(err.Error(), "client_assertion_private_key ") {
				t.Errorf("%q does not name the argument", err)
			}
			checkHoldsNoPartOf(t, err.Error(), text)
		})
	}
}

// checkHoldsNoPartOf fails if the message repeats eight characters in a row of
// any line of text that is not a PEM label.
func checkHoldsNoPartOf(t *testing.T, message, text string) {
	t.Helper()
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\\' }) {
		for i := 0; i+8 <= len(line) && !strings.Contains(line, "-----"); i++ {
			if strings.Contains(message, line[i:i+8]) {
				t.Fatalf("the error repeats the key: %s", message)
			}
		}
	}
}

func shortRSA(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024) // #nosec G403 -- it is to be too small
	if err != nil {
		t.Fatal(err)
	}
	return key
}
