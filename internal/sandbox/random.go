package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"math/big"
	mathrand "math/rand/v2"
	"sync"
)

// random is where a part of a sandbox takes what it makes up from: IDs, tokens, serial
// numbers.
type random struct {
	mu     sync.Mutex
	source io.Reader
}

// newRandom makes the random of one part. With a seed, what it makes up follows from the
// seed and the name of the part alone, so that requests to one part do not change what
// another one makes up.
func newRandom(seed *uint64, part string) *random {
	if seed == nil {
		return &random{source: rand.Reader}
	}
	return &random{source: mathrand.NewChaCha8(seedOf(*seed, part, 0))}
}

// seedOf is the seed of thing i of a part.
func seedOf(seed uint64, part string, i int) [sha256.Size]byte {
	numbers := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, seed), uint64(i)) //nolint:gosec // never negative
	return sha256.Sum256(append(numbers, part...))
}

// bytes is n random bytes.
func (r *random) bytes(n int) []byte {
	b := make([]byte, n)
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = io.ReadFull(r.source, b) // neither source fails, by its documentation
	return b
}

// hex is n random bytes in hexadecimal.
func (r *random) hex(n int) string { return hex.EncodeToString(r.bytes(n)) }

// name is n random letters and digits.
func (r *random) name(n int) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	const fair = 256 - 256%len(alphabet) // bytes from here on would favour the first characters
	name := make([]byte, 0, n)
	for len(name) < n {
		if b := int(r.bytes(1)[0]); b < fair {
			name = append(name, alphabet[b%len(alphabet)])
		}
	}
	return string(name)
}

// serial is a positive serial number of 9 bytes, as recorded.
func (r *random) serial() *big.Int {
	b := r.bytes(9)
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b)
}
