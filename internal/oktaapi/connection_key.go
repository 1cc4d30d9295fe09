package oktaapi

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// ConnectionKey is a key with which a provisioning connection authenticates. Okta
// holds its private half. A member that Okta did not send is the zero value.
type ConnectionKey struct {
	KID string
	Kty string
	Use string
	Alg string
	N   string
	E   string
	// X5C is the certificate chain, each as base64 of DER, and X5TS256 the
	// SHA-256 thumbprint of the first (RFC 7517 sections 4.7 and 4.9).
	X5C     []string
	X5TS256 string
	// Created, LastUpdated and ExpiresAt are Okta's words.
	Created, LastUpdated, ExpiresAt string
}

type wireConnectionKey struct {
	KID         string   `json:"kid"`
	Kty         string   `json:"kty"`
	Use         string   `json:"use"`
	Alg         string   `json:"alg"`
	N           string   `json:"n"`
	E           string   `json:"e"`
	X5C         []string `json:"x5c"`
	X5TS256     string   `json:"x5t#S256"`
	Created     string   `json:"created"`
	LastUpdated string   `json:"lastUpdated"`
	ExpiresAt   string   `json:"expiresAt"`
}

// connectionKeySet reads {"jwks": {"keys": [...]}}, and {"keys": [...]} likewise. A
// connection for which Okta has made no keys is {"jwks": null}, an empty object in
// its place, or none (integration tests of Okta's .NET SDK). Whatever else has no
// keys is no answer.
type connectionKeySet struct {
	keys []*wireConnectionKey
	// present is false for null, and where there is no answer at all.
	present bool
}

// UnmarshalJSON reads a set; null leaves it absent.
func (s *connectionKeySet) UnmarshalJSON(text []byte) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		return err
	}
	if set, ok := object["jwks"]; ok {
		object = nil
		if err := json.Unmarshal(set, &object); err != nil {
			return err
		}
	}
	s.present = true
	if len(object) == 0 {
		return nil
	}
	if err := json.Unmarshal(object["keys"], &s.keys); err != nil {
		return err
	}
	if s.keys == nil {
		return errNoKeys
	}
	return nil
}

func (w wireConnectionKey) key() ConnectionKey {
	text, base64 := transport.Text, transport.Base64
	for i, certificate := range w.X5C {
		w.X5C[i] = base64(certificate)
	}
	if slices.Contains(w.X5C, "") {
		w.X5C = nil
	}
	return ConnectionKey{
		KID: text(w.KID), Kty: text(w.Kty), Use: text(w.Use), Alg: text(w.Alg), N: base64(w.N), E: base64(w.E),
		X5C: w.X5C, X5TS256: base64(w.X5TS256),
		Created: text(w.Created), LastUpdated: text(w.LastUpdated), ExpiresAt: text(w.ExpiresAt),
	}
}

// connectionKeysOf are the keys of an answer, in the order of their kids. One
// without members of a key is left out.
func connectionKeysOf(wire []*wireConnectionKey) []ConnectionKey {
	keys := make([]ConnectionKey, 0, len(wire))
	for _, key := range wire {
		if key != nil && (key.KID != "" || key.Kty != "") {
			keys = append(keys, key.key())
		}
	}
	slices.SortStableFunc(keys, func(a, b ConnectionKey) int { return cmp.Compare(a.KID, b.KID) })
	return keys
}
