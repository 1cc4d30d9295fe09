package jwk

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// secrets are the members of private and symmetric JWKs (RFC 7518 sections 6.2.2,
// 6.3.2 and 6.4.1).
var secrets = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"}

// The errors of the JSON package quote the text, so they are not passed on.
var errMalformed = errors.New("found malformed JSON, not a JWK")

// maxDepth is the depth to which the JSON package reads; its error has no type of its own.
const maxDepth = 10000

// object reads the members of one JSON object. Each is there at most once: a
// second one could hide what the first says (RFC 7517 section 4). One that is null
// is absent: Okta sends null for what it was not given (recorded answers of the
// official provider).
func object(text string) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	var whole json.RawMessage
	if err := decoder.Decode(&whole); err != nil {
		if strings.Count(text, "[")+strings.Count(text, "{") > maxDepth {
			return nil, errors.New("found JSON that is malformed, or nested thousands of levels deep, not a JWK")
		}
		return nil, errMalformed
	}
	if strings.TrimSpace(text[decoder.InputOffset():]) != "" {
		return nil, errors.New("found data after the JWK; give one JSON object alone")
	}
	decoder = json.NewDecoder(bytes.NewReader(whole))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errMalformed
	}
	all := map[string]json.RawMessage{}
	for decoder.More() {
		token, err := decoder.Token()
		name, ok := token.(string)
		var value json.RawMessage
		if err != nil || !ok || decoder.Decode(&value) != nil {
			return nil, errMalformed
		}
		if _, twice := all[name]; twice {
			return nil, errors.New("found a JWK that names a member twice; name each member once")
		}
		all[name] = value
	}
	for name, value := range all {
		if string(value) == "null" {
			delete(all, name)
		}
	}
	return all, nil
}

// secretIn reports whether JSON holds, at any depth, a member of a private or
// symmetric JWK, or a private key as PEM.
func secretIn(text string) bool {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber() // 1e999 is valid JSON, and no float64
	return secretNext(decoder, "")
}

// secretNext looks into the next value, which is the member name, if it has one.
func secretNext(decoder *json.Decoder, name string) bool {
	token, err := decoder.Token()
	if err != nil {
		return true // object has read the text before, so this is not reached
	}
	if token != nil && slices.ContainsFunc(secrets, func(secret string) bool { return strings.EqualFold(name, secret) }) {
		return true
	}
	open, ok := token.(json.Delim)
	if !ok {
		text, _ := token.(string)
		return hasPrivateKeyLabel(text)
	}
	for decoder.More() {
		name := ""
		if open == '{' {
			token, err := decoder.Token()
			if err != nil {
				return true
			}
			name, _ = token.(string)
		}
		if hasPrivateKeyLabel(name) || secretNext(decoder, name) {
			return true
		}
	}
	_, err = decoder.Token() // the closing bracket
	return err != nil
}
