package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// overwriteConfigAsPlanned is the configuration that was planned. In the apply, Terraform hands out
// the configuration as it is written, with what ignore_changes leaves out; the plan
// does not have that. A key that the plan keeps is as the plan says; what the plan
// could not know is taken from the configuration.
func (r *SetResource) overwriteConfigAsPlanned(ctx context.Context, config, plan SetModel, plannedEntries map[string]keyEntry) diag.Diagnostics {
	c, p := config.Attributes(), plan.Attributes()
	if r.Spec.HasActiveKID && !r.activeKIDOrNull(config).IsNull() {
		*config.ActiveKIDOrNil() = r.activeKIDOrNull(plan)
	}
	if p.Keys.IsUnknown() {
		return nil
	}
	written, diags := decodeEntries(ctx, c.Keys)
	next := make(map[string]keyEntry, len(plannedEntries))
	for kid, e := range plannedEntries {
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
	c.Keys, more = encodeEntries(ctx, next)
	diags.Append(more...)
	return diags
}

// refuseIfPlannedKeysGone refuses to go on where a key that the plan keeps is not there any more, or is
// another one under the same kid: Terraform would call its new ID a bug.
func (r *SetResource) refuseIfPlannedKeysGone(plan SetModel, plannedEntries map[string]keyEntry, registered []oktaapi.Key) (errIfGone diag.Diagnostics) {
	for _, kid := range sortedKIDs(plannedEntries) {
		id := plannedEntries[kid].ID
		if live, there := findByID(registered, id.ValueString()); !id.IsUnknown() && (!there || live.KID != kid) {
			errIfGone.Append(diagnostics.ErrKeyGoneSincePlan(r.parentSubject(plan), kid))
		}
	}
	return errIfGone
}
