package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privateActiveOthers is private state: the IDs of the keys of others that were active when the
// keys were last read, for uses of which only one key can be active. A plan names them as the
// keys that an activation deactivates. So an apply that finds another one stops.
const privateActiveOthers = "active_others"

// activeOthersOfSingleActiveUses returns the active keys of uses of which only one key can be active, without those
// for which isOwn is true.
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

// readActiveOtherIDs returns the IDs that writeActiveOtherIDs has recorded. It returns none if nothing was
// recorded, so that no key is deactivated that no plan has named.
func readActiveOtherIDs(ctx context.Context, private privatestate.Reader) (ids []string, diags diag.Diagnostics) {
	ids, _, diags = privatestate.Read[[]string](ctx, private, privateActiveOthers)
	return ids, diags
}

// refuseUnplannedDeactivation adds an error, and returns true, if an activation would deactivate keys that the plan
// has not named, because somebody has activated them since.
func (op *Operation) refuseUnplannedDeactivation(deactivated []oktaapi.Key, idsKnownToPlan []string) (refused bool) {
	for _, key := range deactivated {
		if !slices.Contains(idsKnownToPlan, key.ID) {
			op.addDiagnostic(diagnostics.ErrKeyActivatedSincePlan(op.Subject, key.KID))
			refused = true
		}
	}
	return refused
}
