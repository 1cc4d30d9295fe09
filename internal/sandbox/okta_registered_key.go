package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"time"
)

// statusInactive is the other status of a registered key beside ACTIVE.
const statusInactive = "INACTIVE"

// The uses of a registered key.
const (
	useSignature  = "sig"
	useEncryption = "enc"
)

// oktaRSAFloor is how many bits an RSA key must have to be registered.
const oktaRSAFloor = 2048

// OktaRegisteredKey is one key that somebody has registered with an app
// ([OktaAppKey]) or with an authorization server ([OktaResourceServerKey]), as the
// org stores it. An empty member was not sent when the key was added.
type OktaRegisteredKey struct {
	// ID is made up if empty: "pks", for an authorization server "apk", and 17
	// letters and digits.
	ID string
	// KID may be empty; the org makes none up.
	KID string
	// Use is "sig" or "enc". With an authorization server it is "enc", which is
	// then also what an empty one means.
	Use string
	// Alg is an algorithm such as "RS256" or "RSA-OAEP-256". An authorization
	// server keeps none.
	Alg string
	// Crv is the name of the curve as it was sent with an EC key, such as
	// "P-256". The org does not work it out.
	Crv string
	// Status is "ACTIVE" or "INACTIVE". An empty one is "ACTIVE" with an app, and
	// "INACTIVE" with an authorization server.
	Status string
	// PublicKey is an RSA or EC key; nil takes an RSA key of 2048 bits from the
	// pool.
	PublicKey crypto.PublicKey
	// Created and LastUpdated are the present whole second if zero.
	Created, LastUpdated time.Time

	// sent is the material as a request spelled it, which is how it comes back.
	sent oktaKeyMaterial
}

// oktaKeyMaterial is what a public key is made of on the wire: n and e of an RSA
// key, x and y of an EC key.
type oktaKeyMaterial struct{ n, e, x, y string }

// oktaKeyKind is what the keys of one kind of owner are like.
type oktaKeyKind struct {
	prefix string // of ids
	status string // of a key that was added without one
	// encryption: all keys are RSA keys to encrypt to, and have no alg.
	encryption bool
}

// uses are those that a request may name; the empty one is none.
func (kind oktaKeyKind) uses() []string {
	if kind.encryption {
		return []string{useEncryption}
	}
	return []string{"", useSignature, useEncryption}
}

// newKey fills in what a key lacks. It may draw a key, so the lock must not be
// held.
func (o *OktaOrg) newKey(kind oktaKeyKind, k OktaRegisteredKey, now time.Time) *OktaRegisteredKey {
	if k.Status == "" {
		k.Status = kind.status
	}
	checkKeyStatus(k.Status)
	if kind.encryption {
		k.Alg = ""
		k.Use = encryptionUse(k)
	}
	switch k.PublicKey.(type) {
	case nil:
		k.PublicKey = o.keySource.rsaKey(o.draw(1)).Public()
	case *rsa.PublicKey, *ecdsa.PublicKey:
	default:
		panic("sandbox: a registered key is a public RSA or EC key")
	}
	k.sent = materialOf(k.PublicKey) // whatever a key that was copied has here
	if k.ID == "" {
		k.ID = kind.prefix + o.random.name(17)
	}
	if k.Created.IsZero() {
		k.Created = now
	}
	if k.LastUpdated.IsZero() {
		k.LastUpdated = k.Created
	}
	return &k
}

// encryptionUse is the use of a key that can only be for encryption; another one
// is a mistake of the test.
func encryptionUse(k OktaRegisteredKey) string {
	_, ec := k.PublicKey.(*ecdsa.PublicKey)
	if ec || k.Use != "" && k.Use != useEncryption {
		panic("sandbox: a key of an authorization server is an RSA key for encryption")
	}
	return useEncryption
}

// checkKeyStatus panics for what is no status of a registered key: a mistake of
// the test.
func checkKeyStatus(status string) {
	if status != statusActive && status != statusInactive {
		panic("sandbox: a registered key cannot be " + status)
	}
}

// usedFor is what the key is for: it signs if it does not say.
func (k *OktaRegisteredKey) usedFor() string {
	if k.Use == useEncryption {
		return useEncryption
	}
	return useSignature
}

// encrypts says whether tokens can be encrypted to the key.
func (k *OktaRegisteredKey) encrypts() bool {
	return k.Use == useEncryption && k.Status == statusActive
}
