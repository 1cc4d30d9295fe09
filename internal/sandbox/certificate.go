package sandbox

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strings"
	"time"
)

// selfSigned makes a certificate as the vendor makes them for the keys of a
// connection: self-signed, for one year from at (whole seconds), with the
// common name alone as subject, and usable as a CA. Source: the certificates in
// the recorded interactions. The same arguments give the same certificate.
func selfSigned(signer crypto.Signer, commonName string, at time.Time, serial *big.Int) *x509.Certificate {
	at = at.UTC().Truncate(time.Second)
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: commonName},
		NotBefore:             at,
		NotAfter:              at.AddDate(1, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	// Without a source of randomness ECDSA signs as RFC 6979 says. RSA never uses one.
	der, err := x509.CreateCertificate(nil, template, template, signer.Public(), signer)
	if err != nil {
		panic("sandbox: " + err.Error()) // the template is ours
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		panic("sandbox: " + err.Error()) // it was just made
	}
	return cert
}

// pemCRLF is a PEM block as the vendor writes it: lines end in CR LF, the last
// one too.
func pemCRLF(blockType string, der []byte) string {
	block := pem.EncodeToMemory(&pem.Block{Type: blockType, Bytes: der})
	return strings.ReplaceAll(string(block), "\n", "\r\n")
}

// Object identifiers of PKCS #7, RFC 2315 section 14.
var (
	oidData       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
)

// pkcs7 is ContentInfo of RFC 2315 section 7 with SignedData inside.
type pkcs7 struct {
	ContentType asn1.ObjectIdentifier
	Content     pkcs7SignedData `asn1:"explicit,tag:0"`
}

// pkcs7SignedData is SignedData of RFC 2315 section 9.1 in its degenerate form:
// certificates, no content and no signers.
type pkcs7SignedData struct {
	Version          int
	DigestAlgorithms []asn1.RawValue `asn1:"set"`
	ContentInfo      struct{ ContentType asn1.ObjectIdentifier }
	Certificates     asn1.RawValue
	SignerInfos      []asn1.RawValue `asn1:"set"`
}

// certsOnly wraps one certificate in PKCS #7, DER.
func certsOnly(cert *x509.Certificate) []byte {
	message := pkcs7{ContentType: oidSignedData, Content: pkcs7SignedData{
		Version:          1,
		DigestAlgorithms: []asn1.RawValue{},
		Certificates:     asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: cert.Raw},
		SignerInfos:      []asn1.RawValue{},
	}}
	message.Content.ContentInfo.ContentType = oidData
	der, err := asn1.Marshal(message)
	if err != nil {
		panic("sandbox: " + err.Error()) // the structure is ours
	}
	return der
}
