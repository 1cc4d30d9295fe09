package provider

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
)

// The defaults of the arguments that both vendors share.
const (
	defaultMaxRetries     = 4
	defaultRequestTimeout = 30 * time.Second
)

// model is the provider block.
type model struct {
	Auth0          types.Object `tfsdk:"auth0"`
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
}

// auth0Block is the auth0 block.
type auth0Block struct {
	Domain                    types.String `tfsdk:"domain"`
	Audience                  types.String `tfsdk:"audience"`
	APIToken                  types.String `tfsdk:"api_token"`
	ClientID                  types.String `tfsdk:"client_id"`
	ClientSecret              types.String `tfsdk:"client_secret"`
	ClientAssertionPrivateKey types.String `tfsdk:"client_assertion_private_key"`
	ClientAssertionSigningAlg types.String `tfsdk:"client_assertion_signing_alg"`
}

func (b auth0Block) values() map[string]value {
	return map[string]value{
		"domain":                       valueOf(b.Domain),
		"audience":                     valueOf(b.Audience),
		"api_token":                    valueOf(b.APIToken),
		"client_id":                    valueOf(b.ClientID),
		"client_secret":                valueOf(b.ClientSecret),
		"client_assertion_private_key": valueOf(b.ClientAssertionPrivateKey),
		"client_assertion_signing_alg": valueOf(b.ClientAssertionSigningAlg),
	}
}

func valueOf(s types.String) value { return value{text: s.ValueString(), unknown: s.IsUnknown()} }

// ValidateConfig checks what the block alone shows, without the environment,
// so that terraform validate finds it.
func (p *idpkeys) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	_, block, diags := readBlock(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resolution := resolveAuth0(block, func(string) string { return "" })
	resp.Diagnostics.Append(worded(resolution.problems)...)
}

// Configure resolves the settings and makes the clients. It sends nothing, and
// never fails for credentials that are missing or unknown: a destroy that
// changes nothing must work without them.
func (p *idpkeys) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	m, block, diags := readBlock(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	d := new(data)
	d.auth0, d.auth0Absent, diags = p.configureAuth0(ctx, m, block)
	resp.Diagnostics.Append(diags...)
	resp.ResourceData, resp.DataSourceData = d, d
}

func (p *idpkeys) configureAuth0(ctx context.Context, m model, block map[string]value) (*auth0api.Client, *apierr.Error, diag.Diagnostics) {
	resolution := resolveAuth0(block, p.env)
	if len(resolution.ignored) > 0 {
		tflog.Debug(ctx, "variables of other authentication methods are ignored", map[string]any{"variables": strings.Join(resolution.ignored, " ")})
	}
	if len(resolution.problems) > 0 || resolution.absent != nil {
		return nil, resolution.absent, worded(resolution.problems)
	}
	settings := resolution.settings
	settings.UserAgent = "terraform-provider-idpkeys/" + p.version
	settings.MaxRetries = int(maxRetries(m))
	settings.RequestTimeout = requestTimeout(m)
	settings.Wait, settings.Base = p.wait, p.base
	client, err := auth0api.New(settings)
	var diags diag.Diagnostics
	if err != nil {
		diags.AddError("Invalid Auth0 credentials", "auth0."+err.Error()+".")
	}
	return client, nil, diags
}

func readBlock(ctx context.Context, config tfsdk.Config) (model, map[string]value, diag.Diagnostics) {
	var m model
	diags := config.Get(ctx, &m)
	if m.Auth0.IsUnknown() {
		return m, map[string]value{"domain": {unknown: true}, "api_token": {unknown: true}}, diags
	}
	var block auth0Block
	if !m.Auth0.IsNull() && !diags.HasError() {
		diags.Append(m.Auth0.As(ctx, &block, basetypes.ObjectAsOptions{})...)
	}
	return m, block.values(), diags
}

// worded turns problems into diagnostics. Their wording is in settings.go,
// beside the rules. None of them points to an argument: Terraform would print
// the lines of the whole vendor block below it, with literal secrets.
func worded(problems []problem) (diags diag.Diagnostics) {
	for _, bad := range problems {
		diags.AddError(bad.summary, bad.detail)
	}
	return diags
}

func maxRetries(m model) int64 {
	if m.MaxRetries.IsNull() || m.MaxRetries.IsUnknown() {
		return defaultMaxRetries
	}
	return m.MaxRetries.ValueInt64()
}

func requestTimeout(m model) time.Duration {
	d, err := time.ParseDuration(m.RequestTimeout.ValueString())
	if err != nil || d <= 0 {
		return defaultRequestTimeout
	}
	return d
}

// timeoutValidator accepts durations above zero, as Go writes them.
type timeoutValidator struct{}

func (timeoutValidator) Description(context.Context) string { return `a duration such as "45s"` }

func (v timeoutValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (timeoutValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			fmt.Sprintf("%q is not a duration above zero. Write seconds or minutes, such as \"45s\" or \"2m\".", req.ConfigValue.ValueString()))
	}
}
