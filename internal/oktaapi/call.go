package oktaapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/okta/okta-sdk-golang/v6/okta"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// request makes and sends one request with the SDK's builders. What the SDK
// makes of the answer is of no interest, its error included: v6.1.6 fails on
// good answers of some operations, is silently empty on others, and turns
// failures into text. The answer is read from the exchange.
type request func(ctx context.Context, sdk *okta.APIClient) error

var errNothingSent = errors.New("the SDK sent nothing")

// The statuses of good answers (OpenAPI document in the SDK's module).
var (
	goodRead   = []int{http.StatusOK}
	goodChange = []int{http.StatusOK, http.StatusCreated}
	goodDelete = []int{http.StatusNoContent}
)

// call runs one request: authorized, under the request timeout, recorded, and
// with its failure classified. good are the statuses of success.
func (c *Client) call(ctx context.Context, sdk *okta.APIClient, good []int, send request) (exchange *transport.Exchange, err error) {
	authorize, err := c.authorizers.Get(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(transport.WithAuthorizer(ctx, authorize), c.settings.RequestTimeout)
	defer cancel()
	ctx, exchange = transport.WithExchange(ctx)
	defer func() {
		if recover() != nil {
			err = transport.ErrPanic
		}
		c.policy.Gate.Observe(exchange)
		err = classify(exchange, good, err)
	}()
	return exchange, send(ctx, sdk)
}

// classify is the failure of a call that returned err and was answered like that; nil for
// none.
func classify(exchange *transport.Exchange, good []int, err error) error {
	switch wrong := vendor.CheckStatus(exchange, good...); {
	case slices.Contains(good, exchange.Status) && exchange.BodyErr == nil:
		return nil
	case wrong != nil:
		return wrong
	}
	if err == nil {
		err = errNothingSent
	}
	return vendor.Classify(err, exchange)
}

// decode reads the body of a 2xx. An empty body is the zero value, which suits
// 204; so is null.
func decode[T any](x *transport.Exchange) (T, error) {
	var value T
	if len(bytes.TrimSpace(x.Body)) == 0 {
		return value, nil
	}
	if err := json.Unmarshal(x.Body, &value); err != nil {
		var none T
		// Err stays empty: json's errors quote the body.
		return none, vendor.Unusable(x, "the answer could not be read")
	}
	return value, nil
}

// read runs a request under the retry policy until its answer is good, or fails
// for good.
func read[T any](ctx context.Context, c *Client, send request) (T, *transport.Exchange, error) {
	var value T
	var exchange *transport.Exchange
	err := c.policy.Read(ctx, func(ctx context.Context) error {
		var err error
		if exchange, err = c.call(ctx, c.reads, goodRead, send); err != nil {
			return err
		}
		value, err = decode[T](exchange)
		return err
	})
	return value, exchange, err
}

// cached reads an object of an ID once per walk.
func cached[T any](ctx context.Context, known *listcache.Cache[T], id string, fetch func(context.Context) (T, error)) (T, error) {
	var none T
	if err := checkID(id); err != nil {
		return none, err
	}
	value, err := known.Get(ctx, id, fetch)
	if err != nil {
		return none, transport.AsError(err)
	}
	return value, nil
}

// idForm is that of Okta's IDs, which are 20 characters long. What is longer than twice
// that may be a secret in the wrong argument, and is not sent.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// isNull reports whether an answer is nothing at all, in JSON: an empty body, or
// null. An empty answer that is not JSON is something's on the way.
func isNull(x *transport.Exchange) bool {
	body := string(bytes.TrimSpace(x.Body))
	return (body == "" || body == "null") && strings.HasPrefix(x.Header.Get("Content-Type"), "application/json")
}

// checkIDs checks several.
func checkIDs(ids ...string) error {
	for _, id := range ids {
		if err := checkID(id); err != nil {
			return err
		}
	}
	return nil
}

// checkID refuses what is no ID of Okta's. The SDK escapes an ID for the path,
// but "" and ".." would make it the path of something else (v6.1.6).
func checkID(id string) error {
	if idForm.MatchString(id) {
		return nil
	}
	return &apierr.Error{Kind: apierr.Invalid, Message: "what is given for the ID is none: 1 to 40 letters, digits, - and _"}
}
