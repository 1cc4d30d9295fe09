package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// overwriteConfigAsPlanned changes config to the configuration that was planned. In the apply, Terraform passes
// the configuration as it is written, with the changes that ignore_changes ignores. The plan does not have
// these changes. A key that the plan keeps is taken from the plan. What the plan does not know is taken from
// the configuration.
func (r *SetResource) overwriteConfigAsPlanned(ctx context.Context, config, plan SetModel, plannedEntries map[string]keyEntry) diag.Diagnostics {
	c, p := config.Attributes(), plan.Attributes()
	if r.Spec.HasActiveKID && !r.activeKIDArgumentOrNull(config).IsNull() {
		*config.ActiveKIDOrNil() = r.activeKIDArgumentOrNull(plan)
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

// refuseIfPlannedKeysGone returns an error if a key that the plan keeps is not registered any more, or if another
// one has the same kid: Terraform would report its new ID as a bug of the provider.
func (r *SetResource) refuseIfPlannedKeysGone(plan SetModel, plannedEntries map[string]keyEntry, registered []oktaapi.Key) (errIfGone diag.Diagnostics) {
	for _, kid := range sortedKIDs(plannedEntries) {
		id := plannedEntries[kid].ID
		if live, there := findByID(registered, id.ValueString()); !id.IsUnknown() && (!there || live.KID != kid) {
			errIfGone.Append(diagnostics.ErrKeyGoneSincePlan(r.parentSubject(plan), kid))
		}
	}
	return errIfGone
}
