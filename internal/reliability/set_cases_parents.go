package reliability

import (
	"crypto"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"sync"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// resourceServerSet is one encryption key in place of another, with encryption on.
func resourceServerSet() setOf {
	one := func(kid string, i int) func(testing.TB) map[string]any {
		return func(t testing.TB) map[string]any {
			return map[string]any{"active_kid": kid, "keys": map[string]any{kid: map[string]any{"public_key_pem": encryptionPEM(t, i)}}}
		}
	}
	return setOf{
		typeName: "idpkeys_okta_resource_server_jwks", parent: "authorization_server_id",
		add: func(s *acctest.Sandbox) string {
			return s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{AccessTokenEncryptedResponseAlgorithm: "RSA-OAEP-256"})
		},
		effects: func(s *acctest.Sandbox, id string) []string { return s.Okta().ResourceServerKeyEffects(id) },
		idle:    func(s *acctest.Sandbox, id string) bool { return s.Okta().ResourceServerWasWithoutActiveKey(id) },
		keys: func(s *acctest.Sandbox, id string) []sandbox.OktaRegisteredKey {
			return s.Okta().ResourceServerKeys(id)
		},
		onRead: sandbox.OnResourceServerKeyList,
		before: one("old", 0), after: one("new", 1),
		steps: []setStep{
			{"add", sandbox.OnResourceServerKeyAdd, []string{"add new"}},
			{"activate", sandbox.OnResourceServerKeyActivate, []string{"activate new", "deactivate old"}},
			{"delete", sandbox.OnResourceServerKeyDelete, []string{"delete old"}},
		},
	}
}

// appSet is one encryption key in place of another, with encryption on, and a
// signing key that is retired.
func appSet() setOf {
	keys := func(encryption string, i int, retired string) func(testing.TB) map[string]any {
		return func(t testing.TB) map[string]any {
			return map[string]any{"keys": map[string]any{
				encryption: map[string]any{"public_key_pem": encryptionPEM(t, i), "use": "enc"},
				"signs":    map[string]any{"public_key_pem": signingPEM(t, 0)},
				"signed":   map[string]any{"public_key_pem": signingPEM(t, 1), "status": retired},
			}}
		}
	}
	return setOf{
		typeName: "idpkeys_okta_app_jwks", parent: "app_id",
		add: func(s *acctest.Sandbox) string {
			return s.Okta().AddApp(sandbox.OktaApp{IDTokenEncryptedResponseAlg: "RSA-OAEP-256"})
		},
		effects: func(s *acctest.Sandbox, id string) []string { return s.Okta().AppKeyEffects(id) },
		idle: func(s *acctest.Sandbox, id string) bool {
			return s.Okta().AppWasWithoutActiveKey(id, "sig") || s.Okta().AppWasWithoutActiveKey(id, "enc")
		},
		keys:   func(s *acctest.Sandbox, id string) []sandbox.OktaRegisteredKey { return s.Okta().AppKeys(id) },
		onRead: sandbox.OnAppKeys,
		before: keys("old", 0, active), after: keys("new", 1, inactive),
		steps: []setStep{
			{"add", sandbox.OnAppKeyAdd, []string{"add new"}},
			{"activate", sandbox.OnAppKeyActivate, []string{"activate new", "deactivate old"}},
			{"deactivate", sandbox.OnAppKeyDeactivate, []string{"deactivate signed"}},
			{"delete", sandbox.OnAppKeyDelete, []string{"delete old"}},
		},
	}
}

// setNote is the paragraph of both on the page.
const setNote = "`idpkeys_okta_resource_server_jwks` and `idpkeys_okta_app_jwks` send several requests in one apply. Each of them is met by each fault and " +
	"each kill, over HTTP/1.1, in a rollover of an encryption key while encryption is on; that of the app retires a signing key as well. What " +
	"comes before the fault has taken effect, what comes after it is not begun; one more apply does exactly the rest, in the same order, and at no moment " +
	"was there no active key. Since all of them read the same list first, the faults of reading meet one of them."

// processKeys are made once.
var processKeys = sync.OnceValues(func() ([]crypto.PublicKey, error) {
	var keys []crypto.PublicKey
	for range 2 {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key.Public())
	}
	return keys, nil
})

func encryptionPEM(t testing.TB, i int) string {
	t.Helper()
	keys, err := processKeys()
	if err != nil {
		t.Fatal(err)
	}
	return acctest.PublicPEM(t, keys[i])
}

var signingKeys = sync.OnceValue(func() *sync.Map { return new(sync.Map) })

func signingPEM(t testing.TB, i int) string {
	t.Helper()
	text, _ := signingKeys().LoadOrStore(i, acctest.PublicPEM(t, acctest.ECKey(t, elliptic.P256()).Public()))
	return text.(string) //nolint:forcetypeassert // nothing else is stored
}
