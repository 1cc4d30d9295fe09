package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// recordPlan notes for the walk the key that is planned to stay or to come, and the
// one that is planned to go; nil is none. It refuses to take away a key that another
// resource keeps or adds.
func (r *Resource[M]) recordPlan(kept, deleted *M) (diags diag.Diagnostics) {
	if r.walk() == nil {
		return nil
	}
	byParent := map[string][2][]keychange.PlannedKey{}
	for i, m := range []*M{kept, deleted} {
		if key, known := r.plannedKey(m); known {
			lists := byParent[key.Parent]
			lists[i] = append(lists[i], key)
			byParent[key.Parent] = lists
		}
	}
	for parent, lists := range byParent {
		for _, conflict := range r.walk().Plans.Record(parent, lists[0], lists[1]) {
			diags.Append(diagnose.DeletesKeptKey(r.Vendor.Subject(parent), conflict.Deleted.Type, conflict.Deleted.KID, conflict.Kept.Type, conflict.Kept.KID))
		}
	}
	return diags
}

// plannedKey is the key of a plan or a state, as far as it is known.
func (r *Resource[M]) plannedKey(m *M) (planned keychange.PlannedKey, known bool) {
	if m == nil || r.Vendor.ParentID(m).IsUnknown() {
		return planned, false
	}
	shared := r.Vendor.Shared(m)
	planned = keychange.PlannedKey{Parent: r.Vendor.ParentID(m).ValueString(), KID: shared.KID.ValueString(), Type: r.Vendor.Type}
	if key, ok := shared.Recorded(); ok {
		planned.Thumbprint = thumbprintOf(key)
	}
	return planned, planned.KID != "" || planned.Thumbprint != ""
}

// created is the key of a create for the delete of the same replacement; none while
// it is not known.
func (r *Resource[M]) created(plan *M) []keychange.CreatedKey {
	key, known := r.plannedKey(plan)
	shared := r.Vendor.Shared(plan)
	if !known || shared.Status.IsUnknown() || shared.Use.IsUnknown() || shared.Alg.IsUnknown() {
		return nil
	}
	return []keychange.CreatedKey{{
		Parent: key.Parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: r.Vendor.UseOf(shared.Use.ValueString()),
		Alg: r.Vendor.algOf(shared.Alg.ValueString()), Status: shared.Status.ValueString(),
	}}
}

// registeredAs is a registered key, to be compared with what a create plans.
func (r *Resource[M]) registeredAs(parent string, live oktaapi.Key) keychange.CreatedKey {
	key := keychange.CreatedKey{Parent: parent, KID: live.KID, Use: r.Vendor.UseOf(live.Use), Alg: r.Vendor.algOf(live.Alg), Status: live.Status}
	if public, err := live.Public(); err == nil {
		key.Thumbprint = thumbprintOf(public)
	}
	return key
}

// rememberActive records which other keys are active where only one can be, for the
// apply of the next plan.
func (r *Resource[M]) rememberActive(ctx context.Context, private keychange.PrivateWriter, m *M, keys []oktaapi.Key) diag.Diagnostics {
	return keychange.RememberActive(ctx, private, r.othersActive(m, keys))
}

// othersActive are the other keys that activating this one takes out of use.
func (r *Resource[M]) othersActive(m *M, keys []oktaapi.Key) []oktaapi.Key {
	shared := r.Vendor.Shared(m)
	use := r.Vendor.UseOf(shared.Use.ValueString())
	return r.Vendor.ActiveOthers(keys, func(key oktaapi.Key) bool {
		return key.ID == shared.ID.ValueString() || r.Vendor.UseOf(key.Use) != use
	})
}

// hold notes the key that a refresh has found, and warns if a new resource is
// planned for it.
func (r *Resource[M]) hold(m *M) (diags diag.Diagnostics) {
	parent, kid, thumbprint, known := r.named(m)
	if known && r.walk().Holdings.Hold(parent, kid, thumbprint) {
		diags.Append(diagnose.Held(r.subject(m), kid))
	}
	return diags
}

// warnOfHolder notes the key of a new resource, and warns if another one holds it.
// It can be no error: a renamed resource and -replace look the same.
func (r *Resource[M]) warnOfHolder(plan *M) (diags diag.Diagnostics) {
	parent, kid, thumbprint, known := r.named(plan)
	if known && r.walk().Holdings.Plan(parent, kid, thumbprint) {
		diags.Append(diagnose.Held(r.subject(plan), kid))
	}
	return diags
}

// letGo forgets the key of a resource that is going to be replaced.
func (r *Resource[M]) letGo(state *M) {
	if parent, kid, thumbprint, known := r.named(state); known {
		r.walk().Holdings.LetGo(parent, kid, thumbprint)
	}
}

// named is what tells a key from others; known is false as long as any of it is
// unknown, and before the provider is configured.
func (r *Resource[M]) named(m *M) (parent, kid, thumbprint string, known bool) {
	shared, p := r.Vendor.Shared(m), *r.Vendor.ParentID(m)
	key, ok := shared.Recorded()
	if !ok || p.IsUnknown() || shared.KID.IsUnknown() || r.walk() == nil {
		return "", "", "", false
	}
	return p.ValueString(), shared.KID.ValueString(), thumbprintOf(key), true
}
