package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// warnOfRetirement names the keys that leave keys and stay registered, those that are due to be deactivated,
// and those of which it is not known whether they are due. Those that are deleted are named as all that are.
func (r *SetResource) warnOfRetirement(plan SetModel, changes plannedChanges) (warnings diag.Diagnostics) {
	if changes.stepsUnknown {
		return nil
	}
	subject, retire := r.parentSubject(plan), plan.Attributes().Retire
	if len(changes.retirement.leaving) > 0 {
		warnings.Append(diagnostics.WarnKeysRetire(subject, diagnostics.Retirement{
			KIDs: changes.retirement.leaving, DeactivateAfter: delayText(retire, deactivateAfter), DeleteAfter: delayText(retire, deleteAfter), OnDestroy: changes.onDestroy,
		}))
	}
	for _, use := range r.Spec.Uses {
		if kids := changes.activeKeysWithoutSuccessor(use); len(kids) > 0 {
			warnings.Append(diagnostics.WarnNoKeyFollows(subject, kids, use, r.Losses[use]))
		}
	}
	var deactivated []string
	for _, step := range changes.plan.Steps {
		if step.Action == keyplan.Deactivate && changes.retirement.stages[step.ID] == keyplan.Deactivates {
			deactivated = append(deactivated, step.KID)
		}
	}
	if len(deactivated) > 0 {
		warnings.Append(diagnostics.WarnRetiringKeysDeactivated(subject, deactivated))
	}
	warnings.Append(r.warnOfWaitingKey(plan, changes)...)
	if len(changes.unchecked) > 0 {
		warnings.Append(diagnostics.WarnDueUnchecked(subject, changes.unchecked))
	}
	return warnings
}

// activeKeysWithoutSuccessor are the kids of the active keys of a use that leave keys to be taken out of use later, if no
// key of keys is in use by this plan, or waits to be activated. Where a status is not known yet, there is nothing to say.
func (s plannedChanges) activeKeysWithoutSuccessor(use string) (kids []string) {
	for _, key := range s.plan.Final {
		w, wanted := s.desired[key.KID]
		if wanted && key.Use == use && (key.Active || w.statusUnknown || key.KID == s.activation.waits) {
			return nil
		}
	}
	for _, key := range s.before {
		if key.Active && key.Use == use && slices.Contains(s.retirement.leaving, key.KID) {
			kids = append(kids, key.KID)
		}
	}
	return kids
}

// delayText is a delay as it is written, empty if there is none.
func delayText(retire types.Object, name string) string {
	switch text, ok := retire.Attributes()[name].(types.String); {
	case !ok || text.IsNull():
		return ""
	case text.IsUnknown():
		return "(known after apply)"
	default:
		return text.ValueString()
	}
}

// warnOfRetiringKeysDestroyed names the retiring keys of a set that is destroyed or replaced.
func (r *SetResource) warnOfRetiringKeysDestroyed(ctx context.Context, state SetModel) (warnings diag.Diagnostics) {
	retiring, diags := decodeRetiring(ctx, state.Attributes().Retiring)
	if len(retiring) > 0 && state.Attributes().OnDestroy.ValueString() != onDestroyAbandon { // which names all keys
		diags.Append(diagnostics.WarnRetiringKeysDestroyed(r.parentSubject(state), sortedKIDs(retiring), state.Attributes().OnDestroy.ValueString()))
	}
	return diags
}
