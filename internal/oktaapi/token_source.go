package oktaapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/okta/okta-sdk-golang/v6/okta"
	"github.com/patrickmn/go-cache"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// tokenSource obtains access tokens by private_key_jwt. The SDK's authorizer signs
// assertions and DPoP proofs (RFC 9449); what it does with the network is kept in
// bounds by tokenRequests, since it has no deadline, no limit to nonces,
// and no words for a refusal (v6.1.6).
type tokenSource struct {
	settings Settings
	signer   jose.Signer
	chain    http.RoundTripper
	gate     *transport.Gate
}

// fetch asks for a token and returns what authorizes requests with it.
func (l *tokenSource) fetch(ctx context.Context) (transport.Authorizer, time.Time, error) {
	ctx, exchange := transport.WithExchange(ctx)
	requests := &tokenRequests{ctx: ctx, exchange: exchange, next: l.chain, proves: l.settings.DPoP}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.settings.OrgURL, http.NoBody)
	if err != nil {
		return nil, time.Time{}, tokenVendor.Classify(err, nil)
	}
	held := cache.New(cache.NoExpiration, 0)
	err = okta.NewPrivateKeyAuth(okta.PrivateKeyAuthConfig{
		TokenCache:       held,
		HttpClient:       &http.Client{Transport: requests},
		PrivateKeySigner: l.signer,
		ClientId:         l.settings.Credentials.ClientID,
		OrgURL:           l.settings.OrgURL,
		Scopes:           l.settings.Credentials.Scopes,
		MaxRetries:       -1,
		Req:              req,
	}).Authorize(req.Method, req.URL.String())
	l.gate.Observe(exchange)
	switch {
	case requests.unusable != "":
		return nil, time.Time{}, tokenVendor.Unusable(exchange, requests.unusable)
	case err != nil:
		return nil, time.Time{}, tokenVendor.Classify(err, exchange)
	case isDPoP(requests.granted) && text(held, okta.DpopAccessTokenNonce) == "":
		// Held without a nonce, the SDK would send the token without a proof.
		return nil, time.Time{}, tokenVendor.Unusable(exchange, "the answer holds a DPoP token without having asked for a nonce, which this provider cannot use")
	}
	return authorizer(withoutExpiry(held)), requests.granted.Until, nil
}

// withoutExpiry is what the SDK holds of a token without its own idea of when that
// ends. It would ask for another token in the middle of a request then, and for a
// lifetime of a second or less never (v6.1.6: go-cache takes -1 for no end).
func withoutExpiry(held *cache.Cache) *cache.Cache {
	kept := cache.New(cache.NoExpiration, 0)
	for _, name := range []string{okta.AccessTokenCacheKey, okta.DpopAccessTokenNonce, okta.DpopAccessTokenPrivateKey} {
		if value, ok := held.Get(name); ok {
			kept.Set(name, value, cache.NoExpiration)
		}
	}
	return kept
}

// text is a string that the SDK holds.
func text(held *cache.Cache, name string) string {
	value, _ := held.Get(name)
	s, _ := value.(string)
	return s
}

// errNoToken is the failure of an authorizer whose token is not there.
var errNoToken = errors.New("no access token is held")

// authorizer puts the token on requests, with a proof of its own for each where
// the token is bound to a key.
func authorizer(held *cache.Cache) transport.Authorizer {
	return func(req *http.Request) error {
		if text(held, okta.AccessTokenCacheKey) == "" {
			// Without one, the SDK would ask for it here.
			return unauthorized(errNoToken)
		}
		req.Header.Del("Authorization")
		htu := *req.URL // RFC 9449 section 4.2: without query and fragment
		htu.RawQuery, htu.Fragment = "", ""
		auth := okta.NewPrivateKeyAuth(okta.PrivateKeyAuthConfig{TokenCache: held, Req: req})
		if err := auth.Authorize(req.Method, htu.String()); err != nil {
			return unauthorized(err)
		}
		// Telemetry of the SDK, which DPoP does not need.
		req.Header.Del("X-Okta-User-Agent-Extended")
		return nil
	}
}

func unauthorized(err error) error {
	return &apierr.Error{Kind: apierr.Unknown, Message: "the request could not be signed: " + err.Error(), Err: err}
}
