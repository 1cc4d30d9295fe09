package registeredkey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// newPublic makes a public key.
func newPublic(t *testing.T) jwk.Public {
	t.Helper()
	key, err := jwk.Parse(newPEM(t))
	if err != nil {
		t.Fatal(err)
	}
	return key.Public
}

// newPEM makes a public key in PEM.
func newPEM(t *testing.T) string {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// liveKey is a registered key.
func liveKey(id, kid, status string, public jwk.Public) oktaapi.Key {
	key := oktaapi.NewKey(public, jwk.Members{KeyID: kid, Use: "sig"}, status)
	key.ID = id
	return key
}

func TestChange_findsItsEffect(t *testing.T) {
	t.Parallel()
	own, other := newPublic(t), newPublic(t)
	add := newAddition(liveKey("", "a", active, own), own)
	for name, c := range map[string]struct {
		change keyChange
		keys   []oktaapi.Key
		want   bool
	}{
		"added":                             {add, []oktaapi.Key{liveKey("1", "a", inactive, own)}, true},
		"not added":                         {add, nil, false},
		"another key under the kid":         {add, []oktaapi.Key{liveKey("1", "a", active, other)}, false},
		"the same key under another kid":    {add, []oktaapi.Key{liveKey("1", "b", active, own)}, false},
		"activated":                         {newActivation("a", "1"), []oktaapi.Key{liveKey("1", "a", active, own)}, true},
		"not activated":                     {newActivation("a", "1"), []oktaapi.Key{liveKey("1", "a", inactive, own)}, false},
		"deactivated":                       {newDeactivation("a", "1"), []oktaapi.Key{liveKey("1", "a", inactive, own)}, true},
		"deleted before it was deactivated": {newDeactivation("a", "1"), nil, false},
		"deleted":                           {newDeletion("a", "1"), []oktaapi.Key{liveKey("2", "a", active, own)}, true},
		"not deleted":                       {newDeletion("a", "1"), []oktaapi.Key{liveKey("1", "a", inactive, own)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, got := c.change.findEffect(c.keys); got != c.want {
				t.Errorf("found is %v, want %v", got, c.want)
			}
		})
	}
}
