package rollover

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
)

// recordPlan notes for the walk which keys of a plan stay or come, and which go. It
// refuses to take away a key that another resource keeps or adds.
func (r *Resource[M]) recordPlan(m *M, s outlook) (diags diag.Diagnostics) {
	walk := r.Vendor.Walk(r.data)
	if walk == nil || r.Vendor.ParentID(m).IsUnknown() {
		return nil
	}
	var kept, deleted []keychange.PlannedKey
	for _, kid := range sortedKIDs(s.wants) {
		kept = append(kept, r.plannedKey(m, kid, s.wants[kid].knownMaterial(kid)))
	}
	for _, key := range s.have {
		if key.Removable && s.isDeleted(key) {
			deleted = append(deleted, r.plannedKey(m, key.KID, key.Thumbprint))
		}
	}
	for _, conflict := range walk.Plans.Record(r.parent(m), kept, deleted) {
		diags.Append(diagnose.DeletesKeptKey(r.subject(m), conflict.Deleted.Type, conflict.Deleted.KID, conflict.Kept.Type, conflict.Kept.KID))
	}
	return diags
}

// isDeleted reports whether a key is not wanted, or another one is in its place.
func (s outlook) isDeleted(key keyset.Key) bool {
	w, wanted := s.wants[key.KID]
	_, held := s.state[key.KID]
	return !wanted || held && w.isNew && w.named.Given.Known
}

func (r *Resource[M]) plannedKey(m *M, kid, thumbprint string) keychange.PlannedKey {
	return keychange.PlannedKey{Parent: r.parent(m), KID: kid, Thumbprint: thumbprint, Type: r.Vendor.Type}
}

// created are the keys of a create for the delete of the same replacement, as far as
// they are known. The create brings each to its status.
func (r *Resource[M]) created(plan *M, s outlook) (keys []keychange.CreatedKey) {
	for _, kid := range sortedKIDs(s.wants) {
		w := s.wants[kid]
		if r.Vendor.ParentID(plan).IsUnknown() || !w.named.Given.Known || w.entry.Use.IsUnknown() || w.entry.Alg.IsUnknown() {
			continue
		}
		keys = append(keys, keychange.CreatedKey{
			Parent: r.parent(plan), KID: kid, Thumbprint: w.material(kid),
			Use: r.Vendor.UseOf(w.entry.Use.ValueString()), Alg: r.Vendor.algOf(w.entry.Alg.ValueString()),
		})
	}
	return keys
}

// hold notes the keys that a refresh has found, and warns if a new resource is
// planned for one of them.
func (r *Resource[M]) hold(m *M, entries map[string]entry) (diags diag.Diagnostics) {
	walk := r.Vendor.Walk(r.data)
	for _, kid := range sortedKIDs(entries) {
		if walk.Holdings.Hold(r.parent(m), kid, entries[kid].recorded()) {
			diags.Append(diagnose.Held(r.subject(m), kid))
		}
	}
	return diags
}

// warnOfHolder notes the keys of a set that is created, and warns if another resource
// holds one of them. It can be no error: a renamed resource and -replace look the same.
func (r *Resource[M]) warnOfHolder(plan *M, s outlook) (diags diag.Diagnostics) {
	walk := r.Vendor.Walk(r.data)
	if !s.created || walk == nil || r.Vendor.ParentID(plan).IsUnknown() {
		return nil
	}
	for _, kid := range sortedKIDs(s.wants) {
		w := s.wants[kid]
		if w.named.Given.Known && walk.Holdings.Plan(r.parent(plan), kid, w.material(kid)) {
			diags.Append(diagnose.Held(r.subject(plan), kid))
		}
	}
	return diags
}
