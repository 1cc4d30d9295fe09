package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
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
		for _, conflict := range r.run.plans.record(parent, lists[0], lists[1]) {
			diags.Append(diagnose.DeletesKeptKey(r.Spec.Subject(parent), conflict.Deleted.Type, conflict.Deleted.KID, conflict.Kept.Type, conflict.Kept.KID))
		}
	}
	return diags
}

// plannedKey is the key of a plan or a state, as far as it is known.
func (r *KeyResource) plannedKey(m KeyModel) (planned plannedKey, known bool) {
	if m == nil || m.ParentID().IsUnknown() {
		return planned, false
	}
	shared := m.attributes()
	planned = plannedKey{Parent: m.ParentID().ValueString(), KID: shared.KID.ValueString(), Type: r.Spec.Type}
	if key, ok := shared.Recorded(); ok {
		planned.Thumbprint = thumbprintOf(key)
	}
	return planned, planned.KID != "" || planned.Thumbprint != ""
}

// plannedCreate is the key of a create for the delete of the same replacement; none while
// it is not known.
func (r *KeyResource) plannedCreate(plan KeyModel) []createdKey {
	key, known := r.plannedKey(plan)
	shared := plan.attributes()
	if !known || shared.Status.IsUnknown() || shared.Use.IsUnknown() || shared.Alg.IsUnknown() {
		return nil
	}
	return []createdKey{{
		Parent: key.Parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: r.Spec.UseOf(shared.Use.ValueString()),
		Alg: r.Spec.effectiveAlg(shared.Alg.ValueString()), Status: shared.Status.ValueString(),
	}}
}

// liveAsCreated is a registered key, to be compared with what a create plans.
func (r *KeyResource) liveAsCreated(parent string, live oktaapi.Key) createdKey {
	key := createdKey{Parent: parent, KID: live.KID, Use: r.Spec.UseOf(live.Use), Alg: r.Spec.effectiveAlg(live.Alg), Status: live.Status}
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
	shared := m.attributes()
	use := r.Spec.UseOf(shared.Use.ValueString())
	return r.Spec.otherActiveKeys(keys, func(key oktaapi.Key) bool {
		return key.ID == shared.ID.ValueString() || r.Spec.UseOf(key.Use) != use
	})
}

// recordManaged notes the key that a refresh has found, and warns if a new resource is
// planned for it.
func (r *KeyResource) recordManaged(m KeyModel) (diags diag.Diagnostics) {
	parent, kid, thumbprint, known := r.managedKey(m)
	if known && r.run.managed.addManaged(parent, kid, thumbprint) {
		diags.Append(diagnose.Held(r.subject(m), kid))
	}
	return diags
}

// warnManagedTwice notes the key of a new resource, and warns if another one holds it.
// It can be no error: a renamed resource and -replace look the same.
func (r *KeyResource) warnManagedTwice(plan KeyModel) (diags diag.Diagnostics) {
	parent, kid, thumbprint, known := r.managedKey(plan)
	if known && r.run.managed.addPlanned(parent, kid, thumbprint) {
		diags.Append(diagnose.Held(r.subject(plan), kid))
	}
	return diags
}

// releaseKey forgets the key of a resource that is going to be replaced.
func (r *KeyResource) releaseKey(state KeyModel) {
	if parent, kid, thumbprint, known := r.managedKey(state); known {
		r.run.managed.release(parent, kid, thumbprint)
	}
}

// managedKey is what tells a key from others; known is false as long as any of it is
// unknown, and before the provider is configured.
func (r *KeyResource) managedKey(m KeyModel) (parent, kid, thumbprint string, known bool) {
	shared, p := m.attributes(), m.ParentID()
	key, ok := shared.Recorded()
	if !ok || p.IsUnknown() || shared.KID.IsUnknown() || r.run == nil {
		return "", "", "", false
	}
	return p.ValueString(), shared.KID.ValueString(), thumbprintOf(key), true
}
