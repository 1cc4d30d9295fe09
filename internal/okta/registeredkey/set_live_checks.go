package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// refuseOwnKeys refuses to take away the key with which the provider signs in.
func (r *SetResource) refuseOwnKeys(m SetModel, s plannedChanges) (diags diag.Diagnostics) {
	if m.ParentID().IsUnknown() {
		return nil
	}
	for _, key := range s.have {
		if s.removes(key) && r.isOwnKey(parentOf(m), key.Thumbprint) {
			diags.Append(diagnostics.ErrChangesOwnKey(diagnostics.RemoveOwnKey, r.subject(m), key.KID))
		}
	}
	return diags
}

// refuseOwnLiveKey does so for a registered key that is going to be deleted.
func (r *SetResource) refuseOwnLiveKey(m SetModel, key oktaapi.Key) (diags diag.Diagnostics) {
	if r.isOwnKey(parentOf(m), liveThumbprint(key)) {
		diags.Append(diagnostics.ErrChangesOwnKey(diagnostics.RemoveOwnKey, r.subject(m), kidOrID(key)))
	}
	return diags
}

// changesFromLive are the changes of a create, from the registered keys, which no state holds
// yet. left is what a replaced set has left to it. A key that is not known yet may turn out to
// be the registered one of its kid.
func (r *SetResource) changesFromLive(s plannedChanges, keys []oktaapi.Key, left *handover) plannedChanges {
	now := plannedChanges{desired: s.desired, plannerKeys: slices.Clone(s.plannerKeys), have: r.Spec.liveForPlanner(keys, left.policy())}
	for i, w := range now.plannerKeys {
		if live, there := byKID(keys, w.KID); there && !s.desired[w.KID].named.Parsed.Known {
			now.plannerKeys[i].Thumbprint = liveThumbprint(live)
		}
	}
	now.takeHandedOver(left)
	return now
}

// removes reports whether a key is going to be deactivated or deleted.
func (s plannedChanges) removes(key keyplan.Key) bool {
	return slices.ContainsFunc(s.plan.Steps, func(step keyplan.Step) bool {
		return (step.Action == keyplan.Deactivate || step.Action == keyplan.Delete) && step.KID == key.KID && step.ID == key.ID
	})
}

// checkLiveKeys refuses a create that the registered keys, which no state knows yet, are
// known to be in the way of; and one at a parent that is not there, or has no keys.
func (r *SetResource) checkLiveKeys(ctx context.Context, plan SetModel, s plannedChanges) (diags diag.Diagnostics) {
	if _, err := r.api(); s.created && r.run != nil && apierr.Is(err, apierr.NotConfigured) {
		diags.Append(diagnostics.ErrPlanCannotReadKeys(r.subject(plan), err))
		return diags
	}
	if !s.created || s.plannerKeys == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	keys, err := r.list(ctx, plan)
	switch {
	case apierr.Is(err, apierr.NotConfigured, apierr.ConfigUnknown):
		return nil // missing settings are said above; the apply says it of unknown ones, if it is so then
	case apierr.Is(err, apierr.NotFound) && r.run.missing.has(parentOf(plan)):
		return nil // the refresh has said it
	case err != nil:
		diags.Append(diagnostics.ErrPlanCannotReadKeys(r.subject(plan), err))
		return diags
	}
	now := r.changesFromLive(s, keys, r.handedOver(plan))
	if err := now.planSteps(r.Spec.Limits); err != nil {
		diags.Append(diagnostics.ErrInvalidKeySet(r.subject(plan), err))
	}
	return diags
}
