package auth0api

import (
	"crypto/sha1" //nolint:gosec // Auth0's thumbprint of a certificate, which protects nothing
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Contradiction says in which way the list contradicts itself, so that it does not tell
// which key is which; it is empty for one that does not. That no key is current is no
// contradiction: there may be none.
func (k ConnectionKeys) Contradiction() string {
	kids := make([]string, 0, len(k.Keys))
	for _, key := range k.Keys {
		kids = append(kids, key.KID)
	}
	if problem := transport.CheckKIDs(kids, k.Nameless); problem != "" {
		return problem
	}
	if problem := k.sharedRole(); problem != "" {
		return problem
	}
	return k.wrongCertificate(kids)
}

// sharedRole names two keys in one role, or a key in two.
func (k ConnectionKeys) sharedRole() string {
	kids := map[string]string{} // by role
	for _, key := range k.Keys {
		roles := key.roles()
		if len(roles) > 1 {
			return fmt.Sprintf("the key %q has two of the roles current, next and previous", key.KID)
		}
		for _, role := range roles {
			if other, taken := kids[role]; taken {
				return fmt.Sprintf("the keys %q and %q are both the %s key", other, key.KID, role)
			}
			kids[role] = key.KID
		}
	}
	return ""
}

// roles are the roles that Auth0 gives the key; one, unless the list is wrong.
func (k ConnectionKey) roles() (roles []string) {
	if k.Current {
		roles = append(roles, "current")
	}
	if k.Next {
		roles = append(roles, "next")
	}
	if k.Previous {
		roles = append(roles, "previous")
	}
	return roles
}

// wrongCertificate names a key whose certificate has the public key of another key in the
// list (Auth0's kids are thumbprints of the keys, by the recordings of its SDK).
func (k ConnectionKeys) wrongCertificate(kids []string) string {
	for _, key := range k.Keys {
		cert, err := jwk.ParseCertificate(key.Cert)
		if err != nil {
			continue
		}
		of, err := cert.Public.Thumbprint()
		if err == nil && of != key.KID && slices.Contains(kids, of) {
			return fmt.Sprintf("the certificate of the key %q is that of the key %q", key.KID, of)
		}
	}
	return ""
}

// WrongThumbprint names a key whose certificate has another thumbprint than the one beside
// it, and is empty if there is none. It does not say which of the two is wrong.
func (k ConnectionKeys) WrongThumbprint() string {
	for _, key := range k.Keys {
		block, _ := pem.Decode([]byte(key.Cert))
		if block == nil {
			continue
		}
		sum := sha1.Sum(block.Bytes) //nolint:gosec // Auth0's thumbprint of a certificate, which protects nothing
		if len(key.Thumbprint) == hex.EncodedLen(len(sum)) && !strings.EqualFold(key.Thumbprint, hex.EncodeToString(sum[:])) {
			return fmt.Sprintf("the certificate of the key %q has another thumbprint than the one beside it", key.KID)
		}
	}
	return ""
}
