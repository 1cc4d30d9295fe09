package sandbox

import (
	"crypto"
	"net/http"
)

// The values of the status of a signing key.
const (
	statusActive  = "ACTIVE"
	statusNext    = "NEXT"
	statusExpired = "EXPIRED"
)

// OktaSigningKey is one signing key of an authorization server as the org stores
// it.
type OktaSigningKey struct {
	// KID is the RFC 7638 thumbprint of the public key.
	KID string
	// Status is "ACTIVE", "NEXT" or "EXPIRED".
	Status string
	// PublicKey is an RSA key of 2048 bits.
	PublicKey crypto.PublicKey

	signer crypto.Signer
}

// oktaLinkJSON is a link with the methods that it may be followed with.
type oktaLinkJSON struct {
	Name  string        `json:"name,omitempty"`
	Href  string        `json:"href"`
	Hints oktaHintsJSON `json:"hints"`
}

// oktaHintsJSON is what goes with a link.
type oktaHintsJSON struct {
	Allow []string `json:"allow"`
}

// oktaLink makes a link.
func oktaLink(href string, allow ...string) oktaLinkJSON {
	return oktaLinkJSON{Href: href, Hints: oktaHintsJSON{Allow: allow}}
}

// oktaSigningKeyJSON is a signing key on the wire.
type oktaSigningKeyJSON struct {
	Status string                  `json:"status"`
	Alg    string                  `json:"alg"`
	E      string                  `json:"e"`
	N      string                  `json:"n"`
	KID    string                  `json:"kid"`
	Kty    string                  `json:"kty"`
	Use    string                  `json:"use"`
	Links  map[string]oktaLinkJSON `json:"_links"`
}

// newSigningKey is key i of the pool in its first role.
func (o *OktaOrg) newSigningKey(i int, status string) *OktaSigningKey {
	signer := o.keySource.rsaKey(i)
	return &OktaSigningKey{KID: keyID(signer.Public()), Status: status, PublicKey: signer.Public(), signer: signer}
}

// json is the key as the org answers it; keysURL is where the keys of the
// server are listed.
func (k *OktaSigningKey) json(keysURL string) oktaSigningKeyJSON {
	out := oktaSigningKeyJSON{
		Status: k.Status, Alg: "RS256", KID: k.KID, Kty: "RSA", Use: "sig",
		Links: map[string]oktaLinkJSON{"self": oktaLink(keysURL+"/"+k.KID, http.MethodGet)},
	}
	out.N, out.E = rsaMembers(k.PublicKey)
	return out
}

// SigningKeys is what is stored for an authorization server, by id or alias, in
// the order in which it is listed: ACTIVE, NEXT, then EXPIRED, the youngest
// first. It is nil if there is no such server.
func (o *OktaOrg) SigningKeys(id string) []OktaSigningKey {
	o.mu.Lock()
	defer o.mu.Unlock()
	server, ok := o.find(id)
	if !ok {
		return nil
	}
	var keys []OktaSigningKey
	for _, k := range server.keys() {
		keys = append(keys, *k)
	}
	return keys
}

// listSigningKeys is GET /api/v1/authorizationServers/{id}/credentials/keys.
func (o *OktaOrg) listSigningKeys(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	server, ok := o.server(call)
	if !ok {
		return refuseOkta(errOktaNotFound, call.id, "AuthorizationServer").reply()
	}
	return oktaReply(http.StatusOK, server.keysJSON(call.base))
}

// getSigningKey is GET /api/v1/authorizationServers/{id}/credentials/keys/{kid}.
func (o *OktaOrg) getSigningKey(call oktaCall) reply {
	if refused := checkAccept(call); refused != nil {
		return refused.reply()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	server, ok := o.server(call)
	if !ok {
		return refuseOkta(errOktaNotFound, call.id, "AuthorizationServer").reply()
	}
	for _, k := range server.keys() {
		if k.KID == call.key {
			return oktaReply(http.StatusOK, k.json(server.url(call.base)+"/credentials/keys"))
		}
	}
	return refuseOkta(errOktaNotFound, call.key, "JsonWebKey").reply()
}

// keysJSON is all keys of the server on the wire.
func (s *oktaServer) keysJSON(base string) []oktaSigningKeyJSON {
	var keys []oktaSigningKeyJSON
	for _, k := range s.keys() {
		keys = append(keys, k.json(s.url(base)+"/credentials/keys"))
	}
	return keys
}
