package registeredkey

import (
	"context"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// takeOverInRunIfAllowed notes for the run the registered keys that are taken over as they are: those of
// an apply that was interrupted, or of somebody else. It warns of them, and sends nothing. It is
// false, with an error, for keys of another resource of this run.
func (a *setApply) takeOverInRunIfAllowed(recorded map[string]keyEntry) (allowed bool) {
	var taken, contested []string
	for _, kid := range sortedKIDs(a.desired) {
		live, there := a.findKey(kid)
		if _, held := recorded[kid]; held || !there || a.hasStepToAdd(kid) {
			continue
		}
		if a.op.Run.applied.isAdded(live.ID) || a.op.Run.applied.isTakenOver(live.ID) {
			contested = append(contested, kid)
		}
		taken = append(taken, kid)
	}
	if len(contested) > 0 {
		a.op.addDiagnostic(diagnostics.ErrKeysAddedByOtherResource(a.op.Subject, contested))
		return false
	}
	var others []string // but those that this replacement has left for itself
	for _, kid := range taken {
		live, _ := a.findKey(kid)
		a.op.Run.applied.markTakenOver(live.ID)
		if !a.op.Run.applied.isLeftForReplacement(live.ID) {
			others = append(others, kid)
		}
	}
	if len(others) > 0 {
		a.op.addDiagnostic(diagnostics.WarnKeysTakenOver(a.op.Subject, others))
	}
	return true
}

// confirmTakeoversByActivating makes sure that the keys that are taken over active are there, if the steps take
// other keys of their use out of use: a list can still show a key that was deleted. It activates
// them, which changes nothing for an active key. anyGone is true if one of them is not there; the
// next list of this run lacks it. maySend is false after an error.
func (a *setApply) confirmTakeoversByActivating(ctx context.Context, recorded map[string]keyEntry) (anyGone, maySend bool) {
	for _, kid := range sortedKIDs(a.desired) {
		live, there := a.findKey(kid)
		_, held := recorded[kid]
		if held || !there || live.Status != active || a.desired[kid].target != keyplan.Active || a.hasStepToAdd(kid) || !a.deactivatesOtherOfSameUse(live) {
			continue
		}
		c := newActivation(kid, live.ID)
		switch out := a.op.executeExactlyOnce(ctx, c); {
		case out.isRefusedWith(apierr.NotFound):
			a.op.Run.latest.recordDeletedKey(live.ID)
			anyGone = true
		case !out.OK && !out.isRefusedWith(apierr.Invalid): // which it refuses of a key that it knows
			a.op.addChangeError(c, out)
			return false, false
		}
	}
	return anyGone, true
}

// deactivatesOtherOfSameUse reports whether the steps take another key of the use of a key out of use.
func (a *setApply) deactivatesOtherOfSameUse(live oktaapi.Key) bool {
	return slices.ContainsFunc(a.plan.Steps, func(step keyplan.Step) bool {
		other, there := findByKIDOrID(a.keys, step.KID)
		return step.Action == keyplan.Deactivate && there && other.ID != live.ID && a.op.Type.EffectiveUse(other.Use) == a.op.Type.EffectiveUse(live.Use)
	})
}
