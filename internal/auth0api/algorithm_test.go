package auth0api_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

// withKey makes a client that signs, which sends nothing.
func withKey(text, alg string) (*auth0api.Client, error) {
	settings := auth0api.Settings{Domain: "example.eu.auth0.com", RequestTimeout: time.Second}
	byKey(text, alg)(&settings)
	return auth0api.New(settings)
}

// A key of one kind cannot sign with the algorithms of the other. That is found
// before anything is sent, and said of the arguments.
func TestNew_refusesAKeyThatCannotSignWithTheAlgorithm(t *testing.T) {
	t.Parallel()
	ec := ecKey(t, elliptic.P256())
	pkcs1 := block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey()))
	for name, c := range map[string]struct{ text, alg, kind, instead string }{
		"RSA, ES256":         {pkcs8(t, rsaKey()), "ES256", "an RSA key", "RS256"},
		"RSA, ES384":         {pkcs8(t, rsaKey()), "ES384", "an RSA key", "RS256"},
		"RSA, ES512, PKCS#1": {pkcs1, "ES512", "an RSA key", "RS256"},
		"EC, RS256":          {pkcs8(t, ec), "RS256", "an EC key", "ES256"},
		"EC, RS512, SEC 1":   {sec1(t, ec), "RS512", "an EC key", "ES256"},
		"EC, PS256":          {pkcs8(t, ec), "PS256", "an EC key", "ES256"},
		"EC of P-384, PS384": {pkcs8(t, ecKey(t, elliptic.P384())), "PS384", "an EC key", "ES384"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := withKey(c.text, c.alg)
			if err == nil || client != nil {
				t.Fatalf("accepted: %v", err)
			}
			if !strings.HasPrefix(err.Error(), "client_assertion_private_key is "+c.kind) {
				t.Errorf("%q does not name the argument and what it holds", err)
			}
			for _, part := range []string{c.alg, "client_assertion_signing_alg", c.instead} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %s", err, part)
				}
			}
			checkHoldsNoPartOf(t, err.Error(), c.text)
		})
	}
}

func TestNew_acceptsAKeyForItsAlgorithms(t *testing.T) {
	t.Parallel()
	ec := ecKey(t, elliptic.P256())
	for name, c := range map[string]struct {
		text string
		algs []string
	}{
		"RSA":         {pkcs8(t, rsaKey()), []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}},
		"RSA, PKCS#1": {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey())), []string{"RS256", "PS256"}},
		"P-256":       {pkcs8(t, ec), []string{"ES256"}},
		"P-256, SEC1": {sec1(t, ec), []string{"ES256"}},
		"P-384":       {pkcs8(t, ecKey(t, elliptic.P384())), []string{"ES384"}},
		"P-521":       {pkcs8(t, ecKey(t, elliptic.P521())), []string{"ES512"}},
	} {
		for _, alg := range c.algs {
			if client, err := withKey(c.text, alg); err != nil || client == nil {
				t.Errorf("%s: %s is refused: %v", name, alg, err)
			}
		}
	}
}

// What the SDK cannot do it will not do the next time either, and it is no
// fault of the network.
func TestToken_aRequestThatCannotBeMadeIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, alg string }{
		"an algorithm that the SDK does not know": {pkcs8(t, rsaKey()), "HS256"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for call, run := range map[string]func(*auth0api.Client) error{
				"list":   func(client *auth0api.Client) error { return second(client.ConnectionKeys(t.Context(), "con_x")) },
				"rotate": func(client *auth0api.Client) error { return second(client.RotateConnectionKeys(t.Context(), "con_x")) },
			} {
				served, pauses := newTenant(t, withTokens(issued)), 0
				client := served.client(t, byKey(c.text, c.alg), retries(4), func(s *auth0api.Settings) {
					s.Wait = func(ctx context.Context, _ time.Duration) error { pauses++; return ctx.Err() }
				})
				e := failure(t, run(client))
				if e.Kind != apierr.Unauthorized || e.Status != 0 || e.Dropped || e.Sent || !e.Token {
					t.Errorf("%s: got %+v", call, e)
				}
				if !strings.HasPrefix(e.Message, "the request could not be made: ") {
					t.Errorf("%s: it says %q", call, e.Message)
				}
				if pauses != 0 || len(served.arrived) != 0 {
					t.Errorf("%s: repeated %d times, %d requests arrived", call, pauses, len(served.arrived))
				}
				checkHoldsNoPartOf(t, e.Message, c.text)
			}
		})
	}
}

// An EC key signs with the one algorithm of its curve (RFC 7518 section 3.4).
func TestNew_theCurveDecidesTheAlgorithm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		curve elliptic.Curve
		alg   string
		says  string
	}{
		"P-256 and ES256": {elliptic.P256(), "ES256", ""},
		"P-384 and ES384": {elliptic.P384(), "ES384", ""},
		"P-521 and ES512": {elliptic.P521(), "ES512", ""},
		"P-384 and ES256": {elliptic.P384(), "ES256", "set client_assertion_signing_alg to ES384"},
		"P-256 and ES512": {elliptic.P256(), "ES512", "set client_assertion_signing_alg to ES256"},
		"P-224":           {elliptic.P224(), "ES256", "use one on P-256, P-384 or P-521"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := ecdsa.GenerateKey(c.curve, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			der, err := x509.MarshalPKCS8PrivateKey(key)
			if err != nil {
				t.Fatal(err)
			}
			_, err = auth0api.New(auth0api.Settings{Domain: "example.eu.auth0.com", Credentials: auth0api.Credentials{
				ClientID: "x", SigningAlg: c.alg, PrivateKey: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
			}})
			switch {
			case c.says == "" && err != nil:
				t.Error(err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}
