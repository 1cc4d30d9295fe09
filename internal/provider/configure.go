package provider

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// The defaults of the arguments that both vendors share.
const (
	defaultMaxRetries     = 4
	defaultRequestTimeout = 30 * time.Second
)

// model is the provider block.
type model struct {
	Auth0          types.Object `tfsdk:"auth0"`
	Okta           types.Object `tfsdk:"okta"`
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
}

// ValidateConfig checks what the block alone shows, without the environment,
// so that terraform validate finds it.
func (p *idpkeys) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	none := func(string) string { return "" }
	resp.Diagnostics.Append(worded(resolveAuth0(auth0Rules.read(m.Auth0), none).problems)...)
	resp.Diagnostics.Append(worded(resolveOkta(oktaRules.read(m.Okta), none).problems)...)
}

// Configure resolves the settings and makes the clients. It sends nothing, and
// never fails for credentials that are missing or unknown: a destroy that
// changes nothing must work without them.
func (p *idpkeys) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	d := new(data)
	var diags diag.Diagnostics
	d.auth0, diags = connect(ctx, auth0Rules, m.Auth0, resolveAuth0(auth0Rules.read(m.Auth0), p.env), p.newAuth0(m))
	resp.Diagnostics.Append(diags...)
	d.okta, diags = connect(ctx, oktaRules, m.Okta, resolveOkta(oktaRules.read(m.Okta), p.env), p.newOkta(m))
	resp.Diagnostics.Append(diags...)
	resp.ResourceData, resp.DataSourceData = d, d
}

func (p *idpkeys) newAuth0(m model) func(auth0api.Settings) (*auth0api.Client, error) {
	return func(s auth0api.Settings) (*auth0api.Client, error) {
		s.UserAgent, s.Wait, s.Now, s.Base, s.Locks = p.userAgent(), p.wait, p.now, p.base, p.locks
		s.MaxRetries, s.RequestTimeout = maxRetries(m), requestTimeout(m)
		return auth0api.New(s)
	}
}

func (p *idpkeys) newOkta(m model) func(oktaapi.Settings) (*oktaapi.Client, error) {
	return func(s oktaapi.Settings) (*oktaapi.Client, error) {
		s.UserAgent, s.Wait, s.Now, s.Base, s.Locks = p.userAgent(), p.wait, p.now, p.base, p.locks
		s.MaxRetries, s.RequestTimeout = maxRetries(m), requestTimeout(m)
		return oktaapi.New(s)
	}
}

func (p *idpkeys) userAgent() string { return "terraform-provider-idpkeys/" + p.version }

// connect makes a vendor's client, or says why there is none. Without a block
// nobody asked for the vendor yet, so what is wrong with its variables waits
// for the first type that needs it: they may be there for another provider.
func connect[S, C any](ctx context.Context, rules vendorRules, block types.Object, r resolution[S], newClient func(S) (*C, error)) (vendor[C], diag.Diagnostics) {
	if len(r.ignored) > 0 {
		tflog.Debug(ctx, "variables that other settings of "+rules.vendor+" rule out are ignored", map[string]any{"variables": strings.Join(r.ignored, " ")})
	}
	problems := r.problems
	if len(problems) == 0 {
		if r.absent != nil {
			return vendor[C]{absent: r.absent}, nil
		}
		client, err := newClient(r.settings)
		if err == nil {
			return vendor[C]{client: client}, nil
		}
		problems = []problem{{summary: "Invalid " + rules.vendor + " credentials", detail: rules.about(err)}}
	}
	if block.IsNull() {
		return vendor[C]{absent: rules.notConfigured(inOne(problems))}, nil
	}
	return vendor[C]{absent: rules.notConfigured("Mend the " + rules.block + " block: Configure has said what is wrong with it.")}, worded(problems)
}

// inOne words problems as one hint.
func inOne(problems []problem) string {
	var parts []string
	for _, bad := range problems {
		parts = append(parts, bad.summary+": "+bad.detail)
	}
	return strings.Join(parts, " ")
}

// read takes the arguments out of a vendor's block. A block that is unknown as
// a whole is like one whose address and credentials are.
func (r vendorRules) read(block types.Object) map[string]value {
	if block.IsUnknown() {
		return map[string]value{r.address: {unknown: true}, r.methods[0].members[0]: {unknown: true}}
	}
	values := map[string]value{}
	for name, attribute := range block.Attributes() {
		values[name] = valueOf(attribute)
	}
	return values
}

// valueTrue is the text of an argument that is true. One that is false is like one that
// is not set.
const valueTrue = "true"

// valueOf reads a text, a truth value, or a set of texts as words.
func valueOf(attribute attr.Value) value {
	v := value{unknown: attribute.IsUnknown()}
	switch typed := attribute.(type) {
	case types.String:
		v.text = typed.ValueString()
	case types.Bool:
		if typed.ValueBool() {
			v.text = valueTrue
		}
	case types.Set:
		for _, element := range typed.Elements() {
			word := valueOf(element)
			v.text, v.unknown = joinWords(v.text, word.text), v.unknown || word.unknown
		}
	}
	return v
}

// worded turns problems into diagnostics. Their wording is in
// settings_problem.go and beside the rules. None of them points to an argument: Terraform would print
// the lines of the whole vendor block below it, with literal secrets.
func worded(problems []problem) (diags diag.Diagnostics) {
	for _, bad := range problems {
		diags.AddError(bad.summary, bad.detail)
	}
	return diags
}

func maxRetries(m model) int {
	if m.MaxRetries.IsNull() || m.MaxRetries.IsUnknown() {
		return defaultMaxRetries
	}
	return int(m.MaxRetries.ValueInt64())
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
			fmt.Sprintf("%s is not a duration above zero and below 292 years. Write seconds or minutes, such as \"45s\" or \"2m\".", req.Path))
	}
}

// about words a client's complaint, which begins with the name of the argument.
func (r vendorRules) about(err error) string {
	name, complaint, _ := strings.Cut(fmt.Sprint(err), " ")
	if variable := r.variables[name]; variable != "" {
		name += " (or " + variable + ")"
	}
	return r.block + "." + name + " " + complaint + "."
}
