package oktaapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Key is a public key that is registered at Okta: of an app, or of a resource
// server. A member that Okta did not send, or sent as null, is the zero value.
type Key struct {
	// ID is Okta's identifier of the key (pks... or apk...).
	ID string
	// KID is the key ID, by which tokens name the key.
	KID string
	// Status is StatusActive or StatusInactive.
	Status string
	Kty    string
	Use    string
	Alg    string
	// N and E are the members of an RSA key.
	N, E string
	// Crv, X and Y are those of an EC key. Okta keeps no Crv for a key that was
	// registered without one.
	Crv, X, Y string
	// Created and LastUpdated are Okta's words; their form is not documented.
	Created, LastUpdated string
	// Links maps a link relation to its URL.
	Links map[string]string
	// At is Okta's clock when it listed the key; zero where the clock of this machine
	// says that it cannot be right, and for a key of another answer.
	At time.Time
}

// ChangedWithin reports whether the key was registered, activated or deactivated
// less than d before it was listed, by Okta's clock. It is false where Okta's words
// tell no time, and where its clock cannot be right.
func (k Key) ChangedWithin(d time.Duration) bool {
	changed, err := time.Parse(time.RFC3339, cmp.Or(k.LastUpdated, k.Created))
	return err == nil && !k.At.IsZero() && k.At.Sub(changed).Abs() < d
}

// ChangedAt is when the key was last registered, activated or deactivated, to the second
// by Okta's clock: Okta keeps the time of a change of status in whole seconds. It is the
// zero time where Okta's words tell none.
func (k Key) ChangedAt() time.Time { return toTheSecond(cmp.Or(k.LastUpdated, k.Created)) }

// CreatedAt is when the key was registered, likewise.
func (k Key) CreatedAt() time.Time { return toTheSecond(cmp.Or(k.Created, k.LastUpdated)) }

func toTheSecond(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.Truncate(time.Second)
}

// Curve is the curve of an EC key. Okta answers null for one that was registered
// without (recorded answers of the official provider); then the point tells it. It is
// empty where the point is on no curve that is known.
func (k Key) Curve() string {
	if k.Crv != "" || k.Kty != "EC" {
		return k.Crv
	}
	return jwk.CurveOfPoint(k.X, k.Y)
}

// Params are the members of the key, in the form of RFC 7518 as far as they can be
// brought to it.
func (k Key) Params() jwk.Params {
	return jwk.Params{Kty: k.Kty, N: k.N, E: k.E, Crv: k.Curve(), X: k.X, Y: k.Y}.Canonical()
}

// Public is the key itself. The error says what is wrong with its members.
func (k Key) Public() (jwk.Public, error) { return jwk.FromParams(k.Params()) }

// NewKey is a key as it is to be registered.
func NewKey(public jwk.Public, named jwk.Members, status string) Key {
	p := public.Params()
	return Key{
		KID: named.KeyID, Use: named.Use, Alg: named.Algorithm, Status: status,
		Kty: p.Kty, N: p.N, E: p.E, Crv: p.Crv, X: p.X, Y: p.Y,
	}
}

// Members are what the key is registered with beside itself.
func (k Key) Members() jwk.Members {
	return jwk.Members{KeyID: k.KID, Use: k.Use, Algorithm: k.Alg}
}

// StatusInactive is the status of a key that is registered and not used.
const StatusInactive = "INACTIVE"

// wireKey is a key as Okta sends it.
type wireKey struct {
	ID          string                     `json:"id"`
	KID         string                     `json:"kid"`
	Status      string                     `json:"status"`
	Kty         string                     `json:"kty"`
	Use         string                     `json:"use"`
	Alg         string                     `json:"alg"`
	N           string                     `json:"n"`
	E           string                     `json:"e"`
	Crv         string                     `json:"crv"`
	X           string                     `json:"x"`
	Y           string                     `json:"y"`
	Created     string                     `json:"created"`
	LastUpdated string                     `json:"lastUpdated"`
	Links       map[string]json.RawMessage `json:"_links"`
}

// KeyList is the keys of a parent as Okta has listed them.
type KeyList struct {
	// Keys are in the order of their kids.
	Keys []Key
	// At is Okta's clock when it listed the keys, and zero where the clock of this machine
	// says that it cannot be right.
	At time.Time
}

// keysOf are the keys that were listed at a time, in the order of their kids. One
// without members of a key is left out.
func keysOf(wire []*wireKey, at time.Time) KeyList {
	keys := make([]Key, 0, len(wire))
	for _, key := range wire {
		if key == nil || key.ID == "" && key.KID == "" && key.Kty == "" {
			continue
		}
		listed := key.key()
		listed.At = at
		keys = append(keys, listed)
	}
	slices.SortStableFunc(keys, func(a, b Key) int { return cmp.Or(cmp.Compare(a.KID, b.KID), cmp.Compare(a.ID, b.ID)) })
	return KeyList{keys, at}
}

func (w wireKey) key() Key {
	text, base64 := transport.Text, transport.Base64
	return Key{
		ID: text(w.ID), KID: text(w.KID), Status: text(w.Status), Kty: text(w.Kty), Use: text(w.Use), Alg: text(w.Alg),
		N: base64(w.N), E: base64(w.E), Crv: text(w.Crv), X: base64(w.X), Y: base64(w.Y),
		Created: text(w.Created), LastUpdated: text(w.LastUpdated), Links: links(w.Links),
	}
}

// body is a key as it is registered: what is empty is left out.
func (k Key) body() map[string]any {
	all := map[string]any{
		"kid": k.KID, "status": k.Status, "kty": k.Kty, "use": k.Use, "alg": k.Alg,
		"n": k.N, "e": k.E, "crv": k.Crv, "x": k.X, "y": k.Y,
	}
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == "" })
	return all
}

var errNoKeys = errors.New("neither keys nor jwks")

// keySet reads the three forms of a key set that Okta's sources show:
// {"keys": [...]} (the schema since v6.1.0 of the SDK), {"jwks": {"keys": [...]}}
// (Okta's published example), and a bare array (the schema of v6.0.0). The SDK
// reads only the first, and takes the second for an empty set.
type keySet struct {
	Keys []*wireKey
	// Present is false for null, and where the set names no keys.
	Present bool
}

// UnmarshalJSON reads a set; null leaves it absent.
func (s *keySet) UnmarshalJSON(text []byte) error {
	switch text[0] {
	case '[':
		s.Present = true
		return json.Unmarshal(text, &s.Keys)
	case 'n':
		return nil
	}
	type list struct {
		Keys *[]*wireKey `json:"keys"`
	}
	var object struct {
		list
		JWKS *list `json:"jwks"` // one level: reading a set in a set in a set takes minutes
	}
	if err := json.Unmarshal(text, &object); err != nil {
		return err
	}
	keys := object.Keys
	if keys == nil && object.JWKS != nil {
		keys = object.JWKS.Keys
	}
	if keys == nil {
		return errNoKeys
	}
	s.Keys, s.Present = *keys, true
	return nil
}
