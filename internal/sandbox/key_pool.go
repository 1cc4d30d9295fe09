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

// keySource makes the keys of a service, which draws successive indices: its keys differ
// from each other.
type keySource interface {
	// rsaKey is RSA key i.
	rsaKey(i int) *rsa.PrivateKey
	// ecKey is EC key i on a curve.
	ecKey(curve elliptic.Curve, i int) *ecdsa.PrivateKey
}

// newKeySource makes the keys of one service: those that the process has made, or those
// that follow from a seed and the name of the service.
func newKeySource(seed *uint64, service string) keySource {
	if seed == nil {
		return &rsaKeys
	}
	return seededKeys{seed: *seed, service: service}
}

// rsaKeys is the process's pool of RSA keys. Making one takes about 85 ms, so
// key i is made once per process, when it is first wanted. The keys of a service do not
// differ from those of other services.
var rsaKeys keyPool

// keyPool makes keys on demand and keeps those of RSA.
type keyPool struct {
	mu    sync.Mutex
	slots []func() *rsa.PrivateKey
}

// rsaKey implements keySource. The lock is not held while a key is made, so that several
// can be made at once.
func (p *keyPool) rsaKey(i int) *rsa.PrivateKey {
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

// ecKey implements keySource. It is a new one each time.
func (p *keyPool) ecKey(curve elliptic.Curve, _ int) *ecdsa.PrivateKey { return newECKey(curve) }

func newECKey(curve elliptic.Curve) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		panic("sandbox: " + err.Error()) // only for a curve that Go does not know
	}
	return key
}

// signerFor is key i that can sign with a JWA algorithm.
func signerFor(keys keySource, alg string, i int) crypto.Signer {
	switch alg {
	case "ES256":
		return keys.ecKey(elliptic.P256(), i)
	case "ES384":
		return keys.ecKey(elliptic.P384(), i)
	default:
		return keys.rsaKey(i)
	}
}
