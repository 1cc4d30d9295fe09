package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// assertionClaims are those of an assertion of an app, made at a time.
func assertionClaims(app string, at time.Time) jwt.Claims {
	return jwt.Claims{Issuer: app, Subject: app, IssuedAt: jwt.NewNumericDate(at), Expiry: jwt.NewNumericDate(at.Add(time.Minute))}
}

// signedBy is an assertion that a key has signed.
func signedBy(t *testing.T, key crypto.Signer, kid string, claims jwt.Claims) string {
	t.Helper()
	return signJWT(t, jose.ES256, jose.JSONWebKey{Key: key, KeyID: kid}, nil, claims)
}

// kidOf is the kid in the header of a JWT.
func kidOf(t *testing.T, text string) string {
	t.Helper()
	token, err := jwt.ParseSigned(text, assertionAlgorithms)
	if err != nil {
		t.Fatal(err)
	}
	return token.Headers[0].KeyID
}

func TestConnectionSignsWithItsCurrentKey(t *testing.T) {
	t.Parallel()
	w := newAuth0Fixture(t)
	claims := assertionClaims("app", w.Clock().Now())
	for range 2 {
		text, err := w.tenant.SignAssertion(w.conn, claims)
		if err != nil {
			t.Fatal(err)
		}
		current := w.tenant.Keys(w.conn)[0]
		equal(t, "kid", kidOf(t, text), current.KID)
		token, _ := jwt.ParseSigned(text, assertionAlgorithms)
		if err := token.Claims(current.signer.Public(), &jwt.Claims{}); err != nil {
			t.Error(err)
		}
		w.rotate()
	}
	if _, err := w.tenant.SignAssertion("con_none", claims); err == nil {
		t.Error("a connection that does not exist signs")
	}
}

func TestOktaVerifiesAssertionsWithActiveSigningKeys(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	app := w.org.AddApp(OktaApp{Keys: []OktaAppKey{{KID: "other"}, {ID: "pks1", KID: "a", PublicKey: key.Public()}}})
	now := w.Clock().Now()
	good := signedBy(t, key, "a", assertionClaims(app, now))
	if err := w.org.VerifyAssertion(app, good); err != nil {
		t.Error(err)
	}
	endless := assertionClaims(app, now)
	endless.Expiry = nil
	for name, text := range map[string]string{
		"no JWT":         "a.b.c",
		"unknown kid":    signedBy(t, key, "b", assertionClaims(app, now)),
		"another key":    signedBy(t, key, "other", assertionClaims(app, now)),
		"expired":        signedBy(t, key, "a", assertionClaims(app, now.Add(-time.Hour))),
		"no expiration":  signedBy(t, key, "a", endless),
		"another client": signedBy(t, key, "a", assertionClaims("somebody", now)),
	} {
		if w.org.VerifyAssertion(app, text) == nil {
			t.Errorf("%s: the assertion is accepted", name)
		}
	}
	w.org.SetAppKeyStatus(app, "pks1", "INACTIVE")
	if w.org.VerifyAssertion(app, good) == nil {
		t.Error("an assertion of an inactive key is accepted")
	}
}

func TestOktaSignsWithTheActiveKey(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for range 2 {
		text, err := w.org.SignToken(w.server, jwt.Claims{Subject: "user"})
		if err != nil {
			t.Fatal(err)
		}
		active := w.org.SigningKeys(w.server)[0]
		equal(t, "kid", kidOf(t, text), active.KID)
		token, _ := jwt.ParseSigned(text, assertionAlgorithms)
		if err := token.Claims(active.PublicKey, &jwt.Claims{}); err != nil {
			t.Error(err)
		}
		w.rotate()
	}
	if _, err := w.org.SignToken("aus_none", jwt.Claims{}); err == nil {
		t.Error("a server that does not exist signs")
	}
}

func TestOktaEncryptsToTheActiveKey(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	if _, err := w.org.EncryptToken(w.server, "token"); err == nil {
		t.Error("a server without an active key encrypts")
	}
	key := rsaKeys.rsaKey(0)
	server := w.org.AddAuthorizationServer(OktaAuthorizationServer{ResourceServerKeys: []OktaResourceServerKey{
		{KID: "inactive"}, {KID: "active", PublicKey: key.Public(), Status: "ACTIVE"},
	}})
	text, err := w.org.EncryptToken(server, "token")
	if err != nil {
		t.Fatal(err)
	}
	encrypted, err := jose.ParseEncrypted(text, []jose.KeyAlgorithm{jose.RSA_OAEP_256}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "kid", encrypted.Header.KeyID, "active")
	token, err := encrypted.Decrypt(key)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "token", string(token), "token")
}
