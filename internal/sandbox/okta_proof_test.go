package sandbox

import (
	"crypto"
	"crypto/elliptic"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// prover makes proofs with one key.
type prover struct {
	t   *testing.T
	key crypto.Signer
	alg jose.SignatureAlgorithm
}

func newProver(t *testing.T) prover {
	return prover{t: t, key: newECKey(elliptic.P256()), alg: jose.ES256}
}

// options are the headers of a good proof.
func (p prover) options() *jose.SignerOptions {
	return new(jose.SignerOptions).WithType("dpop+jwt").WithHeader("jwk", jose.JSONWebKey{Key: p.key.Public()})
}

// claims are good ones for a request.
func (p prover) claims(r *http.Request) map[string]any {
	return map[string]any{"htm": r.Method, "htu": r.URL.String(), "iat": time.Now().Unix(), "jti": randomHex(8)}
}

// prove adds a proof to a request; more are pairs of further claims, where a nil
// one is taken away.
func (p prover) prove(r *http.Request, more ...any) *http.Request {
	p.t.Helper()
	claims := p.claims(r)
	for i := 0; i < len(more); i += 2 {
		if claims[more[i].(string)] = more[i+1]; more[i+1] == nil {
			delete(claims, more[i].(string))
		}
	}
	r.Header.Set("Dpop", signJWT(p.t, p.alg, p.key, p.options(), claims))
	return r
}

// boundToken signs in as a client with DPoP and returns its token.
func (w *oktaFixture) boundToken(p prover, client OktaClient) string {
	w.t.Helper()
	nonce := w.do(p.prove(w.assert(w.good(client)))).header.Get("Dpop-Nonce")
	a := w.do(p.prove(w.assert(w.good(client)), "nonce", nonce))
	return decode[oktaTokenJSON](w.t, a.expect(w.t, http.StatusOK)).AccessToken
}

func TestOktaDPoPGrant(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	for _, p := range []prover{newProver(t), {t: t, key: rsaKeys.rsaKey(1), alg: jose.RS256}} {
		client := w.client(OktaClient{DPoP: true})
		w.do(w.assert(w.good(client))).is(t, http.StatusBadRequest,
			`{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT header is missing."}`)
		a := w.do(p.prove(w.assert(w.good(client))))
		a.is(t, http.StatusBadRequest, `{"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof."}`)
		nonce := a.header.Get("Dpop-Nonce")
		equal(t, "a nonce", len(nonce) > 16, true)
		w.do(p.prove(w.assert(w.good(client)), "nonce", "other")).expect(t, http.StatusBadRequest)
		a = w.do(p.prove(w.assert(w.good(client)), "nonce", nonce))
		token := decode[oktaTokenJSON](t, a.expect(t, http.StatusOK))
		equal(t, "token type", token.TokenType, "DPoP")
		equal(t, "lifetime", token.ExpiresIn, 3600)
		w.auth = "DPoP " + token.AccessToken
		r := w.request(http.MethodPost, w.rotatePath(), `{"use":"sig"}`)
		w.do(p.prove(r, "ath", accessTokenHash(token.AccessToken))).expect(t, http.StatusOK)
	}
	equal(t, "rotations", w.org.Rotations(w.server), 2)
}

func TestOktaDPoPWithoutDemand(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	p, client := newProver(t), w.client(OktaClient{})
	w.auth = "Bearer " + w.boundToken(p, client)
	w.get(w.keysPath()).expect(t, http.StatusBadRequest)
}

// badProofs are changes to a good proof, and what the org says of them at the
// token endpoint and at the API.
var badProofs = map[string]struct {
	claims []any
	says   string
}{
	"method":    {[]any{"htm", "PATCH"}, "'htm' claim in the DPoP proof JWT is invalid."},
	"address":   {[]any{"htu", "https://other.example/"}, "'htu' claim in the DPoP proof JWT is invalid."},
	"no time":   {[]any{"iat", nil}, "'iat' claim in the DPoP proof JWT is missing."},
	"too old":   {[]any{"iat", time.Now().Add(-6 * time.Minute).Unix()}, "The DPoP proof JWT is issued more than five minutes in the past."},
	"too early": {[]any{"iat", time.Now().Add(6 * time.Minute).Unix()}, "The DPoP proof JWT is issued in the future."},
	"no id":     {[]any{"jti", nil}, "'jti' claim in the DPoP proof JWT is missing."},
}

func TestOktaBadProofsAtTokenEndpoint(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	p, client := newProver(t), w.client(OktaClient{DPoP: true})
	refused := func(says string, r *http.Request) {
		t.Helper()
		w.do(r).is(t, http.StatusBadRequest, `{"error":"invalid_dpop_proof","error_description":"`+says+`"}`)
	}
	for name, bad := range badProofs {
		t.Log(name)
		refused(bad.says, p.prove(w.assert(w.good(client)), bad.claims...))
	}
	r := w.assert(w.good(client))
	r.Header.Set("Dpop", "nonsense")
	refused("The DPoP proof JWT is not a JWT signed with a supported algorithm.", r)
	r = w.assert(w.good(client))
	r.Header.Set("Dpop", signJWT(t, p.alg, p.key, p.options().WithType("JWT"), p.claims(r)))
	refused("The DPoP proof JWT has a 'typ' other than 'dpop+jwt'.", r)
	r = w.assert(w.good(client))
	r.Header.Set("Dpop", signJWT(t, p.alg, p.key, new(jose.SignerOptions).WithType("dpop+jwt"), p.claims(r)))
	refused("The DPoP proof JWT has no public key in 'jwk'.", r)
	r = w.assert(w.good(client))
	r.Header.Set("Dpop", signJWT(t, p.alg, newECKey(elliptic.P256()), p.options(), p.claims(r)))
	refused("The DPoP proof JWT signature is invalid.", r)
}

func TestOktaBadProofsAtAPI(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	p := newProver(t)
	token := w.boundToken(p, w.client(OktaClient{DPoP: true}))
	w.auth = "DPoP " + token
	host := w.request(http.MethodGet, "/", "").Host
	refused := func(says string, r *http.Request) {
		t.Helper()
		w.do(r).challenged(t, http.StatusBadRequest, `DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", authorization_uri="http://`+host+
			`/oauth2/v1/authorize", realm="http://`+host+`", scope="okta.authorizationServers.read", error="invalid_dpop_proof", error_description="`+
			says+`", resource="`+w.keysPath()+`"`)
	}
	get := func() *http.Request { return w.request(http.MethodGet, w.keysPath(), "") }
	for name, bad := range badProofs {
		t.Log(name)
		refused(bad.says, p.prove(get(), append([]any{"ath", accessTokenHash(token)}, bad.claims...)...))
	}
	refused("The DPoP proof JWT header is missing.", get())
	refused("'ath' claim in the DPoP proof does not match the presented access_token.", p.prove(get()))
	refused("'ath' claim in the DPoP proof does not match the presented access_token.", p.prove(get(), "ath", accessTokenHash("other")))
	refused("The DPoP proof JWT is signed with another key than the access token is bound to.",
		newProver(t).prove(get(), "ath", accessTokenHash(token)))
	good := p.prove(get(), "ath", accessTokenHash(token))
	w.do(good).expect(t, http.StatusOK)
	again := get()
	again.Header = good.Header.Clone()
	refused("The DPoP proof JWT has already been used.", again)
}

func TestOktaBoundTokenAsBearer(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	p := newProver(t)
	w.auth = "Bearer " + w.boundToken(p, w.client(OktaClient{DPoP: true}))
	a := w.post(w.rotatePath(), `{"use":"sig"}`)
	equal(t, "status", a.status, http.StatusBadRequest)
	equal(t, "body", a.body, "")
	challenge := a.header.Get("WWW-Authenticate")
	if !strings.HasPrefix(challenge, "Bearer authorization_uri=") ||
		!strings.Contains(challenge, `error="invalid_request", error_description="The resource request requires a DPoP proof."`) {
		t.Errorf("challenge %s", challenge)
	}
	equal(t, "rotations", w.org.Rotations(w.server), 0)
}

// TestOktaProofIgnoresSandboxClock: clients sign with the wall clock.
func TestOktaProofIgnoresSandboxClock(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	w.Clock().Advance(-1000 * time.Hour)
	p := newProver(t)
	token := w.boundToken(p, w.client(OktaClient{DPoP: true}))
	w.auth = "DPoP " + token
	w.do(p.prove(w.request(http.MethodGet, w.keysPath(), ""), "ath", accessTokenHash(token))).expect(t, http.StatusOK)
}
