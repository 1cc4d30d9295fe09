package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	_ "embed" // the primes
	"encoding/base64"
	"encoding/binary"
	"math/big"
	mathrand "math/rand/v2"
	"strings"
	"sync"
)

// keyPrimes are 64 primes of 1024 bits, whose two highest bits are set, one per line in
// base64. They are public, so the keys made of them protect nothing. They are
// stored because crypto/rsa makes other keys each time, and takes long.
//
//go:embed key_primes.txt
var keyPrimes string

// seededKeys are keys that follow from a seed and the name of a service. An RSA key is a
// pair of the stored primes, of which there are 2016.
type seededKeys struct {
	seed    uint64
	service string
}

// rsaKey implements keySource. It panics when the pairs are used up, as the keys of a
// service differ.
func (s seededKeys) rsaKey(i int) *rsa.PrivateKey {
	pairs := primePairs()
	if i >= len(pairs) {
		panic("sandbox: a service with a seed has no more RSA keys")
	}
	sum := seedOf(s.seed, s.service+" RSA", 0)
	first := binary.BigEndian.Uint32(sum[:]) % uint32(len(pairs)) //nolint:gosec // 2016
	return pairs[(int(first)+i)%len(pairs)]()
}

// primePairs are the keys of all pairs of the stored primes. Each is made once per
// process, when it is first wanted.
var primePairs = sync.OnceValue(func() (pairs []func() *rsa.PrivateKey) {
	var primes []*big.Int
	for line := range strings.Lines(keyPrimes) {
		prime, err := base64.RawStdEncoding.DecodeString(strings.TrimSpace(line))
		if err != nil {
			panic("sandbox: " + err.Error()) // the file is ours
		}
		primes = append(primes, new(big.Int).SetBytes(prime))
	}
	for i, p := range primes {
		for _, q := range primes[:i] {
			pairs = append(pairs, sync.OnceValue(func() *rsa.PrivateKey { return rsaKeyOf(p, q) }))
		}
	}
	return pairs
})

// rsaKeyOf is the key of two primes (RFC 8017 section 3.2).
func rsaKeyOf(p, q *big.Int) *rsa.PrivateKey {
	one := big.NewInt(1)
	exponents := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	const e = 65537
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: e},
		D:         new(big.Int).ModInverse(big.NewInt(e), exponents),
		Primes:    []*big.Int{p, q},
	}
	key.Precompute()
	return key
}

// ecKey implements keySource.
func (s seededKeys) ecKey(curve elliptic.Curve, i int) *ecdsa.PrivateKey {
	source := mathrand.NewChaCha8(seedOf(s.seed, s.service+" "+curve.Params().Name, i))
	scalar := make([]byte, (curve.Params().BitSize+7)/8)
	for {
		_, _ = source.Read(scalar) // never fails, by its documentation
		if key, err := ecdsa.ParseRawPrivateKey(curve, scalar); err == nil {
			return key
		}
	}
}
