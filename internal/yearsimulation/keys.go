package yearsimulation

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// ownKey is a key pair of which one party holds the private key, and registers the public one.
type ownKey struct {
	kid       string
	private   crypto.Signer
	publicPEM string
}

// ownKeys are the successive keys of one party, of which the last one is configured.
type ownKeys struct {
	name string
	make func() (crypto.Signer, error)
	all  []ownKey
}

// newOwnKeys begins with one key. Their kids are the name and a number from 0.
func newOwnKeys(name string, newKey func() (crypto.Signer, error)) (*ownKeys, error) {
	o := &ownKeys{name: name, make: newKey}
	return o, o.addNext()
}

// addNext makes the next key, and configures it.
func (o *ownKeys) addNext() error {
	private, err := o.make()
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	text := acctest.PublicPEM(acctest.Panics{}, private.Public())
	o.all = append(o.all, ownKey{kid: numbered(o.name, len(o.all)), private: private, publicPEM: text})
	return nil
}

// numbered is the kid of a key with a number.
func numbered(name string, i int) string { return fmt.Sprintf("%s-%d", name, i) }

// configured is the key that the configuration has.
func (o *ownKeys) configured() ownKey { return o.all[len(o.all)-1] }

func newECKey() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func newRSAKey() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }
