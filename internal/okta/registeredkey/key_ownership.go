package registeredkey

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// recordKeptAndDeletedInRun notes for the run the key that is planned to stay or to be added, and the key that is
// planned to be deleted. A keyWithPlan without a model is no key. It returns an error if one resource deletes a
// key that another one keeps or adds.
func (r *KeyResource) recordKeptAndDeletedInRun(kept, deleted keyWithPlan) (errIfConflict diag.Diagnostics) {
	if r.run == nil {
		return nil
	}
	return r.recordPlannedKeysInRun(r.plannedKeyOrNone(kept), r.plannedKeyOrNone(deleted))
}

// keyWithPlan is a key of a plan or a state, and what is planned for it.
type keyWithPlan struct {
	KeyModel
	Plan diagnostics.KeyPlan
	// ID is Okta's ID of a key that a create plans, and that is registered already.
	ID string
}

// plannedKeyOrNone returns the key, as far as it is known, or none.
func (r *KeyResource) plannedKeyOrNone(candidate keyWithPlan) (oneOrNone []plannedKey) {
	key, known := r.plannedKeyFromModel(candidate.KeyModel)
	if !known {
		return nil
	}
	key.ID, key.Plan = cmp.Or(key.ID, candidate.ID), candidate.Plan
	return []plannedKey{key}
}

// plannedKeyFromModel returns the key of a plan or a state, as far as it is known.
func (r *KeyResource) plannedKeyFromModel(m KeyModel) (key plannedKey, hasKIDOrThumbprint bool) {
	if m == nil || m.ParentID().IsUnknown() {
		return key, false
	}
	attributes := m.Attributes()
	key = plannedKey{ID: attributes.ID.ValueString(), Parent: parentIDOf(m), KID: attributes.KID.ValueString(), Type: r.Spec.Type}
	if public, ok := attributes.Recorded(); ok {
		key.Thumbprint = thumbprintOrNoneText(public)
	}
	return key, key.KID != "" || key.Thumbprint != ""
}

// copyPlanWithWriteOnlyKey returns a copy of the plan that has the write-only key of the configuration of this walk.
// If there is no such key, it returns the plan itself. An ephemeral key can be another one in the next walk. So it is
// compared with what other resources plan, and is never planned itself.
func (r *KeyResource) copyPlanWithWriteOnlyKey(ctx context.Context, rawPlan tfsdk.Plan, w desiredKey, config, plan KeyModel) (copyOrPlan KeyModel) {
	known := r.Spec.Models.NewModel()
	if !w.Parsed.WriteOnly() || !w.Parsed.Known || tfmodel.GetPlan(ctx, rawPlan, known).HasError() {
		return plan
	}
	*known.Attributes() = *plan.Attributes()
	known.Attributes().KID = config.Attributes().KID
	if w.fillKIDAndAllForms(config.Attributes(), known.Attributes()) != nil {
		return plan
	}
	return known
}

// ignoredWriteOnlyKeyOrNone returns the write-only key of a configuration if the update ignores it, because its
// version is that of the state. It returns none if it is the key of the state, or is not known.
func (r *KeyResource) ignoredWriteOnlyKeyOrNone(ctx context.Context, rawPlan tfsdk.Plan, w desiredKey, config, plan KeyModel) (keyOrNone keyWithPlan) {
	known := r.copyPlanWithWriteOnlyKey(ctx, rawPlan, w, config, plan)
	key, ok := plan.Attributes().Recorded()
	if known == plan || ok && w.Parsed.Key.Equal(key) || !config.Attributes().KID.IsNull() {
		return keyWithPlan{} // by a kid of its own it is told from others already
	}
	known.Attributes().ID = types.StringNull()
	return keyWithPlan{KeyModel: known, Plan: diagnostics.KeyNotCompared}
}

// keyPlannedByCreateOrNone returns the key of a create, for the delete of the same replacement. It returns none if
// the key is not known yet.
func (r *KeyResource) keyPlannedByCreateOrNone(next keyToAdd) (oneOrNone []keyPlannedByCreate) {
	key, known := r.plannedKeyFromModel(next.KeyModel)
	attributes := next.Attributes()
	if !known || attributes.Status.IsUnknown() || attributes.Use.IsUnknown() || attributes.Alg.IsUnknown() {
		return nil
	}
	return []keyPlannedByCreate{{
		ID: next.ID, Parent: key.Parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: r.Spec.EffectiveUse(attributes.Use.ValueString()),
		Alg: r.Spec.effectiveAlg(attributes.Alg.ValueString()), Status: attributes.Status.ValueString(), WriteOnly: next.WriteOnly,
	}}
}

