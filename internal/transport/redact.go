package transport

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
)

// redacted is a text without the credentials that went with the request, in whatever form
// something on the way repeats them.
func (x *Exchange) redacted(text string) string {
	for _, secret := range x.secrets {
		if len(secret) < shortestSecret {
			continue
		}
		for _, form := range formsOf(secret) {
			text = strings.ReplaceAll(text, form, "(redacted)")
		}
	}
	return text
}

// formsOf are the forms in which a secret is found in a text: as it is, percent-encoded,
// escaped as in JSON, and inside base64.
func formsOf(secret string) []string {
	forms := append(jsonForms(secret), url.QueryEscape(secret), url.PathEscape(secret))
	for _, encoded := range []string{url.QueryEscape(secret), url.PathEscape(secret)} {
		forms = append(forms, lowerHex(encoded))
	}
	for offset := range 3 {
		forms = append(forms, inBase64(base64.StdEncoding, secret, offset), inBase64(base64.URLEncoding, secret, offset))
	}
	return append(forms, secret)
}

// jsonForms are the ways in which encoders write a text between the quotes of JSON.
func jsonForms(secret string) []string {
	all, err := json.Marshal(secret)
	var few strings.Builder
	encoder := json.NewEncoder(&few)
	encoder.SetEscapeHTML(false)
	if err != nil || encoder.Encode(secret) != nil {
		return nil
	}
	plain := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(few.String()), `"`), `"`)
	return []string{string(all[1 : len(all)-1]), strings.ReplaceAll(plain, "/", `\/`), plain}
}

// lowerHex is percent-encoded text with the digits of the codes in lower case.
func lowerHex(encoded string) string {
	out := []byte(encoded)
	for i := 0; i+2 < len(out); i++ {
		if out[i] == '%' {
			copy(out[i+1:], strings.ToLower(encoded[i+1:i+3]))
		}
	}
	return string(out)
}

// inBase64 is the part of a base64 text that a secret alone decides, if so many bytes are
// before it, modulo 3: whoever encodes a header or a body encodes more than the secret.
func inBase64(encoding *base64.Encoding, secret string, offset int) string {
	encoded := encoding.EncodeToString(append(make([]byte, offset), secret...))
	first := (offset*8 + 5) / 6
	last := (offset + len(secret)) * 8 / 6
	return encoded[first:last]
}
