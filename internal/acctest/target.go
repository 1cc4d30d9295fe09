package acctest

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// TargetVariable chooses what acceptance tests run against: "sandbox" (the
// default) or "live", a real tenant named by the AUTH0_* variables.
const TargetVariable = "IDPKEYS_ACC_TARGET"

// Target is what one acceptance test runs against.
type Target struct {
	t       testing.TB
	sandbox *Sandbox
	live    *live
	keys    *auth0api.Client
}

// NewTarget prepares the sandbox or the real tenant.
func NewTarget(t testing.TB) *Target {
	t.Helper()
	target := &Target{t: t}
	settings := auth0api.Settings{UserAgent: "idpkeys-acctest", RequestTimeout: 30 * time.Second, MaxRetries: 5}
	if os.Getenv(TargetVariable) == "live" {
		target.live = newLive(t)
		settings.Domain, settings.PlainHTTP = target.live.host, target.live.scheme == "http"
		settings.Credentials.Token = target.live.token
	} else {
		target.sandbox = NewSandbox(t)
		settings.Domain, settings.PlainHTTP = hostOf(target.sandbox.Auth0().URL()), true
		settings.Credentials.Token = target.sandbox.Token
	}
	client, err := auth0api.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	target.keys = client
	return target
}

// SandboxOnly returns the sandbox, or skips the test saying why a real tenant
// cannot serve it.
func (target *Target) SandboxOnly(why string) *Sandbox {
	target.t.Helper()
	if target.sandbox == nil {
		target.t.Skipf("sandbox only: %s", why)
	}
	return target.sandbox
}

// Connection makes a connection that has keys, and removes it after the test.
func (target *Target) Connection() string {
	target.t.Helper()
	if target.sandbox != nil {
		return target.sandbox.Connection()
	}
	return target.live.connection(target.t)
}

// KIDs are the key IDs of a connection as the API lists them.
func (target *Target) KIDs(id string) (current, next, previous string) {
	target.t.Helper()
	keys, err := target.keys.FreshConnectionKeys(context.Background(), id)
	if err != nil {
		target.t.Fatalf("listing the keys of %s: %v", id, err)
	}
	kid := func(key *auth0api.ConnectionKey) string {
		if key == nil {
			return ""
		}
		return key.KID
	}
	return kid(keys.Current()), kid(keys.Next()), kid(keys.Previous())
}

// Rotate rotates past Terraform.
func (target *Target) Rotate(id string) {
	target.t.Helper()
	if _, err := target.keys.RotateConnectionKeys(context.Background(), id); err != nil {
		target.t.Fatalf("rotating %s: %v", id, err)
	}
}

// Provider is the HCL of the provider block.
func (target *Target) Provider() string {
	if target.sandbox == nil {
		return "provider \"idpkeys\" {}\n"
	}
	return target.sandbox.HCL()
}

// HCL is a provider block for this sandbox.
func (s *Sandbox) HCL() string {
	return fmt.Sprintf("provider \"idpkeys\" {\n  auth0 = {\n    domain    = %q\n    api_token = %q\n  }\n"+
		"  okta = {\n    org_url   = %q\n    api_token = %q\n  }\n}\n",
		s.Auth0().URL(), s.Token, s.Okta().URL(), s.OktaToken)
}

// Factories are providers in this process, for plugin-testing.
func (target *Target) Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	var make func() provider.Provider
	if target.sandbox != nil {
		make = Provider(target.sandbox.Machine()...)
	} else {
		make = idpkeys.New("test")
	}
	return map[string]func() (tfprotov6.ProviderServer, error){
		"idpkeys": providerserver.NewProtocol6WithError(make()),
	}
}