// stateKeyForComparison returns the key of a state, to compare it with the keys that a create plans.
func (r *KeyResource) stateKeyForComparison(state KeyModel) (key keyPlannedByCreate) {
	if created := r.keyPlannedByCreateOrNone(keyToAdd{KeyModel: state, ID: state.Attributes().ID.ValueString()}); len(created) > 0 {
		key = created[0]
	}
	return key
}

// liveKeyForComparison returns a registered key, to compare it with the keys that a create plans.
func (r *KeyResource) liveKeyForComparison(parent string, live oktaapi.Key) keyPlannedByCreate {
	key := keyPlannedByCreate{
		ID: live.ID, Parent: parent, KID: live.KID, Use: r.Spec.EffectiveUse(live.Use), Alg: r.Spec.effectiveAlg(live.Alg), Status: live.Status,
	}
	if public, err := live.Public(); err == nil {
		key.Thumbprint = thumbprintOrNoneText(public)
	}
	return key
}

// findRegisteredIDByKID returns Okta's ID of the key that has the kid that a create plans. It is empty if there
// is none, or if the keys cannot be read.
func (r *KeyResource) findRegisteredIDByKID(ctx context.Context, plan KeyModel) (oktaIDOrEmpty string) {
	if plan.Attributes().KID.IsUnknown() {
		return ""
	}
	live, _ := findByKID(r.listKeysOrNone(ctx, plan), plan.Attributes().KID.ValueString())
	return live.ID
}

// listKeysOrNone returns the keys of the parent of a plan, as listKeysInRunOrCached does. It returns none if they
// cannot be read. A function that needs them reports the error.
func (r *KeyResource) listKeysOrNone(ctx context.Context, plan KeyModel) (registered []oktaapi.Key) {
	if r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	keys, err := r.listKeysInRunOrCached(ctx, parentIDOf(plan))
	if err != nil {
		return nil
	}
	return keys
}

// keysDeactivatedByActivating returns the other keys that activating this one deactivates.
func (r *KeyResource) keysDeactivatedByActivating(m KeyModel, registered []oktaapi.Key) []oktaapi.Key {
	attributes := m.Attributes()
	use := r.Spec.EffectiveUse(attributes.Use.ValueString())
	return r.Spec.activeOthersOfSingleActiveUses(registered, func(key oktaapi.Key) bool {
		return key.ID == attributes.ID.ValueString() || r.Spec.EffectiveUse(key.Use) != use
	})
}

// recordRefreshedKeyInRun notes the key that a refresh has found. It warns if a new resource is
// planned to add the same key.
func (r *KeyResource) recordRefreshedKeyInRun(m KeyModel) (warnIfManagedTwice diag.Diagnostics) {
	if key, known := r.managedKeyFromModel(m); known {
		return r.recordManagedKeyInRun(key)
	}
	return nil
}

// recordKeyOfCreateInRun notes the key of a new resource, and warns if another one manages it.
// registeredIDOrEmpty is Okta's ID of the key, if it is registered already.
func (r *KeyResource) recordKeyOfCreateInRun(plan KeyModel, registeredIDOrEmpty string) (warnIfManagedTwice diag.Diagnostics) {
	if key, known := r.managedKeyFromModel(plan); known {
		key.id = registeredIDOrEmpty
		return r.recordPlannedAdditionInRun(key)
	}
	return nil
}

// forgetManagedKeyInRun forgets the key of a resource that is going to be replaced.
func (r *KeyResource) forgetManagedKeyInRun(state KeyModel) {
	if key, known := r.managedKeyFromModel(state); known {
		r.run.managed.removeManaged(key)
	}
}

// managedKeyFromModel returns the properties that identify a key. complete is false if one of them is
// unknown, or before the provider is configured.
func (r *KeyResource) managedKeyFromModel(m KeyModel) (key managedKey, complete bool) {
	attributes := m.Attributes()
	public, ok := attributes.Recorded()
	if !ok || m.ParentID().IsUnknown() || attributes.KID.IsUnknown() || r.run == nil {
		return managedKey{}, false
	}
	return managedKey{parentIDOf(m), attributes.KID.ValueString(), thumbprintOrNoneText(public), attributes.ID.ValueString()}, true
}
