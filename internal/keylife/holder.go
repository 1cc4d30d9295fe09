package keylife

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
)

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
