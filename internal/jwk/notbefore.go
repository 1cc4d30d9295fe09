package jwk

import (
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"time"
)

// validity is a certificate as far as the time from which it is valid (RFC 5280
// section 4.1): what follows is not looked at.
type validity struct {
	TBS struct {
		Version      int `asn1:"optional,explicit,default:0,tag:0"`
		SerialNumber asn1.RawValue
		Signature    asn1.RawValue
		Issuer       asn1.RawValue
		Validity     struct{ NotBefore, NotAfter time.Time }
	}
}

// NotBefore is the time from which the certificate is valid that is the first PEM
// block of a text. The key in it may be of any kind: a certificate that ParseCertificate
// refuses for its key has a time nevertheless.
func NotBefore(text string) (time.Time, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != typeCertificate {
		return time.Time{}, errors.New("no certificate in PEM form")
	}
	var cert validity
	if _, err := asn1.Unmarshal(block.Bytes, &cert); err != nil {
		// Err is left out: it may quote what was read.
		return time.Time{}, errors.New("the certificate does not say from when it is valid")
	}
	return cert.TBS.Validity.NotBefore.UTC(), nil
}
