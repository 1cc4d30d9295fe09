package registeredkey

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

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
