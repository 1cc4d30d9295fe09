package registeredkey

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// withRecordedMaterial returns a key of a state with its key material, if the state has it in one of the forms.
func withRecordedMaterial(named oktaapi.Key, forms keyinput.Encodings) oktaapi.Key {
	public, ok := forms.Recorded()
	if !ok {
		return named
	}
	key := oktaapi.NewKey(public, jwk.Members{KeyID: named.KID, Use: named.Use, Algorithm: named.Alg}, named.Status)
	key.ID, key.Created, key.LastUpdated = named.ID, named.Created, named.LastUpdated
	return key
}

// warnIfListIsBehind warns if the list shows keys of a resource as they were before a change that is known.
func (b *resourceBase) warnIfListIsBehind(list correctedList, s diagnostics.Subject, keysOfResource ...oktaapi.Key) (warnings diag.Diagnostics) {
	for _, key := range keysOfResource {
		if hidden, behind := list.behind[key.ID]; behind {
			warnings.Append(diagnostics.WarnListBehind(s, diagnostics.HiddenChange{KID: kidOrID(key), Missing: hidden.missing, VisibleFrom: hidden.visibleFrom}))
		}
	}
	return warnings
}

// recordKeysOfStateInRun notes for the run the keys of the state of a set, and those that it has
// deleted.
func (r *SetResource) recordKeysOfStateInRun(ctx context.Context, private privatestate.Reader, state SetModel) diag.Diagnostics {
	entries, diags := decodeManagedEntries(ctx, state)
	keys, more := readKeysOfState(ctx, private, entries)
	diags.Append(more...)
	diags.Append(r.readDeletedIDsIntoRun(ctx, private)...)
	r.recordLatestKeysInRun(parentIDOf(state), keys...)
	return diags
}

// changedKey is private state of a set: the time of the last change of each key, as Okta sends it, by Okta's ID.
// For a single key it is an attribute.
const changedKey = "changed"

// deletedKey is private state of a set: Okta's IDs of the keys that it has deleted, and when Okta last listed
// them. A list can still show them. Okta uses no ID twice.
const deletedKey = "deleted"

// writeDeletedIDs records the keys that an apply has deleted, and keeps those that earlier applies have deleted
// and that a list may still show. priorOrNil is the private state before the apply, nil for a create.
func writeDeletedIDs(ctx context.Context, priorOrNil privatestate.Reader, private privatestate.Writer, deleted []oktaapi.Key) (diags diag.Diagnostics) {
	if len(deleted) == 0 {
		return nil
	}
	times := map[string]time.Time{}
	if priorOrNil != nil {
		times, _, diags = privatestate.Read[map[string]time.Time](ctx, priorOrNil, deletedKey)
		maps.DeleteFunc(times, func(_ string, at time.Time) bool { return !rotation.MayHide(deleted[0].At, at) })
	}
	if times == nil {
		times = map[string]time.Time{}
	}
	for _, key := range deleted {
		times[key.ID] = key.At
	}
	diags.Append(privatestate.Write(ctx, private, deletedKey, times)...)
	return diags
}

// readDeletedIDsIntoRun notes for the run the keys that the set has deleted, so that no list counts for them.
func (b *resourceBase) readDeletedIDsIntoRun(ctx context.Context, private privatestate.Reader) diag.Diagnostics {
	times, _, diags := privatestate.Read[map[string]time.Time](ctx, private, deletedKey)
	for id := range times {
		if b.run != nil {
			b.run.latest.recordDeletedKey(id)
		}
	}
	return diags
}

// writeTimesOfLastUpdate records when the keys of a set were last changed, according to the list.
func writeTimesOfLastUpdate(ctx context.Context, private privatestate.Writer, keys []oktaapi.Key, entries map[string]keyEntry) diag.Diagnostics {
	changed := map[string]string{}
	for _, key := range keys {
		if _, own := entries[key.KID]; own && key.LastUpdated != "" {
			changed[key.ID] = key.LastUpdated
		}
	}
	return privatestate.Write(ctx, private, changedKey, changed)
}

// readKeysOfState returns the keys of the state of a set, with the times of their last changes from private
// state. A key without such a time counts as unchanged since it was registered.
func readKeysOfState(ctx context.Context, private privatestate.Reader, entries map[string]keyEntry) ([]oktaapi.Key, diag.Diagnostics) {
	changed, _, diags := privatestate.Read[map[string]string](ctx, private, changedKey)
	var keys []oktaapi.Key
	for _, kid := range sortedKIDs(entries) {
		e := entries[kid]
		if e.ID.ValueString() == "" {
			continue
		}
		named := oktaapi.Key{
			ID: e.ID.ValueString(), KID: kid, Use: e.Use.ValueString(), Alg: e.Alg.ValueString(), Status: e.Status.ValueString(),
			Created: e.Created.ValueString(), LastUpdated: changed[e.ID.ValueString()],
		}
		if e.Status.IsNull() { // it is registered, and not active yet
			named.Status = inactive
		}
		keys = append(keys, withRecordedMaterial(named, e.Encodings))
	}
	return keys, diags
}
