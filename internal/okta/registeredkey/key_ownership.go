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
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// recordPlan notes for the run the key that is planned to stay or to come, and the
// one that is planned to go; one without a model is none. It refuses to take away a key
// that another resource keeps or adds.
func (r *KeyResource) recordPlan(kept, deleted heldKey) (diags diag.Diagnostics) {
	if r.run == nil {
		return nil
	}
	return r.recordPlannedKeys(r.plannedKeys(kept), r.plannedKeys(deleted))
}

// heldKey is a key of a plan or a state, and what becomes of it.
type heldKey struct {
	KeyModel
	Way diagnostics.KeyPlan
	// ID is Okta's ID of a key that a create plans, and that is registered already.
	ID string
}

// plannedKeys are the key, as far as it is known, or none.
func (r *KeyResource) plannedKeys(held heldKey) []plannedKey {
	key, known := r.plannedKey(held.KeyModel)
	if !known {
		return nil
	}
	key.ID, key.Way = cmp.Or(key.ID, held.ID), held.Way
	return []plannedKey{key}
}

// plannedKey is the key of a plan or a state, as far as it is known.
func (r *KeyResource) plannedKey(m KeyModel) (planned plannedKey, known bool) {
	if m == nil || m.ParentID().IsUnknown() {
		return planned, false
	}
	attributes := m.Attributes()
	planned = plannedKey{ID: attributes.ID.ValueString(), Parent: parentOf(m), KID: attributes.KID.ValueString(), Type: r.Spec.Type}
	if key, ok := attributes.Recorded(); ok {
		planned.Thumbprint = thumbprintOf(key)
	}
	return planned, planned.KID != "" || planned.Thumbprint != ""
}

// asKnown is a plan as it would be if it could hold a write-only key: with the one that
// the configuration has in this walk. An ephemeral key can be another one in the next, so it
// is compared with what others plan, and never planned itself.
func (r *KeyResource) asKnown(ctx context.Context, raw tfsdk.Plan, w desiredKey, config, plan KeyModel) KeyModel {
	known := r.Spec.NewModel()
	if !w.Parsed.WriteOnly() || !w.Parsed.Known || raw.Get(ctx, known).HasError() {
		return plan
	}
	*known.Attributes() = *plan.Attributes()
	known.Attributes().KID = config.Attributes().KID
	if w.encodeForms(config.Attributes(), known.Attributes()) != nil {
		return plan
	}
	return known
}

// unreadKey is the write-only key of a configuration that is not looked at, because its
// version is that of the state; none if it is the key of the state, or not known.
func (r *KeyResource) unreadKey(ctx context.Context, raw tfsdk.Plan, w desiredKey, config, plan KeyModel) heldKey {
	known := r.asKnown(ctx, raw, w, config, plan)
	key, ok := plan.Attributes().Recorded()
	if known == plan || ok && w.Parsed.Key.Equal(key) || !config.Attributes().KID.IsNull() {
		return heldKey{} // by a kid of its own it is told from others already
	}
	known.Attributes().ID = types.StringNull()
	return heldKey{KeyModel: known, Way: diagnostics.KeyNotCompared}
}

// plannedCreate is the key of a create for the delete of the same replacement; none while
// it is not known.
func (r *KeyResource) plannedCreate(next newKey) []createdKey {
	key, known := r.plannedKey(next.KeyModel)
	attributes := next.Attributes()
	if !known || attributes.Status.IsUnknown() || attributes.Use.IsUnknown() || attributes.Alg.IsUnknown() {
		return nil
	}
	return []createdKey{{
		ID: next.ID, Parent: key.Parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: r.Spec.EffectiveUse(attributes.Use.ValueString()),
		Alg: r.Spec.effectiveAlg(attributes.Alg.ValueString()), Status: attributes.Status.ValueString(), WriteOnly: next.WriteOnly,
	}}
}

// stateAsCreated is the key of a state, to be compared with what a create plans.
func (r *KeyResource) stateAsCreated(state KeyModel) (key createdKey) {
	if created := r.plannedCreate(newKey{KeyModel: state, ID: state.Attributes().ID.ValueString()}); len(created) > 0 {
		key = created[0]
	}
	return key
}

// liveAsCreated is a registered key, to be compared with what a create plans.
func (r *KeyResource) liveAsCreated(parent string, live oktaapi.Key) createdKey {
	key := createdKey{
		ID: live.ID, Parent: parent, KID: live.KID, Use: r.Spec.EffectiveUse(live.Use), Alg: r.Spec.effectiveAlg(live.Alg), Status: live.Status,
	}
	if public, err := live.Public(); err == nil {
		key.Thumbprint = thumbprintOf(public)
	}
	return key
}

// liveID is Okta's ID of a key that a create plans, if it is registered already, by what this
// run knows of the keys; a key is found at its parent by its kid.
func (r *KeyResource) liveID(ctx context.Context, plan KeyModel) string {
	if plan.Attributes().KID.IsUnknown() {
		return ""
	}
	live, _ := byKID(r.knownKeys(ctx, plan), plan.Attributes().KID.ValueString())
	return live.ID
}

// knownKeys are the keys of the parent of a plan, as this run knows them; none where they cannot
// be read, which whoever needs them says.
func (r *KeyResource) knownKeys(ctx context.Context, plan KeyModel) []oktaapi.Key {
	if r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	keys, err := r.listKeysKnownToRun(ctx, parentOf(plan))
	if err != nil {
		return nil
	}
	return keys
}

// recordOtherActive records which other keys are active where only one can be, for the
// apply of the next plan.
func (r *KeyResource) recordOtherActive(ctx context.Context, private privatestate.Writer, m KeyModel, keys []oktaapi.Key) diag.Diagnostics {
	return writeActiveOthers(ctx, private, r.otherActive(m, keys))
}

// otherActive are the other keys that activating this one takes out of use.
func (r *KeyResource) otherActive(m KeyModel, keys []oktaapi.Key) []oktaapi.Key {
	attributes := m.Attributes()
	use := r.Spec.EffectiveUse(attributes.Use.ValueString())
	return r.Spec.otherActiveKeys(keys, func(key oktaapi.Key) bool {
		return key.ID == attributes.ID.ValueString() || r.Spec.EffectiveUse(key.Use) != use
	})
}

// recordManaged notes the key that a refresh has found, and warns if a new resource is
// planned for it.
func (r *KeyResource) recordManaged(m KeyModel) diag.Diagnostics {
	if key, known := r.keyRef(m); known {
		return r.recordManagedKey(key)
	}
	return nil
}

// recordNew notes the key of a new resource, and warns if another one manages it. id is
// Okta's ID of the key, if it is registered already.
func (r *KeyResource) recordNew(plan KeyModel, id string) diag.Diagnostics {
	if key, known := r.keyRef(plan); known {
		key.id = id
		return r.recordNewKey(key)
	}
	return nil
}

// releaseKey forgets the key of a resource that is going to be replaced.
func (r *KeyResource) releaseKey(state KeyModel) {
	if key, known := r.keyRef(state); known {
		r.run.managed.release(key)
	}
}

// keyRef is what tells a key from others; known is false as long as any of it is
// unknown, and before the provider is configured.
func (r *KeyResource) keyRef(m KeyModel) (ref keyRef, known bool) {
	attributes := m.Attributes()
	key, ok := attributes.Recorded()
	if !ok || m.ParentID().IsUnknown() || attributes.KID.IsUnknown() || r.run == nil {
		return keyRef{}, false
	}
	return keyRef{parentOf(m), attributes.KID.ValueString(), thumbprintOf(key), attributes.ID.ValueString()}, true
}
