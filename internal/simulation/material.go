package simulation

import (
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"math/big"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// materials are the public keys that a simulation registers. They are the same on every
// machine, so they are not made as keys are made: nobody has their private keys. Only
// their form matters.
var materials = sync.OnceValue(func() (keys []*rsa.PublicKey) {
	for i := range 12 {
		var digits []byte
		for part := range 8 { // 8 times 32 bytes are 2048 bits
			sum := sha256.Sum256(fmt.Appendf(nil, "material %d, part %d", i, part))
			digits = append(digits, sum[:]...)
		}
		digits[0] |= 0x80
		digits[len(digits)-1] |= 1
		keys = append(keys, &rsa.PublicKey{N: new(big.Int).SetBytes(digits), E: 65537})
	}
	return keys
})

// materialPEMs are the public keys as PEM.
var materialPEMs = sync.OnceValue(func() (texts []string) {
	for _, key := range materials() {
		texts = append(texts, acctest.PublicPEM(acctest.Panics{}, key))
	}
	return texts
})

func materialPEM(i int) string { return materialPEMs()[i] }

// materialOf is the number of a public key, -1 for one that is not among them.
func materialOf(key any) int {
	public, ok := key.(*rsa.PublicKey)
	for i, material := range materials() {
		if ok && material.Equal(public) {
			return i
		}
	}
	return -1
}
