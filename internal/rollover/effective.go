package rollover

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// effective is the configuration that was planned. In the apply, Terraform hands out
// the configuration as it is written, with what ignore_changes leaves out; the plan
// does not have that. A key that the plan keeps is as the plan says; what the plan
// could not know is taken from the configuration.
func (r *Resource[M]) effective(ctx context.Context, config, plan *M, planned map[string]entry) diag.Diagnostics {
	c, p := r.Vendor.Shared(config), r.Vendor.Shared(plan)
	if r.Vendor.ActiveKID != nil && !r.activeKID(config).IsNull() {
		*r.Vendor.ActiveKID(config) = r.activeKID(plan)
	}
	if p.Keys.IsUnknown() {
		return nil
	}
	written, diags := entriesOf(ctx, c.Keys)
	next := make(map[string]entry, len(planned))
	for kid, e := range planned {
		given, ok := written[kid]
		_, readable := e.Recorded()
		switch {
		case ok && (e.ID.IsUnknown() || !readable):
			e = given
		case ok && given.Status.IsNull():
			e.Status = given.Status
		}
		next[kid] = e
	}
	var more diag.Diagnostics
	c.Keys, more = mapOf(ctx, next)
	diags.Append(more...)
	return diags
}

// kept refuses to go on where a key that the plan keeps is not there any more, or is
// another one under the same kid: Terraform would call its new ID a bug.
func (r *Resource[M]) kept(plan *M, planned map[string]entry, keys []oktaapi.Key) (diags diag.Diagnostics) {
	for _, kid := range sortedKIDs(planned) {
		id := planned[kid].ID
		if live, there := keychange.ByID(keys, id.ValueString()); !id.IsUnknown() && (!there || live.KID != kid) {
			diags.Append(diagnose.GoneSincePlan(r.subject(plan), kid))
		}
	}
	return diags
}
