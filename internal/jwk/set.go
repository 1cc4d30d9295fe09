package jwk

import (
	"encoding/json"
	"errors"
)

// SetKIDs are the key IDs of the keys of a JWK set (RFC 7517 section 5) with which a
// signature can be verified, in the order of the set. As section 5 says, it passes over keys that
// it cannot use: without a kid, without a kty, with another use than sig, and symmetric ones. The error says
// what is wrong with the set, as the rest of a sentence, and repeats nothing of it.
func SetKIDs(text []byte) (kids []string, err error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	switch err := json.Unmarshal(text, &set); {
	case !json.Valid(text):
		return nil, errors.New("it is not JSON")
	case err != nil || set.Keys == nil:
		return nil, errors.New("it has no list with the name keys")
	}
	for _, raw := range set.Keys {
		var key struct {
			KID string  `json:"kid"`
			Kty string  `json:"kty"`
			Use *string `json:"use"`
		}
		if json.Unmarshal(raw, &key) != nil || key.KID == "" || key.Kty == "" || key.Kty == "oct" {
			continue
		}
		if key.Use == nil || *key.Use == "sig" {
			kids = append(kids, key.KID)
		}
	}
	return kids, nil
}
