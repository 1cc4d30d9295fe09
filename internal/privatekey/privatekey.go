// Package privatekey reads the private keys with which the provider signs client
// assertions (RFC 7523). Both vendors' credentials are read here, so that one key is taken
// or refused alike. An error is a *keypem.Problem and holds nothing of the text.
package privatekey

import (
	"bytes"
	"crypto"
	"encoding/pem"
	"regexp"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keypem"
)

// The remedies that several problems have.
const (
	otherHalf = "give the private key that belongs to it"
	alone     = "give the private key alone: openssl pkey -in FILE"
	another   = "use an RSA or EC key: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"
)

// ParsePEM reads one private key in PEM: PKCS#8, PKCS#1 or SEC 1, with line ends of any
// kind but CR alone, or with literal \n in their place. The block EC PARAMETERS may stand
// before an EC PRIVATE KEY, as "openssl ecparam -genkey" writes it. The key is one that
// Check takes.
func ParsePEM(text string) (crypto.Signer, error) {
	block, err := oneBlock(strings.TrimSpace(keypem.Unescape(text)))
	if err != nil {
		return nil, err
	}
	if problem := otherBlock(block); problem != nil {
		return nil, problem
	}
	key := keypem.ParsePrivate(block.Bytes)
	if key == nil {
		return nil, unreadable(block.Bytes)
	}
	return Check(key)
}

// oneBlock is the block of the key. The parameters before it only repeat the curve, which
// is in the key as well (RFC 5915 section 3).
func oneBlock(text string) (*pem.Block, error) {
	block, rest := pem.Decode([]byte(text))
	if block == nil {
		return nil, noBlock(text)
	}
	begins := strings.Count(text, keypem.Begin)
	if block.Type == keypem.ECParameters {
		key, after := pem.Decode(rest)
		if key == nil || key.Type != keypem.ECPrivateKey {
			return nil, &keypem.Problem{Seen: "a PEM block of EC parameters", Remedy: "give the private key, which stands after them in the file"}
		}
		block, rest, begins = key, after, begins-1
	}
	problem := otherBlock(block)
	switch {
	case problem != nil && !strings.Contains(text, "PRIVATE KEY"): // several certificates, public keys
		return nil, problem
	case !strings.HasPrefix(text, keypem.Begin):
		return nil, &keypem.Problem{Seen: "a PEM block with other text before it", Remedy: alone}
	case begins != 1 || len(bytes.TrimSpace(rest)) > 0:
		return nil, several(block, rest)
	default:
		return block, nil
	}
}

// several says what stands after the first block, or in it.
func several(block *pem.Block, rest []byte) error {
	seen := "a PEM block with other text or another block beside it"
	if next, _ := pem.Decode(rest); next != nil && next.Type == keypem.Certificate && strings.HasSuffix(block.Type, "PRIVATE KEY") {
		seen = "a private key that is followed by a certificate"
	}
	return &keypem.Problem{Seen: seen, Remedy: alone}
}

// fileName is a text that can only be the name of a file.
var fileName = regexp.MustCompile(`^(?:[~.]*[/\\]|[A-Za-z]:[/\\])[^\n]*$|^[^\n{]*\.(?:pem|key|jwk|json|der|p8|p12|pfx|txt)$`)

// noBlock says what a text is in which there is no whole block.
func noBlock(text string) error {
	if problem := keypem.Damaged(text); problem != nil {
		return problem
	}
	switch keypem.Encoded(text) {
	case keypem.PrivateDER:
		return &keypem.Problem{
			Seen: "the base64 of a private key in DER, without the lines of PEM", Remedy: "write it as PEM: base64 -d FILE | openssl pkey -inform DER",
		}
	case keypem.PublicDER, keypem.CertificateDER:
		return &keypem.Problem{Seen: "the base64 of a public key or certificate in DER", Remedy: otherHalf}
	case keypem.PrivatePEM, keypem.OtherPEM:
		return &keypem.Problem{Seen: "PEM that is encoded in base64 once more", Remedy: "decode it: base64decode in Terraform, base64 -d in a shell"}
	}
	switch {
	case text == "":
		return &keypem.Problem{Seen: "empty", Remedy: keypem.WholeFile}
	case strings.Contains(text, keypem.Begin):
		return &keypem.Problem{Seen: "a PEM block that is cut short or malformed", Remedy: keypem.WholeFile}
	case strings.HasPrefix(text, "ssh-"), strings.HasPrefix(text, "ecdsa-sha2-"):
		return &keypem.Problem{Seen: "a public key in the form of OpenSSH", Remedy: otherHalf}
	case strings.HasPrefix(text, "{"):
		return &keypem.Problem{Seen: "a JSON text, such as a JWK", Remedy: "give the key as PEM (-----BEGIN PRIVATE KEY-----)"}
	case fileName.MatchString(text):
		return &keypem.Problem{Seen: "the name of a file", Remedy: "give what is in the file, for example with the function file"}
	}
	return &keypem.Problem{Seen: "a text that is not PEM (-----BEGIN PRIVATE KEY-----)", Remedy: keypem.WholeFile}
}

// otherBlock names the blocks that people give in place of a private key in the clear; nil
// for one that may be one.
func otherBlock(block *pem.Block) *keypem.Problem {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY", block.Headers["DEK-Info"] != "", strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return &keypem.Problem{Seen: "an encrypted private key", Remedy: "decrypt it: openssl pkey -in FILE"}
	case block.Type == "OPENSSH PRIVATE KEY":
		return &keypem.Problem{
			Seen: "a private key in the form of OpenSSH", Remedy: "convert a copy of it, which this changes: ssh-keygen -p -N '' -m PKCS8 -f COPY",
		}
	case strings.HasSuffix(block.Type, "CERTIFICATE"):
		return &keypem.Problem{Seen: "a certificate", Remedy: otherHalf}
	case strings.HasSuffix(block.Type, "PUBLIC KEY"):
		return &keypem.Problem{Seen: "a public key", Remedy: otherHalf}
	case !strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return &keypem.Problem{Seen: "a PEM block that is no private key", Remedy: "give a PRIVATE KEY, an RSA PRIVATE KEY or an EC PRIVATE KEY"}
	default:
		return nil
	}
}

// primeField is the OID of prime fields (RFC 3279 section 2.3.5). A key holds it where the
// curve is written out in place of its name.
var primeField = []byte{0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01, 0x01}

// unreadable says what the DER of a block is that no parser takes.
func unreadable(der []byte) error {
	if bytes.Contains(der, primeField) {
		return &keypem.Problem{
			Seen: "an EC key whose curve is written out in place of its name", Remedy: "name it: openssl ec -in FILE -param_enc named_curve",
		}
	}
	return &keypem.Problem{Seen: "a PEM block that holds no RSA or EC private key (PKCS#8, PKCS#1 or SEC 1)", Remedy: another}
}
