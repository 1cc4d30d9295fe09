// Package auth0api speaks to the Auth0 Management API. It is the only importer
// of go-auth0, and hides what that SDK loses or repeats: status codes come from
// the wire, nothing is retried by the SDK, tokens are fetched under the
// caller's deadline, and every failure is an *apierr.Error.
package auth0api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/auth0/go-auth0/management"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// RequestIDHeader is the answer header that names a request to Auth0's support.
const RequestIDHeader = "X-Auth0-Requestid"

// Settings are what a client is made of. They are complete and valid: the
// provider resolves them from its block and the environment.
type Settings struct {
	// Domain is the host of the tenant, with a port if need be.
	Domain string
	// PlainHTTP is true for a sandbox on a loopback host.
	PlainHTTP bool
	// Audience is the audience of tokens; empty means https://DOMAIN/api/v2/.
	Audience string
	// Credentials say how to obtain an access token.
	Credentials Credentials
	// UserAgent goes with every request.
	UserAgent string
	// RequestTimeout bounds one request.
	RequestTimeout time.Duration
	// MaxRetries is how often a read is repeated, and how often a write that is
	// met by 429 is sent in all.
	MaxRetries int
	// Wait passes the time between tries; nil is the real one.
	Wait transport.Waiter
	// Now is the clock of this machine; nil is the real one.
	Now func() time.Time
	// Locks keep other processes on this machine from rotating the same keys at the
	// same time; the zero value is those of this user.
	Locks processlock.Locks
	// Base replaces the network; tests only.
	Base http.RoundTripper
}

// Client calls one tenant. It is made in Configure, so it lives for one plan or
// apply walk. It is safe for concurrent use.
type Client struct {
	settings Settings
	policy   *transport.Policy
	reads    *management.Management
	writes   *management.Management
	tokens   tokenSource
	lists    listcache.Cache[ConnectionKeys]
	locks    listcache.Locks

	published *transport.PublishedKeys
}

// New makes a client. It sends nothing. The error says what is wrong with the
// settings, without their secrets.
func New(s Settings) (*Client, error) {
	if s.Wait == nil {
		s.Wait = transport.Wait
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Audience == "" {
		s.Audience = "https://" + s.Domain + "/api/v2/"
	}
	c := &Client{
		settings:  s,
		policy:    &transport.Policy{MaxRetries: s.MaxRetries, Gate: new(transport.Gate), Wait: s.Wait},
		published: transport.NewPublishedKeys(transport.NewPublicReader(s.UserAgent, s.RequestTimeout, s.Base)),
	}
	var err error
	if c.tokens, err = newTokens(s, c.policy.Gate.Observe); err != nil {
		return nil, err
	}
	if c.reads, err = newManagement(s, false); err != nil {
		return nil, err
	}
	c.writes, err = newManagement(s, true)
	return c, err
}

// Now is the clock of this machine.
func (c *Client) Now() time.Time { return c.settings.Now() }

// Policy is the client's retry policy.
func (c *Client) Policy() *transport.Policy { return c.policy }

// Lock serialises the writes to one connection: those of this client, and those of
// others on this machine, in this process or another.
func (c *Client) Lock(ctx context.Context, connectionID string) (func(), error) {
	unlock, err := c.locks.Lock(ctx, connectionID)
	if err != nil {
		return nil, transport.AsError(err)
	}
	release, err := c.settings.Locks.Lock(ctx, c.processLockName(connectionID))
	if err != nil {
		unlock()
		return nil, transport.AsError(err)
	}
	return func() {
		release()
		unlock()
	}, nil
}

// Record is what this machine knows of the last rotation of a connection's keys. Whoever uses it
// holds the lock.
func (c *Client) Record(connectionID string) processlock.Record {
	return c.settings.Locks.Record(c.processLockName(connectionID))
}

func (c *Client) processLockName(connectionID string) processlock.Name {
	return processlock.Name{Vendor: "auth0", Host: c.settings.Domain, Parent: connectionID}
}

// newManagement makes an SDK client that never retries and sends no telemetry.
// Its static token is a placeholder: the transport puts the real one in its
// place, because the SDK fetches tokens without the caller's context.
func newManagement(s Settings, fresh bool) (*management.Management, error) {
	m, err := management.New(s.Domain,
		management.WithClient(&http.Client{Transport: newTransport(s, fresh)}),
		management.WithStaticToken("placeholder"),
		management.WithUserAgent(s.UserAgent),
		management.WithNoAuth0ClientInfo(),
		management.WithNoRetries(),
	)
	if err != nil {
		return nil, fmt.Errorf("domain: %w", err)
	}
	return m, nil
}

func newTransport(s Settings, fresh bool) http.RoundTripper {
	return transport.New(transport.Options{
		UserAgent:       s.UserAgent,
		Fresh:           fresh,
		PlainHTTP:       s.PlainHTTP,
		RequestIDHeader: RequestIDHeader,
		Base:            s.Base,
	})
}

// call runs one SDK call: with a token, under the request timeout, recorded,
// and with its failure classified.
// good is the status of success (Auth0's OpenAPI document).
func (c *Client) call(ctx context.Context, good int, sdk func(context.Context) error) (exchange *transport.Exchange, err error) {
	token, err := c.tokens.Get(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(transport.WithBearer(ctx, token), c.settings.RequestTimeout)
	defer cancel()
	ctx, exchange = transport.WithExchange(ctx)
	defer func() {
		if recover() != nil {
			err = transport.ErrPanic
		}
		c.policy.Gate.Observe(exchange)
		err = classify(exchange, good, err)
	}()
	return exchange, sdk(ctx)
}

// classify is the failure of a call that returned err and was answered like that; nil for
// none.
func classify(exchange *transport.Exchange, good int, err error) error {
	switch wrong := vendor.CheckStatus(exchange, good); {
	case wrong != nil && exchange.BodyErr == nil:
		return wrong
	case err != nil:
		return vendor.Classify(err, exchange)
	}
	return nil
}
