package oktaapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// maxTokenRequests bounds the requests for one token. DPoP takes three: one
// without a proof, one without a nonce, one with both. The SDK would go on as
// long as it is asked for another nonce.
const maxTokenRequests = 5

var (
	errTooManyRequests = errors.New("the token endpoint asks for one nonce after another")
	errUnusableToken   = errors.New("the answer holds no usable token")
)

// isDPoP is how the SDK tells that a token needs proofs.
func isDPoP(g transport.Grant) bool { return g.TokenType == "DPoP" }

// tokenRequests sends what the SDK asks of the token endpoint for one token:
// under the context of the token's flight, since the SDK gives it none, and with
// a look at the answer before the SDK takes it for good.
type tokenRequests struct {
	ctx      context.Context
	exchange *transport.Exchange
	next     http.RoundTripper

	// proves is true where each request is to have a DPoP proof.
	proves  bool
	sent    int
	granted transport.Grant
	// unusable says why a token that was granted is of no use.
	unusable string
}

// RoundTrip sends one request. It is called by one goroutine.
func (t *tokenRequests) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.proves && req.Header.Get("Dpop") == "" {
		// The SDK sends a proof only after a refusal (v6.1.6): this one costs no request.
		return askForProof(req), req.Body.Close()
	}
	if t.sent++; t.sent > maxTokenRequests {
		return nil, errors.Join(errTooManyRequests, req.Body.Close())
	}
	// The SDK uses one request several times, and leaves the length and
	// GetBody of its first body (v6.1.6).
	body, err := io.ReadAll(req.Body)
	if err = errors.Join(err, req.Body.Close()); err != nil {
		return nil, err
	}
	ours := req.Clone(t.ctx)
	ours.Body, ours.ContentLength, ours.GetBody = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	resp, err := t.next.RoundTrip(ours)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return resp, nil
	}
	if t.unusable = t.check(resp.StatusCode, req.Header.Get("Dpop") != ""); t.unusable != "" {
		return nil, errors.Join(errUnusableToken, resp.Body.Close())
	}
	return grantResponse(t.granted, resp)
}

// askForProof is the refusal of a request without a proof, as Okta words it.
func askForProof(req *http.Request) *http.Response {
	const body = `{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT header is missing."}`
	return &http.Response{
		Status: "400 Bad Request", StatusCode: http.StatusBadRequest, Proto: req.Proto, ProtoMajor: req.ProtoMajor, ProtoMinor: req.ProtoMinor,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

// grantResponse is the answer with nothing but what the SDK needs. The lifetime in it is
// not the server's: the SDK takes whole seconds only, and its own idea of when the
// token ends is not used (see withoutExpiry).
func grantResponse(g transport.Grant, resp *http.Response) (*http.Response, error) {
	body, err := json.Marshal(map[string]any{"access_token": g.AccessToken, "token_type": g.TokenType, "expires_in": 3600})
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, err
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

// check reads the token, and says what is wrong with it. The SDK takes what has
// no token in it for one, and panics on a DPoP token that came without a proof.
func (t *tokenRequests) check(status int, proved bool) (problem string) {
	if status != http.StatusOK { // RFC 6749 section 5.1
		return fmt.Sprintf("the answer has the status %d, with which no token is granted", status)
	}
	t.granted, problem = transport.GrantOf(t.exchange)
	switch {
	case problem != "":
		return problem
	case isDPoP(t.granted) && !proved:
		return "the answer holds a DPoP token although no proof was sent"
	case !isDPoP(t.granted) && !strings.EqualFold(t.granted.TokenType, "Bearer"):
		return fmt.Sprintf("the answer holds a token of type %q, not Bearer or DPoP", t.granted.TokenType)
	default:
		return ""
	}
}
