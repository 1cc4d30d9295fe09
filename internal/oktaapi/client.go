// Package oktaapi speaks to the Okta Management API. It is the only importer of
// okta-sdk-golang, and hides what that SDK loses or repeats: the SDK builds paths
// and bodies; statuses, bodies and failures come from the wire, nothing is
// retried by the SDK, tokens are fetched under the caller's deadline, and every
// failure is an *apierr.Error.
package oktaapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/okta/okta-sdk-golang/v6/okta"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// RequestIDHeader is the answer header that names a request to Okta's support.
const RequestIDHeader = "X-Okta-Request-Id"

// Settings are what a client is made of. They are complete and valid: the
// provider resolves them from its block and the environment.
type Settings struct {
	// OrgURL is scheme and host of the org, with a port if need be and without
	// a trailing slash: "https://example.okta.com". http is for a sandbox on a
	// loopback host.
	OrgURL string
	// Credentials say how requests are authorized.
	Credentials Credentials
	// DPoP makes the first request for a token prove possession of a key (RFC 9449).
	// Without it the SDK does so only after a refusal.
	DPoP bool
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

// Client calls one org. It is made in Configure, so it lives for one plan or
// apply walk. It is safe for concurrent use.
type Client struct {
	settings    Settings
	host        string
	policy      *transport.Policy
	reads       *okta.APIClient
	writes      *okta.APIClient
	authorizers authorizers
	lists       listcache.Cache[SigningKeys]
	servers     listcache.Cache[AuthorizationServer]
	locks       *serverLocks

	// ownKey is the thumbprint of the key with which the client signs in.
	ownKey string

	appLocks       listcache.Locks
	apps           listcache.Cache[App]
	appKeys        listcache.Cache[KeyList]
	connectionKeys listcache.Cache[[]ConnectionKey]

	public    *transport.PublicReader
	published *transport.PublishedKeys

	resourceServerLocks *serverLocks
	resourceServerKeys  listcache.Cache[KeyList]
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
	u, err := url.Parse(s.OrgURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("org_url is not of the form https://example.okta.com")
	}
	policy := &transport.Policy{MaxRetries: s.MaxRetries, Gate: new(transport.Gate), Wait: s.Wait}
	authorizers, err := newAuthorizers(s, policy.Gate)
	if err != nil {
		return nil, err
	}
	public := transport.NewPublicReader(s.UserAgent, s.RequestTimeout, s.Base)
	return &Client{
		settings:    s,
		host:        u.Host,
		policy:      policy,
		reads:       newSDK(s, false),
		writes:      newSDK(s, true),
		authorizers: authorizers,
		locks:       newServerLocks(),

		public:    public,
		published: transport.NewPublishedKeys(public),

		resourceServerLocks: newServerLocks(),

		ownKey: thumbprintOf(s.Credentials.PrivateKey),
	}, nil
}

// Now is the clock of this machine.
func (c *Client) Now() time.Time { return c.settings.Now() }

// Policy is the client's retry policy.
func (c *Client) Policy() *transport.Policy { return c.policy }

// SignsIn reports whether the client signs in as this app with the key of this
// thumbprint. Okta gives an app's client the ID of the app, unless told otherwise.
func (c *Client) SignsIn(appID, thumbprint string) bool {
	return c.ownKey != "" && c.ownKey == thumbprint && c.settings.Credentials.ClientID == appID
}

// Lock serialises the writes to one authorization server: those of this client, and
// those of others on this machine, in this process or another. DefaultServer may be
// any of the servers, so that its lock excludes all others.
func (c *Client) Lock(ctx context.Context, serverID string) (func(), error) {
	unlock, err := c.locks.lock(ctx, serverID)
	if err != nil {
		return nil, transport.AsError(err)
	}
	release, err := c.lockOthersOut(ctx, serverID)
	if err != nil {
		unlock()
		return nil, transport.AsError(err)
	}
	return func() {
		release()
		unlock()
	}, nil
}

// clocks are Okta's clock and that of this machine at an answer that has just come.
func (c *Client) clocks(x *transport.Exchange) rotation.Clocks {
	return rotation.Clocks{Vendor: x.Date(), Local: c.settings.Now()}
}

// newSDK makes an SDK client with nothing but what is set here.
// okta.NewConfiguration would also read ~/.okta/okta.yaml, a file below the
// working directory and the OKTA_CLIENT_ variables, which can change the host
// that gets the token; and it loses the port of the URL (v6.1.6).
func newSDK(s Settings, fresh bool) *okta.APIClient {
	config := &okta.Configuration{
		Servers:    okta.ServerConfigurations{{URL: s.OrgURL}},
		HTTPClient: &http.Client{Transport: newTransport(s, fresh)},
	}
	config.Okta.Client.OrgUrl = s.OrgURL
	// The transport puts the real credentials in place of these: the SDK
	// fetches tokens without the caller's context.
	config.Okta.Client.AuthorizationMode = "SSWS"
	config.Okta.Client.Token = "placeholder"
	// 0 would still repeat after a connection that was closed.
	config.Okta.Client.RateLimit.MaxRetries = -1
	return okta.NewAPIClient(config)
}

func newTransport(s Settings, fresh bool) http.RoundTripper {
	return transport.New(transport.Options{
		UserAgent:       s.UserAgent,
		Fresh:           fresh,
		RequestIDHeader: RequestIDHeader,
		Base:            s.Base,
	})
}
