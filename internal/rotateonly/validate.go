package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// noPrivateKeyInTriggerValidator refuses private keys in the names and values of rotate_when_changed, because
// they would be in the plan and in the state.
type noPrivateKeyInTriggerValidator struct{}

func (noPrivateKeyInTriggerValidator) Description(context.Context) string {
	return "a map without private keys"
}

func (v noPrivateKeyInTriggerValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (noPrivateKeyInTriggerValidator) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for name, value := range req.ConfigValue.Elements() {
		text, known := value.(types.String)
		if jwk.HoldsPrivateKey(name) || known && jwk.HoldsPrivateKey(text.ValueString()) {
			resp.Diagnostics.Append(diagnostics.ErrPrivateKeyInTrigger(req.Path))
			return
		}
	}
}

// ConfigValidators are the rules about several arguments.
func (r *Resource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{periodAtLeastIntervalValidator{}}
}

// periodAtLeastIntervalValidator refuses a rotation_period that is shorter than min_rotation_interval.
type periodAtLeastIntervalValidator struct{}

func (periodAtLeastIntervalValidator) Description(context.Context) string {
	return "rotation_period is not shorter than min_rotation_interval"
}

func (v periodAtLeastIntervalValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (periodAtLeastIntervalValidator) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var period, interval types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("rotation_period"), &period)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("min_rotation_interval"), &interval)...)
	if resp.Diagnostics.HasError() || period.IsNull() || period.IsUnknown() || interval.IsUnknown() {
		return
	}
	if interval.IsNull() {
		interval = types.StringValue(DefaultInterval)
	}
	p, errPeriod := rotation.ParseDuration(period.ValueString())
	i, errInterval := rotation.ParseDuration(interval.ValueString())
	if errPeriod != nil || errInterval != nil || p == 0 || p >= i {
		return
	}
	resp.Diagnostics.Append(diagnostics.ErrPeriodShorterThanInterval(path.Root("rotation_period"), period.ValueString(), interval.ValueString()))
}
