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

// recordKeptAndDeletedInRun notes for the run the key that is planned to stay or to come, and the
// one that is planned to go; one without a model is none. It refuses to take away a key
// that another resource keeps or adds.
func (r *KeyResource) recordKeptAndDeletedInRun(kept, deleted keyWithPlan) (errIfConflict diag.Diagnostics) {
	if r.run == nil {
		return nil
	}
	return r.recordPlannedKeysInRun(r.plannedKeyOrNone(kept), r.plannedKeyOrNone(deleted))
}

// keyWithPlan is a key of a plan or a state, and what becomes of it.
type keyWithPlan struct {
	KeyModel
	Plan diagnostics.KeyPlan
	// ID is Okta's ID of a key that a create plans, and that is registered already.
	ID string
}

// plannedKeyOrNone are the key, as far as it is known, or none.
func (r *KeyResource) plannedKeyOrNone(candidate keyWithPlan) (oneOrNone []plannedKey) {
	key, known := r.plannedKeyFromModel(candidate.KeyModel)
	if !known {
		return nil
	}
	key.ID, key.Plan = cmp.Or(key.ID, candidate.ID), candidate.Plan
	return []plannedKey{key}
}

// plannedKeyFromModel is the key of a plan or a state, as far as it is known.
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

// copyPlanWithWriteOnlyKey is a copy of the plan as it would be if it could hold a write-only key:
// with the one that the configuration has in this walk; or the plan itself without such a key. An ephemeral key can be another one in the next, so it
// is compared with what others plan, and never planned itself.
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

// ignoredWriteOnlyKeyOrNone is the write-only key of a configuration that the update ignores, because its
// version is that of the state; none if it is the key of the state, or not known.
func (r *KeyResource) ignoredWriteOnlyKeyOrNone(ctx context.Context, rawPlan tfsdk.Plan, w desiredKey, config, plan KeyModel) (keyOrNone keyWithPlan) {
	known := r.copyPlanWithWriteOnlyKey(ctx, rawPlan, w, config, plan)
	key, ok := plan.Attributes().Recorded()
	if known == plan || ok && w.Parsed.Key.Equal(key) || !config.Attributes().KID.IsNull() {
		return keyWithPlan{} // by a kid of its own it is told from others already
	}
	known.Attributes().ID = types.StringNull()
	return keyWithPlan{KeyModel: known, Plan: diagnostics.KeyNotCompared}
}

// keyPlannedByCreateOrNone is the key of a create for the delete of the same replacement; none while
// it is not known.
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

// stateKeyForComparison is the key of a state, to be compared with what a create plans.
func (r *KeyResource) stateKeyForComparison(state KeyModel) (key keyPlannedByCreate) {
	if created := r.keyPlannedByCreateOrNone(keyToAdd{KeyModel: state, ID: state.Attributes().ID.ValueString()}); len(created) > 0 {
		key = created[0]
	}
	return key
}

// liveKeyForComparison is a registered key, to be compared with what a create plans.
func (r *KeyResource) liveKeyForComparison(parent string, live oktaapi.Key) keyPlannedByCreate {
	key := keyPlannedByCreate{
		ID: live.ID, Parent: parent, KID: live.KID, Use: r.Spec.EffectiveUse(live.Use), Alg: r.Spec.effectiveAlg(live.Alg), Status: live.Status,
	}
	if public, err := live.Public(); err == nil {
		key.Thumbprint = thumbprintOrNoneText(public)
	}
	return key
}

// findRegisteredIDByKID is Okta's ID of a key that a create plans, if its kid is registered already;
// empty too where the keys cannot be read.
func (r *KeyResource) findRegisteredIDByKID(ctx context.Context, plan KeyModel) (oktaIDOrEmpty string) {
	if plan.Attributes().KID.IsUnknown() {
		return ""
	}
	live, _ := findByKID(r.listKeysOrNone(ctx, plan), plan.Attributes().KID.ValueString())
	return live.ID
}

// listKeysOrNone are the keys of the parent of a plan, as listKeysInRunOrCached has them; none where
// they cannot be read, which whoever needs them says.
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

// keysDeactivatedByActivating are the other keys that activating this one takes out of use.
func (r *KeyResource) keysDeactivatedByActivating(m KeyModel, registered []oktaapi.Key) []oktaapi.Key {
	attributes := m.Attributes()
	use := r.Spec.EffectiveUse(attributes.Use.ValueString())
	return r.Spec.activeOthersOfSingleActiveUses(registered, func(key oktaapi.Key) bool {
		return key.ID == attributes.ID.ValueString() || r.Spec.EffectiveUse(key.Use) != use
	})
}

// recordRefreshedKeyInRun notes the key that a refresh has found, and warns if a new resource is
// planned for it.
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

// managedKeyFromModel is what tells a key from others; complete is false as long as any of it is
// unknown, and before the provider is configured.
func (r *KeyResource) managedKeyFromModel(m KeyModel) (key managedKey, complete bool) {
	attributes := m.Attributes()
	public, ok := attributes.Recorded()
	if !ok || m.ParentID().IsUnknown() || attributes.KID.IsUnknown() || r.run == nil {
		return managedKey{}, false
	}
	return managedKey{parentIDOf(m), attributes.KID.ValueString(), thumbprintOrNoneText(public), attributes.ID.ValueString()}, true
}
