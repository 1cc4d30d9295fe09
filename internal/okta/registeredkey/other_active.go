package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// activeOthersKey is private state: the IDs of the keys of others that were active where
// only one key can be, when the keys were last read. A plan names them as what an
// activation takes out of use; so an apply that finds another one stops.
const activeOthersKey = "active_others"

// otherActiveKeys are the keys that are active where only one can be, but for those that a
// resource manages itself.
func (k ParentType) otherActiveKeys(keys []oktaapi.Key, own func(oktaapi.Key) bool) (others []oktaapi.Key) {
	for _, key := range keys {
		if key.Status == oktaapi.StatusActive && k.hasSingleActive(k.EffectiveUse(key.Use)) && !own(key) {
			others = append(others, key)
		}
	}
	return others
}

// writeActiveOthers records the keys of others that are active.
func writeActiveOthers(ctx context.Context, private privatestate.Writer, others []oktaapi.Key) diag.Diagnostics {
	ids := []string{}
	for _, key := range others {
		ids = append(ids, key.ID)
	}
	slices.Sort(ids)
	return privatestate.Write(ctx, private, activeOthersKey, ids)
}

// readActiveOthers are the IDs that writeActiveOthers has recorded; none where nothing was
// recorded, so that what nobody has seen is not taken out of use.
func readActiveOthers(ctx context.Context, private privatestate.Reader) ([]string, diag.Diagnostics) {
	ids, _, diags := privatestate.Read[[]string](ctx, private, activeOthersKey)
	return ids, diags
}

// refuseUnplannedDeactivation refuses an activation that would take keys out of use that the plan has
// not named, because somebody has activated them since. It is true if it refuses.
func (op *Operation) refuseUnplannedDeactivation(others []oktaapi.Key, seen []string) (refused bool) {
	for _, key := range others {
		if !slices.Contains(seen, key.ID) {
			op.addDiagnostic(diagnostics.ErrKeyActivatedSincePlan(op.Subject, key.KID))
			refused = true
		}
	}
	return refused
}
