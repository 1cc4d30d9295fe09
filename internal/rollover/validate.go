package rollover

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
)

// ValidateConfig refuses what can be refused without credentials.
func (r *Resource[M]) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || r.Vendor.Shared(&config).Keys.IsUnknown() {
		return
	}
	wants, diags := r.wants(ctx, &config, nil)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.absent(&config, wants); err != nil {
		resp.Diagnostics.Append(diagnose.BadKey(r.subject(&config), err))
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.impossible(&config, wants)...)
	}
}

// absent finds an active_kid that is not in keys.
func (r *Resource[M]) absent(config *M, wants map[string]wanted) error {
	kid := r.activeKID(config)
	if kid.IsNull() || kid.IsUnknown() {
		return nil
	}
	if _, ok := wants[kid.ValueString()]; !ok {
		return fmt.Errorf("active_kid is not one of keys. Set it to one of their kids, or remove it to leave activation alone")
	}
	return nil
}

// impossible finds keys that no parent can hold at a time, as on a parent without
// any.
func (r *Resource[M]) impossible(config *M, wants map[string]wanted) (diags diag.Diagnostics) {
	for kid, w := range wants {
		if w.uncertain && r.Vendor.ActiveKID == nil || w.entry.Use.IsUnknown() {
			return nil
		}
		if w.byDefault {
			// Which keys are new is not known here.
			w.target = keyset.Observed
			wants[kid] = w
		}
	}
	if _, err := keyset.Plan(nil, r.Vendor.planner(wants), r.Vendor.Limits); err != nil {
		diags.Append(diagnose.BadSet(r.subject(config), err))
	}
	return diags
}
