// Package provider is the Terraform provider idpkeys: its schema, how it
// resolves settings, and the list of everything it offers.
package provider

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyfunc"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

var (
	_ provider.ProviderWithValidateConfig = (*idpkeys)(nil)
	_ provider.ProviderWithFunctions      = (*idpkeys)(nil)
)

// idpkeys is the provider.
type idpkeys struct {
	version string
	env     func(string) string
	wait    transport.Waiter
	now     func() time.Time
	base    http.RoundTripper
	locks   processlock.Locks
}

// Option changes what a provider is made of. Tests use them.
type Option func(*idpkeys)

// WithEnvironment replaces the process's environment variables.
func WithEnvironment(env func(string) string) Option {
	return func(p *idpkeys) { p.env = env }
}

// WithWaiter replaces the waits between tries and polls.
func WithWaiter(wait transport.Waiter) Option {
	return func(p *idpkeys) { p.wait = wait }
}

// WithClock replaces the clock of this machine, against which the vendors' are held.
func WithClock(now func() time.Time) Option {
	return func(p *idpkeys) { p.now = now }
}

// WithNetwork replaces the network.
func WithNetwork(base http.RoundTripper) Option {
	return func(p *idpkeys) { p.base = base }
}

// WithLockFolder puts the files of the locks between processes into this folder.
func WithLockFolder(folder string) Option {
	return func(p *idpkeys) { p.locks.Folder = folder }
}

// WithSlowDisk has wait called before each record of a rotation is written.
func WithSlowDisk(wait func(ctx context.Context)) Option {
	return func(p *idpkeys) { p.locks.BeforeWrite = wait }
}

// New returns what makes a provider. The version goes into the user agent.
func New(version string, options ...Option) func() provider.Provider {
	return func() provider.Provider {
		p := &idpkeys{version: version, env: os.Getenv, wait: transport.Wait, now: time.Now}
		for _, option := range options {
			option(p)
		}
		return p
	}
}

// Metadata names the provider.
func (p *idpkeys) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = "idpkeys", p.version
}

// Schema declares one block per vendor and what is common to them.
func (p *idpkeys) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Rotates the keys behind single sign-on without an outage and without surprises. " +
			"You can leave out a vendor. An OAuth application needs the scopes of the types that you use.",
		Attributes: map[string]schema.Attribute{
			"auth0": auth0Schema(),
			"okta":  oktaSchema(),
			"max_retries": schema.Int64Attribute{
				Optional:   true,
				Validators: []validator.Int64{int64validator.Between(0, 20)},
				MarkdownDescription: "How often a read is repeated after HTTP 429, 502, 503, 504 or a dropped connection, and how often " +
					"a write is sent in total if HTTP 429 refuses it. A write with an unknown outcome is never sent again. Defaults to 4.",
			},
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				Validators:          []validator.String{timeoutValidator{}},
				MarkdownDescription: "How long one request may take, for example `\"45s\"`. Defaults to `\"30s\"`.",
			},
		},
	}
}

// Resources lists the resources.
func (p *idpkeys) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		auth0.NewConnectionKeysResource,
		okta.NewAuthorizationServerKeysResource,
		okta.NewAppJWKResource,
		okta.NewResourceServerJWKResource,
		okta.NewAppJWKSResource,
		okta.NewResourceServerJWKSResource,
	}
}

// DataSources lists the data sources.
func (p *idpkeys) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		auth0.NewConnectionKeysDataSource,
		okta.NewAuthorizationServerKeysDataSource,
		okta.NewAuthorizationServerKeyDataSource,
		okta.NewAppJWKSDataSource,
		okta.NewAppJWKDataSource,
		okta.NewResourceServerJWKSDataSource,
		okta.NewResourceServerJWKDataSource,
		okta.NewConnectionJWKSDataSource,
	}
}

// Functions lists the functions. They work without any configuration.
func (p *idpkeys) Functions(context.Context) []func() function.Function { return keyfunc.Functions() }
