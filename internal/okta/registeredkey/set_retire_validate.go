package registeredkey

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// delayValidator accepts what rotation.ParseDuration reads.
type delayValidator struct{}

// Description says what is accepted.
func (delayValidator) Description(context.Context) string { return `a duration such as "7d" or "168h"` }

// MarkdownDescription is the same.
func (v delayValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks a known value.
func (delayValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := rotation.ParseDuration(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidDuration(req.Path, err))
	}
}

// checkRetire refuses delays that do not go together, and a retire without any.
func (r *SetResource) checkRetire(config SetModel) (errIfInvalid diag.Diagnostics) {
	retire := config.Attributes().Retire
	delays, at := delaysOrNil(retire), path.Root("retire")
	if delays == nil {
		return nil
	}
	isSet := func(member attr.Value) bool { return !member.IsNull() }
	none := !slices.ContainsFunc(slices.Collect(maps.Values(retire.Attributes())), isSet)
	switch {
	case none && r.Spec.HasActiveKID:
		errIfInvalid.Append(diagnostics.ErrInvalidArgument(at, "retire", "has no delay. Set delete_after, or leave retire out to delete a key as soon as it leaves keys"))
	case none:
		errIfInvalid.Append(diagnostics.ErrInvalidArgument(at, "retire", "has no delay. Set deactivate_after, delete_after or both, or leave retire out to delete a key as soon as it leaves keys"))
	case delays.Deactivate != nil && delays.Delete != nil && *delays.Delete < *delays.Deactivate:
		errIfInvalid.Append(diagnostics.ErrInvalidArgument(at, "retire", "has a delete_after that is shorter than deactivate_after. Both count from when a key leaves keys, and deleting a key deactivates it first: set a longer delete_after, or leave deactivate_after out"))
	}
	return errIfInvalid
}
