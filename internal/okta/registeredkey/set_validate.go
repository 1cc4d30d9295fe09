package registeredkey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// ValidateConfig checks what can be checked without credentials.
func (r *SetResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config := r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.checkRetire(config)...)
	resp.Diagnostics.Append(r.checkActivateAfter(config)...)
	if resp.Diagnostics.HasError() || config.Attributes().Keys.IsUnknown() {
		return
	}
	desired, diags := r.parseDesiredByKID(ctx, config, recordedKeys{})
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.checkActiveKIDIsInKeys(config, desired); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidKey(r.parentSubject(config), err))
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.checkKeysFitEmptyParent(config, desired)...)
	}
}

// checkActiveKIDIsInKeys finds an active_kid that is not in keys.
func (r *SetResource) checkActiveKIDIsInKeys(config SetModel, desired map[string]desiredEntry) error {
	kid := r.activeKIDArgumentOrNull(config)
	if kid.IsNull() || kid.IsUnknown() {
		return nil
	}
	if _, ok := desired[kid.ValueString()]; !ok {
		return fmt.Errorf("active_kid is not one of keys. Set it to one of their kids, or remove it to leave activation alone")
	}
	return nil
}

// checkKeysFitEmptyParent finds keys that no parent can hold at a time, as on a parent without
// any.
func (r *SetResource) checkKeysFitEmptyParent(config SetModel, desired map[string]desiredEntry) (errIfImpossible diag.Diagnostics) {
	for kid, w := range desired {
		if w.statusUnknown && !r.Spec.HasActiveKID || w.entry.Use.IsUnknown() {
			return nil
		}
		if w.byDefault {
			// Which keys are new is not known here.
			w.target = keyplan.Observed
			desired[kid] = w
		}
	}
	if _, err := keyplan.Plan(nil, r.Spec.desiredForPlanner(desired), r.Spec.Limits); err != nil {
		errIfImpossible.Append(diagnostics.ErrInvalidKeySet(r.parentSubject(config), err))
	}
	return errIfImpossible
}
