// Package acctest is the harness of the acceptance tests: a target (the
// embedded sandbox, or a real tenant), providers in this process, and drivers
// over the protocol and over a real CLI. It is never part of the provider.
package acctest

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"maps"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"

	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The types under test most often.
const (
	ConnectionKeys          = "idpkeys_auth0_connection_keys"
	AuthorizationServerKeys = "idpkeys_okta_authorization_server_keys"
)

// Sandbox is a sandbox of one test, with a tenant and an org that listen.
type Sandbox struct {
	*sandbox.Sandbox
	t     testing.TB
	count atomic.Int32
	// Token is a Management API token with all scopes, OktaToken an Okta API token.
	Token, OktaToken string
	// Settings are added to the provider block.
	Settings map[string]any
	// locks is the folder for the locks between providers of this sandbox.
	locks string
	// network is nil for sockets.
	network http.RoundTripper
	// observer is shared by the providers of this sandbox.
	observer *observer
}

// NewSandbox starts a sandbox for this test, both vendors. Requests to unknown paths fail
// the test.
func NewSandbox(t testing.TB, options ...sandbox.Option) *Sandbox {
	t.Helper()
	s := newSandbox(t, options...)
	for _, listen := range []func(string) error{s.Auth0().Listen, s.Okta().Listen} {
		if err := listen("127.0.0.1:0"); err != nil {
			t.Fatalf("starting the sandbox: %v", err)
		}
	}
	return s
}

// NewInProcessSandbox makes a sandbox for this test, both vendors, that has no socket.
// Providers on its Machine reach it.
func NewInProcessSandbox(t testing.TB, options ...sandbox.Option) *Sandbox {
	t.Helper()
	s := newSandbox(t, options...)
	for _, listen := range []func() error{s.Auth0().ListenInProcess, s.Okta().ListenInProcess} {
		if err := listen(); err != nil {
			t.Fatalf("starting the sandbox: %v", err)
		}
	}
	s.network = s.Transport()
	return s
}

// NewTLSSandbox starts a sandbox that speaks TLS, with HTTP/2 where the client
// offers it. The pool holds its certificate.
func NewTLSSandbox(t testing.TB) (*Sandbox, *x509.CertPool) {
	t.Helper()
	s := newSandbox(t)
	pool, err := s.Auth0().ListenTLS("127.0.0.1:0")
	if err == nil {
		pool, err = s.Okta().ListenTLS("127.0.0.1:0") // the same certificate
	}
	if err != nil {
		t.Fatalf("starting the sandbox: %v", err)
	}
	return s, pool
}

func newSandbox(t testing.TB, options ...sandbox.Option) *Sandbox {
	t.Helper()
	s := &Sandbox{Sandbox: sandbox.New(options...), t: t, locks: t.TempDir()}
	s.observer = newObserver(t, s.Sandbox)
	s.Token, s.OktaToken = s.Auth0().Token(), s.Okta().APIToken()
	t.Cleanup(func() {
		s.Close()
		if unknown := s.Unknown(); len(unknown) > 0 {
			t.Errorf("requests that the sandbox does not know: %v", unknown)
		}
	})
	return s
}

// TLS is a client's configuration that trusts the pool.
func TLS(pool *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// NoWait is a waiter that lets time pass at once.
func NoWait(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// NoEnvironment is an environment without variables.
func NoEnvironment(string) string { return "" }

// Provider makes providers that see no environment and wait for nothing.
func Provider(options ...idpkeys.Option) func() provider.Provider {
	all := append([]idpkeys.Option{idpkeys.WithEnvironment(NoEnvironment), idpkeys.WithWaiter(NoWait)}, options...)
	return idpkeys.New("test", all...)
}

// Config is a provider block for this sandbox.
func (s *Sandbox) Config() map[string]any {
	config := map[string]any{
		"auth0": map[string]any{"domain": s.Auth0().URL(), "api_token": s.Token},
		"okta":  map[string]any{"org_url": s.Okta().URL(), "api_token": s.OktaToken},
	}
	maps.Copy(config, s.Settings)
	return config
}

// Machine is the machine on which providers for this sandbox run: its clock is the
// sandbox's, and its locks are the test's own.
func (s *Sandbox) Machine() []idpkeys.Option {
	options := []idpkeys.Option{idpkeys.WithClock(s.Clock().Now), idpkeys.WithLockFolder(s.locks)}
	if s.network != nil {
		options = append(options, idpkeys.WithNetwork(s.network))
	}
	return options
}

// RPC starts a provider that is configured for this sandbox, on its Machine.
func (s *Sandbox) RPC(options ...idpkeys.Option) *RPC {
	s.t.Helper()
	r := NewRPC(s.t, Provider(append(s.Machine(), options...)...))
	s.Walk(r)
	return r
}

// Walk configures the provider anew, as core does for each plan and apply.
func (s *Sandbox) Walk(r *RPC) {
	s.t.Helper()
	r.observer = s.observer
	r.mustSucceed("configure", r.Configure(s.Config()))
}

// Connection adds a connection with keys.
func (s *Sandbox) Connection() string {
	s.t.Helper()
	return s.Auth0().AddConnection(sandbox.Auth0Connection{Name: fmt.Sprintf("Example-OIDC-%d", s.count.Add(1))})
}

// KIDs are the key IDs of a connection, by role; empty where there is none.
func (s *Sandbox) KIDs(id string) (current, next, previous string) {
	for _, key := range s.Auth0().Keys(id) {
		switch string(key.Role) {
		case "current":
			current = key.KID
		case "next":
			next = key.KID
		case "previous":
			previous = key.KID
		}
	}
	return current, next, previous
}

// AuthorizationServer adds a custom authorization server with signing keys.
func (s *Sandbox) AuthorizationServer() string {
	s.t.Helper()
	return s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{
		Name: fmt.Sprintf("Example-Server-%d", s.count.Add(1)), RotationMode: "MANUAL",
	})
}

// SigningKIDs are the key IDs of an authorization server by role; empty where
// there is none.
func (s *Sandbox) SigningKIDs(id string) (active, next, expired string) {
	for _, key := range s.Okta().SigningKeys(id) {
		switch key.Status {
		case "ACTIVE":
			active = key.KID
		case "NEXT":
			next = key.KID
		case "EXPIRED":
			expired = cmp.Or(expired, key.KID) // the sandbox lists the last one first
		}
	}
	return active, next, expired
}

// Calls are the requests since mark as "METHOD last-path-segment status"; an
// answer that was dropped has status 0, an authorization server is "server", its metadata is "metadata",
// and the document in which keys are published is "published".
func (s *Sandbox) Calls(mark int) []string {
	calls := []string{}
	for _, e := range s.Journal().Since(mark) {
		dir, last := path.Split(e.Path)
		switch {
		case path.Base(dir) == "authorizationServers":
			last = "server"
		case last == "jwks.json", strings.HasPrefix(dir, "/oauth2/") && last == "keys":
			last = "published"
		case last == "oauth-authorization-server":
			last = "metadata"
		}
		calls = append(calls, fmt.Sprintf("%s %s %d", e.Method, last, e.Status))
	}
	return calls
}
