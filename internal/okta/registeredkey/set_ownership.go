package registeredkey

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// recordPlan notes for the run which keys of a plan stay or come, and which go. It
// refuses to take away a key that another resource keeps or adds. ids are Okta's IDs of
// the keys that a create finds registered, and keptWith the keys of the create that the
// resource is replaced by.
func (r *SetResource) recordPlan(m SetModel, s plannedChanges, ids map[string]string, keptWith []plannedKey) diag.Diagnostics {
	if r.run == nil || m.ParentID().IsUnknown() {
		return nil
	}
	var deleted []plannedKey
	for _, key := range s.have {
		if key.Removable && s.isDeleted(key) {
			gone := r.plannedKey(m, key.KID, key.Thumbprint)
			gone.Way = s.deletionWay(key)
			if _, held := s.state[key.KID]; held {
				gone.ID = key.ID
			}
			deleted = append(deleted, gone)
		}
	}
	return r.recordPlannedKeys(append(r.keptKeys(m, s, ids), keptWith...), deleted)
}

// keptKeys are the keys of a plan that stay or come.
func (r *SetResource) keptKeys(m SetModel, s plannedChanges, ids map[string]string) (kept []plannedKey) {
	if m.ParentID().IsUnknown() {
		return nil
	}
	for _, kid := range sortedKIDs(s.desired) {
		w := s.desired[kid]
		key := r.plannedKey(m, kid, w.knownThumbprint(kid))
		key.ID = cmp.Or(w.entry.ID.ValueString(), ids[kid])
		if w.isNew {
			key.Way = diagnostics.KeyAdded
		}
		kept = append(kept, key)
	}
	return kept
}

// liveIDs are Okta's IDs of the keys that a create finds registered, by kid, as far as they
// can be read; an update knows its keys from the state.
func (r *SetResource) liveIDs(ctx context.Context, plan SetModel, s plannedChanges) map[string]string {
	if !s.created || r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	keys, err := r.list(ctx, plan)
	if err != nil {
		return nil // whoever needs the keys says so
	}
	ids := map[string]string{}
	for _, key := range keys {
		ids[key.KID] = key.ID
	}
	delete(ids, "")
	return ids
}

// deletionWay is why a key goes.
func (s plannedChanges) deletionWay(key keyplan.Key) diagnostics.KeyPlan {
	_, held := s.state[key.KID]
	switch {
	case !held:
		return diagnostics.KeyDeletedByExclusive
	case s.destroys:
		return diagnostics.KeyDestroyed
	case s.replaced:
		return diagnostics.KeyReplaced
	default:
		return diagnostics.KeyLeavesSet
	}
}

// isDeleted reports whether a key is not wanted, or another one is in its place.
func (s plannedChanges) isDeleted(key keyplan.Key) bool {
	w, wanted := s.desired[key.KID]
	_, held := s.state[key.KID]
	return !wanted || held && w.isNew && w.named.Parsed.Known
}

func (r *SetResource) plannedKey(m SetModel, kid, thumbprint string) plannedKey {
	return plannedKey{Parent: parentOf(m), KID: kid, Thumbprint: thumbprint, Type: r.Spec.Type, OfSet: true}
}

// plannedCreates are the keys of a create for the delete of the same replacement, as far as
// they are known. The create brings each to its status.
func (r *SetResource) plannedCreates(plan SetModel, s plannedChanges, ids map[string]string) (keys []createdKey) {
	for _, kid := range sortedKIDs(s.desired) {
		w := s.desired[kid]
		if plan.ParentID().IsUnknown() || !w.named.Parsed.Known || w.entry.Use.IsUnknown() || w.entry.Alg.IsUnknown() {
			continue
		}
		keys = append(keys, createdKey{
			ID: ids[kid], Parent: parentOf(plan), KID: kid, Thumbprint: w.thumbprint(kid),
			Use: r.Spec.EffectiveUse(w.entry.Use.ValueString()), Alg: r.Spec.effectiveAlg(w.entry.Alg.ValueString()),
		})
	}
	return keys
}

// recordManaged notes the keys that a refresh has found, and warns if a new resource is
// planned for one of them.
func (r *SetResource) recordManaged(m SetModel, entries map[string]keyEntry) (diags diag.Diagnostics) {
	for _, kid := range sortedKIDs(entries) {
		diags.Append(r.recordManagedKey(keyRef{parentOf(m), kid, entries[kid].recordedThumbprint(), entries[kid].ID.ValueString()})...)
	}
	return diags
}

// recordNew notes the keys of a set that is created, and warns if another resource
// manages one of them.
func (r *SetResource) recordNew(ctx context.Context, plan SetModel, s plannedChanges) (diags diag.Diagnostics) {
	if !s.created || r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	ids := r.liveIDs(ctx, plan, s)
	for _, kid := range sortedKIDs(s.desired) {
		if w := s.desired[kid]; w.named.Parsed.Known {
			diags.Append(r.recordNewKey(keyRef{parentOf(plan), kid, w.thumbprint(kid), ids[kid]})...)
		}
	}
	return diags
}
