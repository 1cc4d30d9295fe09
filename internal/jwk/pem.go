package jwk

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keypem"
)

// The types of PEM block that hold a public key (RFC 7468 sections 5 and 13, and
// PKCS#1 as OpenSSL labels it).
const (
	typePublicKey    = "PUBLIC KEY"
	typeRSAPublicKey = "RSA PUBLIC KEY"
	typeCertificate  = "CERTIFICATE"
)

// errNotCanonical: the one DER form of a key has room for nothing else. Go's
// parser skips what follows the exponent of an RSA key, which may be the
// private one.
var errNotCanonical = errors.New("found more than a public key in the DER; write the key anew: openssl pkey -pubin -in FILE")

// onePEM reads a text that is one PEM block and nothing else. What is before or
// after it may be a key that was put there by mistake, so it is refused and not
// skipped.
func onePEM(text, what string) (*pem.Block, error) {
	block, rest := pem.Decode([]byte(text))
	damage := keypem.Damaged(text)
	switch {
	case block == nil && damage != nil:
		return nil, fmt.Errorf("found %w", damage)
	case block == nil && strings.Contains(text, "-----BEGIN "):
		return nil, errors.New("found a malformed PEM block; BEGIN, END and base64 have to stand on lines of their own")
	case block == nil:
		return nil, errors.New("no PEM block found")
	case !strings.HasPrefix(text, "-----BEGIN ") || len(block.Headers) > 0:
		return nil, fmt.Errorf("found PEM headers, or data before %s; give only the lines from BEGIN to END, without headers", what)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, after(block, rest, what)
	case strings.Count(text, "-----BEGIN ") != 1:
		return nil, fmt.Errorf("found a malformed PEM block before %s; give only the lines from BEGIN to END", what)
	}
	return block, nil
}

// after says what stands after the first block.
func after(block *pem.Block, rest []byte, what string) error {
	next, _ := pem.Decode(rest)
	switch {
	case next == nil:
		return fmt.Errorf("found data after %s; give only the lines from BEGIN to END", what)
	case block.Type == typeCertificate:
		return errors.New("found a certificate with another PEM block after it; give the first alone: openssl x509 -in FILE")
	default:
		return errors.New("found a key with another PEM block after it; give the first alone: openssl pkey -pubin -in FILE")
	}
}

// noKey says what a text is that is neither PEM nor JSON.
func noKey(text string) error {
	const fromDER = "found the base64 of a %s in DER, without the lines of PEM; write it as PEM: base64 -d FILE | openssl %s"
	if damage := keypem.Damaged(text); damage != nil {
		return fmt.Errorf("found %w", damage)
	}
	switch content := keypem.Encoded(text); {
	case content == keypem.PrivateDER, content == keypem.PrivatePEM, isPrivateDER(text):
		return errPrivate
	case content == keypem.PublicDER:
		return fmt.Errorf(fromDER, publicKey, "pkey -pubin -inform DER")
	case content == keypem.CertificateDER:
		return fmt.Errorf(fromDER, "certificate", "x509 -inform DER")
	case content == keypem.OtherPEM:
		return errors.New("found PEM that is encoded in base64 once more; decode it: base64decode in Terraform, base64 -d in a shell")
	default:
		return errors.New("found neither PEM (-----BEGIN PUBLIC KEY-----) nor a JWK ({\"kty\": ...})")
	}
}

// parsePEM reads a public key or a certificate.
func parsePEM(text string) (Public, error) {
	block, err := onePEM(text, "the key")
	if err != nil {
		return Public{}, err
	}
	switch block.Type {
	case typeCertificate:
		cert, err := certificateOf(block.Bytes)
		return cert.Public, err
	case typePublicKey:
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		return fromDER(key, err, block.Bytes, x509.MarshalPKIXPublicKey)
	case typeRSAPublicKey:
		key, err := x509.ParsePKCS1PublicKey(block.Bytes)
		return fromDER(key, err, block.Bytes, func(any) ([]byte, error) { return x509.MarshalPKCS1PublicKey(key), nil })
	default:
		return Public{}, errors.New("found a PEM block that is no PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE")
	}
}

// fromDER takes what a parser made of DER. The key has to give the same DER again.
func fromDER(key crypto.PublicKey, err error, der []byte, encode func(any) ([]byte, error)) (Public, error) {
	if err != nil {
		return Public{}, unreadable(publicKey, der, err)
	}
	public, err := fromGo(key)
	if err != nil {
		return Public{}, err
	}
	if again, err := encode(key); err != nil || !bytes.Equal(again, der) {
		return Public{}, errNotCanonical
	}
	return public, nil
}

// publicKey is what unreadable calls one, and supported the kinds that there are.
const (
	publicKey = "public key"
	supported = "; RSA keys and EC keys on P-256, P-384 and P-521 can be read"
)

// unreadable words the error of a parser, up to where it quotes what it read.
func unreadable(what string, der []byte, err error) error {
	if isPrivate(der) {
		return errPrivate
	}
	var structure asn1.StructuralError
	var syntax asn1.SyntaxError
	if errors.As(err, &structure) || errors.As(err, &syntax) { // words for programmers
		return fmt.Errorf("malformed or unknown %s: its content does not fit its label", what)
	}
	reason, _, _ := strings.Cut(fmt.Sprint(err), `"`)
	if what == publicKey {
		reason = inWords(strings.TrimSpace(reason)) + supported
	}
	return fmt.Errorf("malformed or unknown %s: %s", what, strings.TrimSpace(reason))
}

// inWords says for the forms of keys that OpenSSL writes and Go does not read what helps.
func inWords(reason string) string {
	const rewrite = "; rewrite it: openssl ec -pubin -in FILE -conv_form uncompressed -param_enc named_curve"
	switch {
	case strings.Contains(reason, "uncompressed"), strings.Contains(reason, "elliptic curve point"):
		return "its point is compressed, or on no curve" + rewrite
	case strings.Contains(reason, "ECDSA parameters"):
		return "its curve has no name" + rewrite
	case strings.Contains(reason, "unsupported elliptic curve"):
		return "its curve is not supported; make a key on one of these"
	case strings.Contains(reason, "unknown public key algorithm"):
		return "its algorithm is not supported, for example RSA-PSS, which a JWK cannot name; make a key of one of these"
	default:
		return reason
	}
}

// isPrivate reports whether DER has the shape of a private key: a version, then
// the algorithm (PKCS#8), an octet string (SEC 1), or many numbers (PKCS#1); or
// the algorithm, then an octet string (PKCS#8, encrypted).
func isPrivate(der []byte) bool {
	var parts []asn1.RawValue
	if _, err := asn1.Unmarshal(der, &parts); err != nil || len(parts) < 2 {
		return false
	}
	version := parts[0].Tag == asn1.TagInteger && len(parts[0].Bytes) == 1
	switch parts[1].Tag {
	case asn1.TagOctetString:
		return version || parts[0].Tag == asn1.TagSequence
	case asn1.TagSequence:
		return version
	case asn1.TagInteger:
		return version && len(parts) > 2
	default:
		return false
	}
}
