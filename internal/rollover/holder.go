package rollover

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
)

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
