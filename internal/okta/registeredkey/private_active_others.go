package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privateActiveOthers is private state: the IDs of the keys of others that were active where
// only one key can be, when the keys were last read. A plan names them as what an
// activation takes out of use; so an apply that finds another one stops.
const privateActiveOthers = "active_others"

// activeOthersOfSingleActiveUses are the keys that are active where only one can be, but for those that a
// resource manages itself.
func (t ParentType) activeOthersOfSingleActiveUses(registered []oktaapi.Key, isOwn func(oktaapi.Key) bool) (others []oktaapi.Key) {
	for _, key := range registered {
		if key.Status == oktaapi.StatusActive && t.allowsOnlyOneActive(t.EffectiveUse(key.Use)) && !isOwn(key) {
			others = append(others, key)
		}
	}
	return others
}

// writeActiveOtherIDs records the keys of others that are active.
func writeActiveOtherIDs(ctx context.Context, private privatestate.Writer, others []oktaapi.Key) diag.Diagnostics {
	ids := []string{}
	for _, key := range others {
		ids = append(ids, key.ID)
	}
	slices.Sort(ids)
	return privatestate.Write(ctx, private, privateActiveOthers, ids)
}

// readActiveOtherIDs are the IDs that writeActiveOtherIDs has recorded; none where nothing was
// recorded, so that what nobody has seen is not taken out of use.
func readActiveOtherIDs(ctx context.Context, private privatestate.Reader) (ids []string, diags diag.Diagnostics) {
	ids, _, diags = privatestate.Read[[]string](ctx, private, privateActiveOthers)
	return ids, diags
}

// refuseUnplannedDeactivation refuses an activation that would take keys out of use that the plan has
// not named, because somebody has activated them since. It is true if it refuses.
func (op *Operation) refuseUnplannedDeactivation(deactivated []oktaapi.Key, idsKnownToPlan []string) (refused bool) {
	for _, key := range deactivated {
		if !slices.Contains(idsKnownToPlan, key.ID) {
			op.addDiagnostic(diagnostics.ErrKeyActivatedSincePlan(op.Subject, key.KID))
			refused = true
		}
	}
	return refused
}
