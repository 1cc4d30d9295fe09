package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// recordPlan notes for the run the key that is planned to stay or to come, and the
// one that is planned to go; nil is none. It refuses to take away a key that another
// resource keeps or adds.
func (r *KeyResource) recordPlan(kept, deleted KeyModel) (diags diag.Diagnostics) {
	if r.run == nil {
		return nil
	}
	byParent := map[string][2][]plannedKey{}
	for i, m := range []KeyModel{kept, deleted} {
		if key, known := r.plannedKey(m); known {
			lists := byParent[key.Parent]
			lists[i] = append(lists[i], key)
			byParent[key.Parent] = lists
		}
	}
	for parent, lists := range byParent {
		diags.Append(r.recordPlannedKeys(parent, lists[0], lists[1])...)
	}
	return diags
}

// plannedKey is the key of a plan or a state, as far as it is known.
func (r *KeyResource) plannedKey(m KeyModel) (planned plannedKey, known bool) {
	if m == nil || m.ParentID().IsUnknown() {
		return planned, false
	}
	attributes := m.Attributes()
	planned = plannedKey{Parent: parentOf(m), KID: attributes.KID.ValueString(), Type: r.Spec.Type}
	if key, ok := attributes.Recorded(); ok {
		planned.Thumbprint = thumbprintOf(key)
	}
	return planned, planned.KID != "" || planned.Thumbprint != ""
}

// plannedCreate is the key of a create for the delete of the same replacement; none while
// it is not known.
func (r *KeyResource) plannedCreate(plan KeyModel) []createdKey {
	key, known := r.plannedKey(plan)
	attributes := plan.Attributes()
	if !known || attributes.Status.IsUnknown() || attributes.Use.IsUnknown() || attributes.Alg.IsUnknown() {
		return nil
	}
	return []createdKey{{
		Parent: key.Parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: r.Spec.EffectiveUse(attributes.Use.ValueString()),
		Alg: r.Spec.effectiveAlg(attributes.Alg.ValueString()), Status: attributes.Status.ValueString(),
	}}
}

// liveAsCreated is a registered key, to be compared with what a create plans.
func (r *KeyResource) liveAsCreated(parent string, live oktaapi.Key) createdKey {
	key := createdKey{Parent: parent, KID: live.KID, Use: r.Spec.EffectiveUse(live.Use), Alg: r.Spec.effectiveAlg(live.Alg), Status: live.Status}
	if public, err := live.Public(); err == nil {
		key.Thumbprint = thumbprintOf(public)
	}
	return key
}

// recordOtherActive records which other keys are active where only one can be, for the
// apply of the next plan.
func (r *KeyResource) recordOtherActive(ctx context.Context, private privateWriter, m KeyModel, keys []oktaapi.Key) diag.Diagnostics {
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

// recordNew notes the key of a new resource, and warns if another one manages it.
func (r *KeyResource) recordNew(plan KeyModel) diag.Diagnostics {
	if key, known := r.keyRef(plan); known {
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
	return keyRef{parentOf(m), attributes.KID.ValueString(), thumbprintOf(key)}, true
}
