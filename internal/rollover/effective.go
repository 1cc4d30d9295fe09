package rollover

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// effective is the configuration that was planned. In the apply, Terraform hands out
// the configuration as it is written, with what ignore_changes leaves out; the plan
// does not have that. A key that the plan keeps is as the plan says; what the plan
// could not know is taken from the configuration.
func (r *Resource[M]) effective(ctx context.Context, config, plan *M) diag.Diagnostics {
	c, p := r.Vendor.Shared(config), r.Vendor.Shared(plan)
	if r.Vendor.ActiveKID != nil && !r.activeKID(config).IsNull() {
		*r.Vendor.ActiveKID(config) = r.activeKID(plan)
	}
	if p.Keys.IsUnknown() {
		return nil
	}
	written, diags := entriesOf(ctx, c.Keys)
	planned, more := entriesOf(ctx, p.Keys)
	diags.Append(more...)
	for kid, e := range planned {
		given, ok := written[kid]
		if _, readable := e.Recorded(); e.ID.IsUnknown() || !readable {
			if ok {
				planned[kid] = given
			}
			continue
		}
		if ok && given.Status.IsNull() {
			e.Status = given.Status
		}
		planned[kid] = e
	}
	c.Keys, more = mapOf(ctx, planned)
	diags.Append(more...)
	return diags
}

// kept refuses to go on where a key that the plan keeps is not there any more, or is
// another one under the same kid: Terraform would call its new ID a bug.
func (r *Resource[M]) kept(ctx context.Context, plan *M, keys []oktaapi.Key) diag.Diagnostics {
	planned, diags := entriesOf(ctx, r.Vendor.Shared(plan).Keys)
	for _, kid := range sortedKIDs(planned) {
		if e := planned[kid]; !e.ID.IsUnknown() && !hasID(keys, kid, e.ID.ValueString()) {
			diags.Append(diagnose.GoneSincePlan(r.subject(plan), kid))
		}
	}
	return diags
}

func hasID(keys []oktaapi.Key, kid, id string) bool {
	for _, key := range keys {
		if key.KID == kid && key.ID == id {
			return true
		}
	}
	return false
}
