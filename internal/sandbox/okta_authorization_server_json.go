package sandbox

import (
	"net/http"
	"time"
)

// oktaTimeFormat is how the Management API writes times: ISO 8601 with
// milliseconds, UTC.
const oktaTimeFormat = "2006-01-02T15:04:05.000Z"

// oktaServerJSON is an authorization server on the wire, with the members and
// their order of the recorded answers.
type oktaServerJSON struct {
	ID          string              `json:"id"`
	Name        string              `json:"name"`
	Description string              `json:"description"`
	Audiences   []string            `json:"audiences"`
	Issuer      string              `json:"issuer"`
	IssuerMode  string              `json:"issuerMode"`
	Encryption  string              `json:"accessTokenEncryptedResponseAlgorithm,omitempty"`
	JWKS        *oktaKeySetJSON     `json:"jwks,omitempty"`
	Status      string              `json:"status"`
	Created     string              `json:"created"`
	LastUpdated string              `json:"lastUpdated"`
	Credentials oktaCredentialsJSON `json:"credentials"`
	Default     bool                `json:"default"`
	Links       map[string]any      `json:"_links"`
}

// oktaCredentialsJSON says which key signs.
type oktaCredentialsJSON struct {
	Signing oktaSigningJSON `json:"signing"`
}

// oktaSigningJSON is credentials.signing; nextRotation is there in AUTO mode
// alone.
type oktaSigningJSON struct {
	KID          string `json:"kid"`
	RotationMode string `json:"rotationMode"`
	LastRotated  string `json:"lastRotated,omitempty"`
	NextRotation string `json:"nextRotation,omitempty"`
}

// json is the server as GET answers it. Its description and audience are made up.
func (s *oktaServer) json(base string) oktaServerJSON {
	signing := oktaSigningJSON{
		KID: s.active.KID, RotationMode: s.mode, LastRotated: oktaTime(s.lastRotated),
	}
	if s.rotatedText != nil {
		signing.LastRotated = s.rotatedText(s.lastRotated)
	}
	if s.mode == rotationAuto {
		signing.NextRotation = oktaTime(s.nextRotation)
	}
	return oktaServerJSON{
		ID:          s.id,
		Name:        s.name,
		Description: "A server of the sandbox",
		Audiences:   []string{"api://" + s.path()},
		Issuer:      base + "/oauth2/" + s.path(),
		IssuerMode:  "ORG_URL",
		Encryption:  s.encryption,
		JWKS:        s.registered.settings(),
		Status:      "ACTIVE",
		Created:     oktaTime(s.created),
		LastUpdated: oktaTime(s.created),
		Credentials: oktaCredentialsJSON{Signing: signing},
		Default:     s.alias != "",
		Links:       s.links(base),
	}
}

// links are the links of a server.
func (s *oktaServer) links(base string) map[string]any {
	self, issuer := s.url(base), base+"/oauth2/"+s.path()
	wellKnown := func(name string) oktaLinkJSON {
		link := oktaLink(issuer+"/.well-known/"+name, http.MethodGet)
		link.Name = name
		return link
	}
	return map[string]any{
		"self":                          oktaLink(self, http.MethodGet, http.MethodDelete, http.MethodPut),
		"scopes":                        oktaLink(self+"/scopes", http.MethodGet, http.MethodPost),
		"claims":                        oktaLink(self+"/claims", http.MethodGet, http.MethodPost),
		"policies":                      oktaLink(self+"/policies", http.MethodGet, http.MethodPost),
		"keys":                          oktaLink(self+"/credentials/keys", http.MethodGet),
		"rotateKey":                     oktaLink(self+"/credentials/lifecycle/keyRotate", http.MethodPost),
		"deactivate":                    oktaLink(self+"/lifecycle/deactivate", http.MethodPost),
		"resourceServerCredentialsKeys": oktaLink(self+"/resourceservercredentials/keys", http.MethodGet),

		"metadata": []oktaLinkJSON{wellKnown("oauth-authorization-server"), wellKnown("openid-configuration")},
	}
}

// oktaTime writes a time as the Management API does.
func oktaTime(t time.Time) string { return t.UTC().Format(oktaTimeFormat) }
