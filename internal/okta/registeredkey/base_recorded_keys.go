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

// withRecordedMaterial is a key of a state with its material, as far as the state knows it.
func withRecordedMaterial(forms keyinput.Encodings, named oktaapi.Key) oktaapi.Key {
	public, ok := forms.Recorded()
	if !ok {
		return named
	}
	key := oktaapi.NewKey(public, jwk.Members{KeyID: named.KID, Use: named.Use, Algorithm: named.Alg}, named.Status)
	key.ID, key.Created, key.LastUpdated = named.ID, named.Created, named.LastUpdated
	return key
}

// warnIfListIsBehind says that the list does not show keys of a resource as the state records them.
func (b *resourceBase) warnIfListIsBehind(list correctedList, s diagnostics.Subject, keys ...oktaapi.Key) (diags diag.Diagnostics) {
	for _, key := range keys {
		if hidden, behind := list.behind[key.ID]; behind {
			diags.Append(diagnostics.WarnListBehind(s, diagnostics.HiddenChange{KID: kidOrID(key), Missing: hidden.missing, VisibleFrom: hidden.visibleFrom}))
		}
	}
	return diags
}

// recordKeysOfStateInRun notes the keys of the state of a set.
func (r *SetResource) recordKeysOfStateInRun(ctx context.Context, private privatestate.Reader, state SetModel) diag.Diagnostics {
	entries, diags := decodeEntries(ctx, state.Attributes().Keys)
	keys, more := readKeysOfState(ctx, private, entries)
	diags.Append(more...)
	diags.Append(r.readDeletedIDsIntoRun(ctx, private)...)
	r.recordLatestKeysInRun(parentIDOf(state), keys...)
	return diags
}

// changedKey is private state of a set: when the last change of each of its keys was, in
// Okta's words, by Okta's ID. A single key has it as an attribute.
const changedKey = "changed"

// deletedKey is private state of a set: the keys that it has deleted, by Okta's ID, which is never
// used again, and when Okta listed them last. A list can still show them.
const deletedKey = "deleted"

// writeDeletedIDs records the keys that an apply has deleted, beside those that earlier applies
// have deleted and that a list may still show. earlier is nil for a create.
func writeDeletedIDs(ctx context.Context, earlier privatestate.Reader, private privatestate.Writer, deleted []oktaapi.Key) (diags diag.Diagnostics) {
	if len(deleted) == 0 {
		return nil
	}
	times := map[string]time.Time{}
	if earlier != nil {
		times, _, diags = privatestate.Read[map[string]time.Time](ctx, earlier, deletedKey)
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

// readDeletedIDsIntoRun notes the keys that the set has deleted.
func (b *resourceBase) readDeletedIDsIntoRun(ctx context.Context, private privatestate.Reader) diag.Diagnostics {
	times, _, diags := privatestate.Read[map[string]time.Time](ctx, private, deletedKey)
	for id := range times {
		if b.run != nil {
			b.run.latest.recordDeletedKey(id)
		}
	}
	return diags
}

// writeTimesOfLastUpdate records when the keys of a set were changed.
func writeTimesOfLastUpdate(ctx context.Context, private privatestate.Writer, keys []oktaapi.Key, entries map[string]keyEntry) diag.Diagnostics {
	changed := map[string]string{}
	for _, key := range keys {
		if _, own := entries[key.KID]; own && key.LastUpdated != "" {
			changed[key.ID] = key.LastUpdated
		}
	}
	return privatestate.Write(ctx, private, changedKey, changed)
}

// readKeysOfState are the keys of the state of a set. Without a record of its last change, a key
// counts as unchanged since it was registered.
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
		keys = append(keys, withRecordedMaterial(e.Encodings, named))
	}
	return keys, diags
}
