package yearsimulation

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// cacheLife is for how long verifiers use the published keys that they have fetched.
const cacheLife = day

// verifierAgent is the user agent of verifiers, which tells their requests from those of the provider.
const verifierAgent = "verifier"

// verifier is somebody who verifies tokens of the authorization server with published keys that it caches. It does not
// fetch them early for a kid that it does not know.
type verifier struct {
	f    *fixture
	name string
	keys jose.JSONWebKeySet
	// fetches is when it fetches the keys next.
	fetches time.Time
}

// verify verifies a token, and returns the kid of its key.
func (v *verifier) verify(text string) (kid string, err error) {
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return "none", err
	}
	kid = token.Headers[0].KeyID
	if len(v.keys.Keys) == 0 || !v.f.now().Before(v.fetches) {
		if err := v.fetch(); err != nil {
			return kid, err
		}
	}
	known := v.keys.Key(kid)
	if len(known) != 1 {
		return kid, fmt.Errorf("verifier %s has no key %q in its cache", v.name, kid)
	}
	return kid, token.Claims(known[0].Key, &jwt.Claims{})
}

// fetch reads the published keys, without a token.
func (v *verifier) fetch() error {
	address := v.f.box.Okta().URL() + "/oauth2/" + v.f.server + "/v1/keys"
	request, err := http.NewRequestWithContext(v.f.ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", verifierAgent)
	response, err := v.f.box.Transport().RoundTrip(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	v.keys = jose.JSONWebKeySet{}
	if err := json.NewDecoder(response.Body).Decode(&v.keys); err != nil {
		return err
	}
	for !v.f.now().Before(v.fetches) {
		v.fetches = v.fetches.Add(cacheLife)
	}
	return nil
}
