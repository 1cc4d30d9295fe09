package sandbox

import (
	"crypto"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Publication is how the services publish keys to verifiers: as a JWK set (RFC 7517
// section 5) that anybody can read.
type Publication struct {
	// Lag is how far behind the keys the documents are, by the clock of the sandbox: at
	// most a week.
	Lag time.Duration
	// MaxAge is for how long caches may hold a document, in whole seconds. If it is zero, answers
	// do not say (there is no Cache-Control).
	MaxAge time.Duration
	// Age is how long a cache has held the documents, in whole seconds. They show the keys, and have
	// the Date, of then (RFC 9111 section 5.1). If it is zero, there is no cache.
	Age time.Duration
}

// SetPublication makes the documents from now on lag, and be cached, like this, in place of an
// earlier one. The zero Publication shows the keys as they are.
func (s *Sandbox) SetPublication(p Publication) { s.public.Store(&p) }

// publicationNow is how documents are published now.
func (s *Sandbox) publicationNow() Publication {
	if p := s.public.Load(); p != nil {
		return *p
	}
	return Publication{}
}

// view is the moment that a document shows.
func (p Publication) view() view { return view{behind: min(max(p.Lag+p.Age, 0), historyLength)} }

// document is the answer with a document.
func (p Publication) document(content any) reply {
	rep := jsonReply(http.StatusOK, content)
	if p.MaxAge > 0 {
		rep.header.Set("Cache-Control", "max-age="+strconv.Itoa(int(p.MaxAge/time.Second)))
	}
	if p.Age > 0 {
		rep.header.Set("Age", strconv.Itoa(int(p.Age/time.Second)))
	}
	rep.age = p.Age
	return rep
}

// publishedKey is a key in a JWK set.
func publishedKey(kid, alg string, public crypto.PublicKey) jose.JSONWebKey {
	return jose.JSONWebKey{Key: public, KeyID: kid, Algorithm: alg, Use: "sig"}
}

// The paths of the documents.
const (
	auth0PublishedPrefix = "/oauth/connection/"
	auth0PublishedSuffix = "/.well-known/jwks.json"
	oktaPublishedPrefix  = "/oauth2/"
	oktaKeysDocument     = "v1/keys"
	oktaMetadataDocument = ".well-known/oauth-authorization-server"
)

// isPublishedPath says whether a path is of a document that a vendor publishes.
func isPublishedPath(path string) bool {
	_, auth0 := publishedConnectionName(path)
	_, _, okta := publishedServer(path)
	return auth0 || okta
}

// publishedConnectionName is the name of the connection whose keys a path publishes.
func publishedConnectionName(path string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(path, auth0PublishedPrefix)
	name, suffixed := strings.CutSuffix(rest, auth0PublishedSuffix)
	return name, ok && suffixed && name != "" && !strings.Contains(name, "/")
}

// publishedServer is the authorization server about which a path publishes a document, and which
// document that is.
func publishedServer(path string) (server, document string, ok bool) {
	rest, ok := strings.CutPrefix(path, oktaPublishedPrefix)
	server, document, _ = strings.Cut(rest, "/")
	return server, document, ok && server != "" && (document == oktaKeysDocument || document == oktaMetadataDocument)
}

// publishKeys is GET /oauth/connection/{name}/.well-known/jwks.json. It needs no token.
func (t *Auth0Tenant) publishKeys(name string, p Publication) reply {
	t.mu.Lock()
	defer t.mu.Unlock()
	conn, ok := t.connections.find(p.view(), func(conn *auth0Connection) bool { return conn.name == name })
	if !ok || !conn.hasKeys() {
		return refuse(errNoConnection).reply()
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range conn.keys() {
		set.Keys = append(set.Keys, publishedKey(key.KID, key.Algorithm, key.signer.Public()))
	}
	return p.document(set)
}

// oktaMetadataJSON is the metadata of an authorization server (RFC 8414 section 2), as far as
// the keys are concerned.
type oktaMetadataJSON struct {
	Issuer        string `json:"issuer"`
	TokenEndpoint string `json:"token_endpoint"`
	JWKSURI       string `json:"jwks_uri"`
}

// publish is GET /oauth2/{id}/v1/keys and GET
// /oauth2/{id}/.well-known/oauth-authorization-server. Neither needs a token.
func (o *OktaOrg) publish(id, document, base string, p Publication) reply {
	o.mu.Lock()
	defer o.mu.Unlock()
	server, ok := o.findAt(id, p.view())
	if !ok {
		return refuseOkta(errOktaNotFound, id, "AuthorizationServer").reply()
	}
	if document == oktaMetadataDocument {
		issuer := base + oktaPublishedPrefix + server.path()
		return jsonReply(http.StatusOK, oktaMetadataJSON{issuer, issuer + "/v1/token", issuer + "/" + oktaKeysDocument})
	}
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, key := range server.keys() {
		set.Keys = append(set.Keys, publishedKey(key.KID, "RS256", key.PublicKey))
	}
	return p.document(set)
}
