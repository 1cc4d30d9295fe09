package privatekey

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"strings"
	"testing"
)

func TestCheck_takesAKeyWhoseHalvesBelongTogether(t *testing.T) {
	t.Parallel()
	long, other := must(rsa.GenerateKey(rand.Reader, 2048)), must(rsa.GenerateKey(rand.Reader, 2048))
	short := must(rsa.GenerateKey(rand.Reader, 1024)) // #nosec G403 -- it is to be too small
	ec := newEC(elliptic.P256())
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaOf := func(d *big.Int, primes ...*big.Int) any {
		return &rsa.PrivateKey{PublicKey: long.PublicKey, D: d, Primes: primes}
	}
	ecOf := func(d *big.Int) any {
		return &ecdsa.PrivateKey{PublicKey: ec.PublicKey, D: d} //nolint:staticcheck // a JWK may hold any number
	}
	const pair, point = "an RSA key whose private part (d, p, q) does not belong", "an EC key whose private part (d) does not belong"
	zero, one := new(big.Int), big.NewInt(1)
	for name, c := range map[string]struct {
		key  any
		want string
	}{
		"RSA":                {long, ""},
		"RSA, as read":       {rsaOf(long.D, long.Primes...), ""},
		"P-256":              {ec, ""},
		"P-384":              {newEC(elliptic.P384()), ""},
		"P-521":              {newEC(elliptic.P521()), ""},
		"RSA-1024":           {short, "an RSA key of 1024 bits; use one of 2048 bits or more: openssl genpkey"},
		"RSA, d zero":        {rsaOf(zero, long.Primes...), pair},
		"RSA, d one":         {rsaOf(one, long.Primes...), pair},
		"RSA, d of another":  {rsaOf(other.D, long.Primes...), pair},
		"RSA, other primes":  {rsaOf(long.D, other.Primes...), pair},
		"RSA, primes of one": {rsaOf(long.D, one, long.N), pair},
		"RSA, primes zero":   {rsaOf(long.D, zero, zero), pair},
		"RSA, no primes":     {rsaOf(other.D), pair},
		"EC, d zero":         {ecOf(zero), point},
		"EC, d one":          {ecOf(one), point},
		"EC, d of another":   {ecOf(newEC(elliptic.P256()).D), point}, //nolint:staticcheck // a JWK may hold any number
		"EC, d too large":    {ecOf(new(big.Int).Lsh(one, 300)), point},
		"P-224":              {newEC(elliptic.P224()), "an EC key on P-224; use one on P-256, P-384 or P-521: openssl genpkey"},
		"Ed25519":            {edwards, "an Ed25519 key; use an RSA or EC key: openssl genpkey"},
		"a public key":       {ec.Public(), "a key that is neither an RSA nor an EC private key"},
		"nothing":            {nil, "a key that is neither an RSA nor an EC private key"},
	} {
		signer, err := Check(c.key)
		switch {
		case c.want == "" && (err != nil || signer == nil):
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || signer != nil || !strings.HasPrefix(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
