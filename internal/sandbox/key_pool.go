package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"sync"
)

// rsaBits is the size of the keys in all recorded interactions.
const rsaBits = 2048

// rsaKeys is the process's pool of RSA keys. Making one takes about 85 ms, so
// key i is made once per process, when it is first wanted. A tenant draws
// successive indices: its keys differ from each other, not from those of other
// tenants.
var rsaKeys keyPool

// keyPool makes keys on demand and keeps them.
type keyPool struct {
	mu    sync.Mutex
	slots []func() *rsa.PrivateKey
}

// key returns key i. The lock is not held while a key is made, so that several
// can be made at once.
func (p *keyPool) key(i int) *rsa.PrivateKey {
	p.mu.Lock()
	for len(p.slots) <= i {
		p.slots = append(p.slots, sync.OnceValue(newRSAKey))
	}
	slot := p.slots[i]
	p.mu.Unlock()
	return slot()
}

func newRSAKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		panic("sandbox: " + err.Error()) // only for a key size that Go refuses
	}
	return key
}

// signerFor is a key that can sign with a JWA algorithm: key i of the pool for
// the RSA algorithms, a fresh one for ES256 and ES384.
func signerFor(alg string, i int) crypto.Signer {
	switch alg {
	case "ES256":
		return newECKey(elliptic.P256())
	case "ES384":
		return newECKey(elliptic.P384())
	default:
		return rsaKeys.key(i)
	}
}

func newECKey(curve elliptic.Curve) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		panic("sandbox: " + err.Error()) // only for a curve that Go does not know
	}
	return key
}
