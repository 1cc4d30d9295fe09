package transport

import (
	"encoding/json"
	"regexp"
	"time"
)

// Grant is what a token endpoint answers with when it issues a token (RFC 6749
// section 5.1).
type Grant struct {
	AccessToken, TokenType string
	// Until is until when the token is used.
	Until time.Time
}

// tokenForm is that of a token in a header (RFC 6750 section 2.1, b64token).
var tokenForm = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

// MaxToken bounds an access token, in bytes. Servers take headers of 8 to 64 KiB.
const MaxToken = 16 << 10

// GrantOf reads an answer. problem says why it holds no token that can be used, and is
// empty if it does; it quotes nothing of the answer. The type is left to the caller.
func GrantOf(x *Exchange) (g Grant, problem string) {
	var wire struct {
		AccessToken string   `json:"access_token"`
		TokenType   string   `json:"token_type"`
		ExpiresIn   *float64 `json:"expires_in"`
	}
	err := json.Unmarshal(x.Body, &wire)
	g = Grant{AccessToken: wire.AccessToken, TokenType: wire.TokenType, Until: tokenEnd(x.Received, wire.ExpiresIn)}
	switch {
	case x.BodyErr != nil:
		return Grant{}, describeReadError(x.BodyErr)
	case g.AccessToken == "" && err != nil:
		return Grant{}, describeReadError(nil)
	case g.AccessToken == "":
		return Grant{}, "the answer holds no access token"
	case len(g.AccessToken) > MaxToken:
		return Grant{}, "the answer holds an access token that is longer than 16 KiB"
	case !tokenForm.MatchString(g.AccessToken):
		return Grant{}, "the answer holds an access token that is malformed"
	default:
		return g, ""
	}
}

// longestToken bounds how long a token is used, whatever its answer says. A walk that
// takes longer asks for another one.
const longestToken = 24 * time.Hour

// tokenEnd is until when a token is used that was received then: expires_in is a number of
// seconds, whole or not. A server may leave it out (RFC 6749 section 5.1); then, and where
// it is no positive number, the token is used for an hour.
func tokenEnd(received time.Time, expiresIn *float64) time.Time {
	if expiresIn == nil || *expiresIn <= 0 {
		return received.Add(time.Hour)
	}
	seconds := min(*expiresIn, longestToken.Seconds())
	return received.Add(time.Duration(seconds*float64(time.Second)) - renewBefore)
}
