package sandbox

import (
	"crypto"
	"crypto/sha1" //nolint:gosec // the vendor's fingerprint is SHA-1
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// The roles that a key of a connection can have.
const (
	roleCurrent  = "current"
	rolePrevious = "previous"
	roleNext     = "next"
)

// auth0TimeFormat is how the Management API writes times: ISO 8601 with
// milliseconds, UTC.
const auth0TimeFormat = "2006-01-02T15:04:05.000Z"

// Auth0Key is one key of a connection as the tenant stores it.
type Auth0Key struct {
	// KID is the RFC 7638 thumbprint of the public key.
	KID string
	// Role is "current", "previous" or "next".
	Role string
	// Cert and PKCS are PEM with CR LF line ends.
	Cert, PKCS string
	// Fingerprint is the SHA-1 of the certificate in upper-case hexadecimal
	// with colons, Thumbprint the same without.
	Fingerprint, Thumbprint string
	// Algorithm is a JWA name, KeyUse "signing".
	Algorithm, KeyUse string
	// SubjectDN is "/CN=" and the connection's name.
	SubjectDN string
	// NotBefore and NotAfter are the certificate's, in whole seconds.
	NotBefore, NotAfter time.Time
	// CurrentSince is set on the current key alone.
	CurrentSince time.Time

	signer crypto.Signer
}

// auth0KeyJSON is a key on the wire. The three flags are true or absent, and
// current_since is on the current key alone.
type auth0KeyJSON struct {
	KID          string `json:"kid"`
	Algorithm    string `json:"algorithm,omitempty"`
	KeyUse       string `json:"key_use,omitempty"`
	SubjectDN    string `json:"subject_dn,omitempty"`
	Cert         string `json:"cert"`
	Fingerprint  string `json:"fingerprint,omitempty"`
	Thumbprint   string `json:"thumbprint,omitempty"`
	PKCS         string `json:"pkcs,omitempty"`
	Current      bool   `json:"current,omitempty"`
	CurrentSince string `json:"current_since,omitempty"`
	Previous     bool   `json:"previous,omitempty"`
	Next         bool   `json:"next,omitempty"`
}

// newKey makes the public face of a new key with its certificate.
func (t *Auth0Tenant) newKey(signer crypto.Signer, alg, role, connection string, at time.Time) *Auth0Key {
	cert := selfSigned(signer, connection, at, t.random.serial())
	sum := sha1.Sum(cert.Raw) //nolint:gosec // see above
	thumbprint := strings.ToUpper(hex.EncodeToString(sum[:]))
	return &Auth0Key{
		KID:         keyID(signer.Public()),
		Role:        role,
		Cert:        pemCRLF("CERTIFICATE", cert.Raw),
		PKCS:        pemCRLF("PKCS7", certsOnly(cert)),
		Fingerprint: colons(thumbprint),
		Thumbprint:  thumbprint,
		Algorithm:   alg,
		KeyUse:      "signing",
		SubjectDN:   "/CN=" + connection,
		NotBefore:   cert.NotBefore,
		NotAfter:    cert.NotAfter,
		signer:      signer,
	}
}

// json is the key as GET .../keys answers it.
func (k *Auth0Key) json() auth0KeyJSON {
	out := auth0KeyJSON{
		KID:         k.KID,
		Algorithm:   k.Algorithm,
		KeyUse:      k.KeyUse,
		SubjectDN:   k.SubjectDN,
		Cert:        k.Cert,
		Fingerprint: k.Fingerprint,
		Thumbprint:  k.Thumbprint,
		PKCS:        k.PKCS,
		Current:     k.Role == roleCurrent,
		Previous:    k.Role == rolePrevious,
		Next:        k.Role == roleNext,
	}
	if out.Current {
		out.CurrentSince = k.CurrentSince.UTC().Format(auth0TimeFormat)
	}
	return out
}

// keyID is the RFC 7638 SHA-256 thumbprint of a public key, base64url.
func keyID(public crypto.PublicKey) string {
	sum, err := (&jose.JSONWebKey{Key: public}).Thumbprint(crypto.SHA256)
	if err != nil {
		panic("sandbox: " + err.Error()) // all our keys are RSA or EC
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// colons puts a colon after every second character: "C182" is "C1:82".
func colons(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 2 {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(s[i : i+2])
	}
	return b.String()
}
