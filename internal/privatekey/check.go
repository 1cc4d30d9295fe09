package privatekey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keypem"
)

// minRSABits is the shortest RSA key that may sign (RFC 7518 sections 3.3 and 3.5).
const minRSABits = 2048

// Check takes a private key, of the types that crypto/x509 and go-jose return, with which
// assertions can be signed: RSA of 2048 bits or more, or EC on P-256, P-384 or P-521. Its
// private part has to belong to its public part, as no server verifies what another key
// signed. The error is a *keypem.Problem.
func Check(key any) (crypto.Signer, error) {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return checkRSA(key)
	case *ecdsa.PrivateKey:
		return checkEC(key)
	case ed25519.PrivateKey:
		return nil, &keypem.Problem{Seen: "an Ed25519 key", Remedy: another}
	default:
		return nil, &keypem.Problem{Seen: "a key that is neither an RSA nor an EC private key", Remedy: another}
	}
}

// checkRSA computes anew what speeds up signing: a JWK may say it wrongly (dp, dq, qi).
func checkRSA(key *rsa.PrivateKey) (crypto.Signer, error) {
	if bits := key.N.BitLen(); bits < minRSABits {
		return nil, &keypem.Problem{
			Seen:   fmt.Sprintf("an RSA key of %d bits", bits),
			Remedy: "use one of 2048 bits or more: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
		}
	}
	own := &rsa.PrivateKey{PublicKey: key.PublicKey, D: key.D, Primes: key.Primes}
	own.Precompute()
	if own.Validate() != nil {
		return nil, mismatched("an RSA key whose private part (d, p, q) does not belong to its public part (n, e)")
	}
	return own, nil
}

func checkEC(key *ecdsa.PrivateKey) (crypto.Signer, error) {
	switch curve := key.Curve.Params().Name; curve {
	case "P-256", "P-384", "P-521":
	default:
		return nil, &keypem.Problem{
			Seen: "an EC key on " + curve, Remedy: "use one on P-256, P-384 or P-521: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
		}
	}
	const seen = "an EC key whose private part (d) does not belong to its public part (x, y)"
	scalar, err := key.Bytes()
	if err != nil {
		return nil, mismatched(seen)
	}
	own, err := ecdsa.ParseRawPrivateKey(key.Curve, scalar)
	if err != nil || !own.PublicKey.Equal(&key.PublicKey) {
		return nil, mismatched(seen)
	}
	return own, nil
}

func mismatched(seen string) error {
	return &keypem.Problem{Seen: seen, Remedy: "give the members of one key"}
}
