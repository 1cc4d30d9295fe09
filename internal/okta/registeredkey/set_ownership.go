package registeredkey

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// recordPlan notes for the run which keys of a plan stay or come, and which go. It
// refuses to take away a key that another resource keeps or adds.
func (r *SetResource) recordPlan(m SetModel, s plannedChanges) diag.Diagnostics {
	if r.run == nil || m.ParentID().IsUnknown() {
		return nil
	}
	var kept, deleted []plannedKey
	for _, kid := range sortedKIDs(s.desired) {
		kept = append(kept, r.plannedKey(m, kid, s.desired[kid].knownThumbprint(kid)))
	}
	for _, key := range s.have {
		if key.Removable && s.isDeleted(key) {
			deleted = append(deleted, r.plannedKey(m, key.KID, key.Thumbprint))
		}
	}
	return r.recordPlannedKeys(parentOf(m), kept, deleted)
}

// isDeleted reports whether a key is not wanted, or another one is in its place.
func (s plannedChanges) isDeleted(key keyplan.Key) bool {
	w, wanted := s.desired[key.KID]
	_, held := s.state[key.KID]
	return !wanted || held && w.isNew && w.named.Parsed.Known
}

func (r *SetResource) plannedKey(m SetModel, kid, thumbprint string) plannedKey {
	return plannedKey{Parent: parentOf(m), KID: kid, Thumbprint: thumbprint, Type: r.Spec.Type}
}

// plannedCreates are the keys of a create for the delete of the same replacement, as far as
// they are known. The create brings each to its status.
func (r *SetResource) plannedCreates(plan SetModel, s plannedChanges) (keys []createdKey) {
	for _, kid := range sortedKIDs(s.desired) {
		w := s.desired[kid]
		if plan.ParentID().IsUnknown() || !w.named.Parsed.Known || w.entry.Use.IsUnknown() || w.entry.Alg.IsUnknown() {
			continue
		}
		keys = append(keys, createdKey{
			Parent: parentOf(plan), KID: kid, Thumbprint: w.thumbprint(kid),
			Use: r.Spec.EffectiveUse(w.entry.Use.ValueString()), Alg: r.Spec.effectiveAlg(w.entry.Alg.ValueString()),
		})
	}
	return keys
}

// recordManaged notes the keys that a refresh has found, and warns if a new resource is
// planned for one of them.
func (r *SetResource) recordManaged(m SetModel, entries map[string]keyEntry) (diags diag.Diagnostics) {
	for _, kid := range sortedKIDs(entries) {
		diags.Append(r.recordManagedKey(keyRef{parentOf(m), kid, entries[kid].recordedThumbprint()})...)
	}
	return diags
}

// recordNew notes the keys of a set that is created, and warns if another resource
// manages one of them.
func (r *SetResource) recordNew(plan SetModel, s plannedChanges) (diags diag.Diagnostics) {
	if !s.created || r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	for _, kid := range sortedKIDs(s.desired) {
		if w := s.desired[kid]; w.named.Parsed.Known {
			diags.Append(r.recordNewKey(keyRef{parentOf(plan), kid, w.thumbprint(kid)})...)
		}
	}
	return diags
}
