package rotateonly

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestDurationValidator_eachArgument(t *testing.T) {
	t.Parallel()
	const forms = `write "2160h", "1h30m" or "90d".`
	for name, c := range map[string]struct {
		value            types.String
		period, interval string
	}{
		"null":        {types.StringNull(), "", ""},
		"unknown":     {types.StringUnknown(), "", ""},
		"days":        {types.StringValue("90d"), "", ""},
		"hours":       {types.StringValue("2160h"), "", ""},
		"zero":        {types.StringValue("0s"), "must be above zero", ""},
		"zero days":   {types.StringValue("0d"), "must be above zero", ""},
		"empty":       {types.StringValue(""), forms, forms},
		"below zero":  {types.StringValue("-1h"), forms, forms},
		"no unit":     {types.StringValue("90"), forms, forms},
		"other words": {types.StringValue("3 months"), forms, forms},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for argument, want := range map[string]string{"rotation_period": c.period, "min_rotation_interval": c.interval} {
				checkDuration(t, argument, c.value, want)
			}
		})
	}
}

// checkDuration validates by the schema's own validators. An empty want is no
// diagnostic at all.
func checkDuration(t *testing.T, argument string, value types.String, want string) {
	t.Helper()
	attribute, ok := SchemaAttributes(t.Context())[argument].(schema.StringAttribute)
	if !ok || len(attribute.Validators) == 0 {
		t.Fatalf("%s is not validated", argument)
	}
	req := validator.StringRequest{Path: path.Root(argument), ConfigValue: value}
	var resp validator.StringResponse
	for _, v := range attribute.Validators {
		v.ValidateString(t.Context(), req, &resp)
	}
	switch {
	case want == "":
		if len(resp.Diagnostics) > 0 {
			t.Errorf("%s: %v", argument, resp.Diagnostics)
		}
	case len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail(), want):
		t.Errorf("%s: got %v, want %q", argument, resp.Diagnostics, want)
	}
}

func TestPeriodValidator_aPeriodBelowTheIntervalIsRefused(t *testing.T) {
	t.Parallel()
	unset, unknown := tftypes.NewValue(tftypes.String, nil), tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	for name, c := range map[string]struct {
		period, interval tftypes.Value
		refused          bool
	}{
		"neither":                     {unset, unset, false},
		"no period":                   {unset, text("90d"), false},
		"longer":                      {text("90d"), text("1h"), false},
		"equal":                       {text("1d"), text("24h"), false},
		"shorter":                     {text("1h"), text("1d"), true},
		"shorter than the default":    {text("59m"), unset, true},
		"as long as the default":      {text("60m"), unset, false},
		"guard off":                   {text("1s"), text("0s"), false},
		"zero is another's business":  {text("0s"), text("1d"), false},
		"unknown period":              {unknown, text("1d"), false},
		"unknown interval":            {text("1s"), unknown, false},
		"a period that is no time":    {text("soon"), text("1d"), false},
		"an interval that is no time": {text("1s"), text("soon"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp resource.ValidateConfigResponse
			periodAtLeastIntervalValidator{}.ValidateResource(t.Context(), resource.ValidateConfigRequest{Config: configOf(t.Context(), c.period, c.interval)}, &resp)
			if got := resp.Diagnostics.HasError(); got != c.refused {
				t.Fatalf("refused is %v, want %v: %v", got, c.refused, resp.Diagnostics)
			}
			if c.refused && !strings.Contains(resp.Diagnostics[0].Detail(), "Set a longer period") {
				t.Errorf("it does not say what to do: %v", resp.Diagnostics)
			}
		})
	}
}

func configOf(ctx context.Context, period, interval tftypes.Value) tfsdk.Config {
	s := schema.Schema{Attributes: SchemaAttributes(ctx)}
	typ, _ := s.Type().TerraformType(ctx).(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attribute := range typ.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	values["rotation_period"], values["min_rotation_interval"] = period, interval
	return tfsdk.Config{Schema: s, Raw: tftypes.NewValue(typ, values)}
}
