package jwk

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

// Certificate is an X.509 certificate's key and period of validity.
type Certificate struct {
	Public    Public
	NotBefore time.Time
	NotAfter  time.Time
}

// ParseCertificate reads one PEM block of type CERTIFICATE. Line ends may be
// LF or CRLF; anything but white space around the block is refused. The error
// says what was found instead.
func ParseCertificate(text string) (Certificate, error) {
	text, err := sanitize(text)
	if err != nil {
		return Certificate{}, err
	}
	block, err := onePEM(text, "the certificate")
	if err != nil {
		return Certificate{}, err
	}
	if block.Type != typeCertificate {
		return Certificate{}, fmt.Errorf("found a PEM block of type %.40q, not a CERTIFICATE", block.Type)
	}
	return certificateOf(block.Bytes)
}

func certificateOf(der []byte) (Certificate, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return Certificate{}, unreadable("certificate", der, err)
	}
	public, err := fromDER(cert.PublicKey, nil, cert.RawSubjectPublicKeyInfo, x509.MarshalPKIXPublicKey)
	if err != nil {
		return Certificate{}, err
	}
	return Certificate{Public: public, NotBefore: cert.NotBefore.UTC(), NotAfter: cert.NotAfter.UTC()}, nil
}

// checkChain holds the x5c of a JWK against its key: the first certificate is
// that of the key (RFC 7517 section 4.7).
func (p Public) checkChain(x5c json.RawMessage) error {
	if x5c == nil {
		return nil
	}
	var chain []string
	if json.Unmarshal(x5c, &chain) != nil {
		return errors.New("x5c is not a list of certificates")
	}
	if len(chain) == 0 {
		return nil
	}
	der, err := base64.StdEncoding.DecodeString(chain[0])
	if err != nil {
		return errors.New("x5c is not a list of certificates")
	}
	cert, err := certificateOf(der)
	switch {
	case err != nil:
		return fmt.Errorf("x5c: %w", err)
	case !cert.Public.Equal(p):
		return errors.New("x5c holds the certificate of another key")
	}
	return nil
}

// CommonName is the common name of the subject of the certificate that is the first PEM block of a
// text. It is empty if there is none, or if the certificate cannot be read.
func CommonName(text string) (nameOrEmpty string) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != typeCertificate {
		return ""
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return ""
	}
	return cert.Subject.CommonName
}
