package keypem

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"regexp"
	"strings"
)

// Content is what base64 without PEM lines holds.
type Content int

// The contents that are told apart.
const (
	// Other is no base64, or base64 of none of the rest.
	Other Content = iota
	// PrivateDER, PublicDER and CertificateDER are the DER of one.
	PrivateDER
	PublicDER
	CertificateDER
	// PrivatePEM and OtherPEM are PEM, encoded once more.
	PrivatePEM
	OtherPEM
)

// Encoded is what a text holds that may be base64 or base64url, padded or not, with line
// ends or without.
func Encoded(text string) Content {
	packed := strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	data, err := base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_").Replace(packed))
	switch {
	case err != nil:
		return Other
	case bytes.Contains(data, []byte(Begin)):
		return encodedPEM(data)
	case ParsePrivate(data) != nil:
		return PrivateDER
	case isPublic(data):
		return PublicDER
	}
	if _, err := x509.ParseCertificate(data); err == nil {
		return CertificateDER
	}
	return Other
}

var privateLabel = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY`)

func encodedPEM(data []byte) Content {
	block, _ := pem.Decode(data)
	switch {
	case privateLabel.Match(data):
		return PrivatePEM
	case block != nil:
		return OtherPEM
	default:
		return Other
	}
}

// ParsePrivate reads a private key in DER: PKCS#8, PKCS#1 or SEC 1. It is nil for
// anything else.
func ParsePrivate(der []byte) any {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key
	}
	return nil
}

func isPublic(der []byte) bool {
	if _, err := x509.ParsePKIXPublicKey(der); err == nil {
		return true
	}
	_, err := x509.ParsePKCS1PublicKey(der)
	return err == nil
}
