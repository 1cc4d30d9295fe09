package sandbox

import (
	"net/http"
	"strings"
)

// OnRotate matches the requests that rotate keys, of every vendor.
func OnRotate(r *http.Request) bool {
	return r.Method == http.MethodPost &&
		(strings.HasSuffix(r.URL.Path, "/keys/rotate") || strings.HasSuffix(r.URL.Path, "/credentials/lifecycle/keyRotate"))
}

// OnKeys matches the requests that list the keys that [OnRotate] is about, of
// every vendor.
func OnKeys(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/keys") && !OnResourceServerKeyList(r) && !OnPublished(r)
}

// OnPublished matches the requests for the documents in which keys are published, of every vendor.
func OnPublished(r *http.Request) bool {
	return r.Method == http.MethodGet && isPublishedPath(r.URL.Path) && !OnMetadata(r)
}

// OnMetadata matches the requests for the metadata of an authorization server of Okta.
func OnMetadata(r *http.Request) bool {
	_, document, ok := publishedServer(r.URL.Path)
	return ok && r.Method == http.MethodGet && document == oktaMetadataDocument
}

// OnToken matches the requests for an access token, of every vendor.
func OnToken(r *http.Request) bool { return r.Method == http.MethodPost && isTokenPath(r.URL.Path) }

// OnServer matches the requests that read an authorization server of Okta.
func OnServer(r *http.Request) bool {
	id, ok := strings.CutPrefix(r.URL.Path, oktaAPIPrefix+"authorizationServers/")
	return ok && r.Method == http.MethodGet && id != "" && !strings.Contains(id, "/")
}

// OnApp matches the requests that read an app of Okta.
func OnApp(r *http.Request) bool {
	rest, ok := pathBelow(r, http.MethodGet, "apps/")
	return ok && rest == "" && !strings.HasSuffix(r.URL.Path, "/")
}

// OnConnectionKeys matches the requests that read the keys of an app's
// provisioning connection of Okta.
func OnConnectionKeys(r *http.Request) bool {
	rest, ok := pathBelow(r, http.MethodGet, "apps/")
	return ok && rest == "connections/default/jwks"
}

// appKeyPlace is where the keys of apps are.
var appKeyPlace = oktaKeyPlace{"apps/", "credentials/jwks"}

// OnAppKeys matches the requests that list the keys of an app of Okta.
func OnAppKeys(r *http.Request) bool { return appKeyPlace.all(r, http.MethodGet) }

// OnAppKeyAdd matches the requests that add a key to an app of Okta.
func OnAppKeyAdd(r *http.Request) bool { return appKeyPlace.all(r, http.MethodPost) }

// OnAppKeyActivate matches the requests that activate a key of an app of Okta.
func OnAppKeyActivate(r *http.Request) bool {
	return appKeyPlace.one(r, http.MethodPost, "lifecycle/activate")
}

// OnAppKeyDeactivate matches the requests that deactivate a key of an app of
// Okta.
func OnAppKeyDeactivate(r *http.Request) bool {
	return appKeyPlace.one(r, http.MethodPost, "lifecycle/deactivate")
}

// OnAppKeyDelete matches the requests that delete a key of an app of Okta.
func OnAppKeyDelete(r *http.Request) bool { return appKeyPlace.one(r, http.MethodDelete, "") }

// serverKeyPlace is where the keys of resource servers are.
var serverKeyPlace = oktaKeyPlace{"authorizationServers/", "resourceservercredentials/keys"}

// OnResourceServerKeyList matches the requests that list the encryption keys of
// an authorization server of Okta.
func OnResourceServerKeyList(r *http.Request) bool { return serverKeyPlace.all(r, http.MethodGet) }

// OnResourceServerKeyAdd matches the requests that add such a key.
func OnResourceServerKeyAdd(r *http.Request) bool { return serverKeyPlace.all(r, http.MethodPost) }

// OnResourceServerKeyActivate matches the requests that activate such a key.
func OnResourceServerKeyActivate(r *http.Request) bool {
	return serverKeyPlace.one(r, http.MethodPost, "lifecycle/activate")
}

// OnResourceServerKeyDeactivate matches the requests that deactivate such a key.
func OnResourceServerKeyDeactivate(r *http.Request) bool {
	return serverKeyPlace.one(r, http.MethodPost, "lifecycle/deactivate")
}

// OnResourceServerKeyDelete matches the requests that delete such a key.
func OnResourceServerKeyDelete(r *http.Request) bool {
	return serverKeyPlace.one(r, http.MethodDelete, "")
}

// oktaKeyPlace is where registered keys are: a path of owners, and below each of
// them a path of keys.
type oktaKeyPlace struct{ owners, keys string }

// all says whether a request is for the keys of an owner.
func (p oktaKeyPlace) all(r *http.Request, method string) bool {
	rest, ok := pathBelow(r, method, p.owners)
	return ok && rest == p.keys
}

// one says whether a request asks for what is below one key.
func (p oktaKeyPlace) one(r *http.Request, method, below string) bool {
	rest, _ := pathBelow(r, method, p.owners)
	key, ok := strings.CutPrefix(rest, p.keys+"/")
	id, rest, _ := strings.Cut(key, "/")
	return ok && id != "" && rest == below && !strings.HasSuffix(r.URL.Path, "/")
}

// pathBelow is what a request of a method asks for below one of the owners of
// Okta's Management API.
func pathBelow(r *http.Request, method, owners string) (rest string, ok bool) {
	path, ok := strings.CutPrefix(r.URL.Path, oktaAPIPrefix+owners)
	id, rest, _ := strings.Cut(path, "/")
	if !ok || r.Method != method || id == "" {
		return "", false
	}
	return rest, true
}

// isTokenPath says whether a path is the token endpoint of a vendor.
func isTokenPath(path string) bool { return path == auth0TokenPath || path == oktaTokenPath }

// OnAny matches every request.
func OnAny(*http.Request) bool { return true }
