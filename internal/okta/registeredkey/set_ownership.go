package registeredkey

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// recordKeptAndDeletedInRun notes for the run which keys a plan keeps or adds, and which it deletes. It returns an
// error if one resource deletes a key that another one keeps or adds. registeredIDByKID are Okta's IDs of
// the keys that a create finds registered. keptByReplacement are the keys of the create if the resource is
// replaced.
func (r *SetResource) recordKeptAndDeletedInRun(m SetModel, changes plannedChanges, registeredIDByKID map[string]string, keptByReplacement []plannedKey) (errIfConflict diag.Diagnostics) {
	if r.run == nil || m.ParentID().IsUnknown() {
		return nil
	}
	var deleted []plannedKey
	for _, key := range changes.before {
		if key.Removable && changes.isUnwantedOrReplaced(key) {
			gone := r.newPlannedKey(m, key.KID, key.Thumbprint)
			gone.Plan = changes.deletionCause(key)
			if _, held := changes.state[key.KID]; held {
				gone.ID = key.ID
			}
			deleted = append(deleted, gone)
		}
	}
	return r.recordPlannedKeysInRun(append(r.keysKeptOrAdded(m, changes, registeredIDByKID), keptByReplacement...), deleted)
}

// keysKeptOrAdded returns the keys that a plan keeps or adds.
func (r *SetResource) keysKeptOrAdded(m SetModel, changes plannedChanges, registeredIDByKID map[string]string) (kept []plannedKey) {
	if m.ParentID().IsUnknown() {
		return nil
	}
	for _, kid := range sortedKIDs(changes.desired) {
		w := changes.desired[kid]
		key := r.newPlannedKey(m, kid, w.thumbprintOrEmpty(kid))
		key.ID = cmp.Or(w.entry.ID.ValueString(), registeredIDByKID[kid])
		if w.isNew {
			key.Plan = diagnostics.KeyAdded
		}
		kept = append(kept, key)
	}
	for _, kid := range sortedKIDs(changes.retirement.entries) {
		e := changes.retirement.entries[kid]
		key := r.newPlannedKey(m, kid, e.asKeyEntry().recordedThumbprintOrUnreadable())
		key.ID = e.ID.ValueString()
		kept = append(kept, key)
	}
	return kept
}

// listRegisteredIDsForCreate returns Okta's IDs of the keys that a create finds registered, by kid, if they can be
// read. It returns none for an update, which knows its keys from the state.
func (r *SetResource) listRegisteredIDsForCreate(ctx context.Context, plan SetModel, changes plannedChanges) (oktaIDByKID map[string]string) {
	if !changes.created || r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	keys, err := r.listCachedKeysOf(ctx, plan)
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

// deletionCause returns why a key is deleted.
func (s plannedChanges) deletionCause(key keyplan.Key) diagnostics.KeyPlan {
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

// isUnwantedOrReplaced reports whether a key is not desired, or another key is desired under its kid.
func (s plannedChanges) isUnwantedOrReplaced(key keyplan.Key) bool {
	w, wanted := s.desired[key.KID]
	_, held := s.state[key.KID]
	return !wanted || held && w.isNew && w.requested.Parsed.Known
}

func (r *SetResource) newPlannedKey(m SetModel, kid, thumbprintOrEmpty string) plannedKey {
	return plannedKey{Parent: parentIDOf(m), KID: kid, Thumbprint: thumbprintOrEmpty, Type: r.Spec.Type, OfSet: true}
}

// keysPlannedByCreate returns the keys of a create, for the delete of the same replacement, as far as
// they are known. The create sets the status of each.
func (r *SetResource) keysPlannedByCreate(plan SetModel, changes plannedChanges, registeredIDByKID map[string]string) (keys []keyPlannedByCreate) {
	for _, kid := range sortedKIDs(changes.desired) {
		w := changes.desired[kid]
		if plan.ParentID().IsUnknown() || !w.requested.Parsed.Known || w.entry.Use.IsUnknown() || w.entry.Alg.IsUnknown() {
			continue
		}
		keys = append(keys, keyPlannedByCreate{
			ID: registeredIDByKID[kid], Parent: parentIDOf(plan), KID: kid, Thumbprint: w.thumbprintOrPlaceholder(kid),
			Use: r.Spec.EffectiveUse(w.entry.Use.ValueString()), Alg: r.Spec.effectiveAlg(w.entry.Alg.ValueString()),
		})
	}
	return keys
}

// recordRefreshedKeysInRun notes the keys that a refresh has found. It warns if a new resource is planned to
// add one of them.
func (r *SetResource) recordRefreshedKeysInRun(m SetModel, entries map[string]keyEntry) (warnIfManagedTwice diag.Diagnostics) {
	for _, kid := range sortedKIDs(entries) {
		warnIfManagedTwice.Append(r.recordManagedKeyInRun(managedKey{parentIDOf(m), kid, entries[kid].recordedThumbprintOrUnreadable(), entries[kid].ID.ValueString()})...)
	}
	return warnIfManagedTwice
}

// recordKeysOfCreateInRun notes the keys of a set that is created, and warns if another resource
// manages one of them.
func (r *SetResource) recordKeysOfCreateInRun(ctx context.Context, plan SetModel, changes plannedChanges) (warnIfManagedTwice diag.Diagnostics) {
	if !changes.created || r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	ids := r.listRegisteredIDsForCreate(ctx, plan, changes)
	for _, kid := range sortedKIDs(changes.desired) {
		if w := changes.desired[kid]; w.requested.Parsed.Known {
			warnIfManagedTwice.Append(r.recordPlannedAdditionInRun(managedKey{parentIDOf(plan), kid, w.thumbprintOrPlaceholder(kid), ids[kid]})...)
		}
	}
	return warnIfManagedTwice
}
