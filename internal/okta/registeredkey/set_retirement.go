package registeredkey

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// recordedKeys are the keys that a state holds, by kid: those of the set, and those that have left it and
// are registered still. Both maps are empty without a state.
type recordedKeys struct {
	inSet    map[string]keyEntry
	retiring map[string]retiringEntry
	// unmanagedKIDs are what the state calls the other registered keys.
	unmanagedKIDs []string
}

// decodeRecordedKeys are the keys that a state holds; none without a state.
func decodeRecordedKeys(ctx context.Context, stateOrNil SetModel) (recorded recordedKeys, diags diag.Diagnostics) {
	if stateOrNil == nil {
		return recordedKeys{}, nil
	}
	var more diag.Diagnostics
	attributes := stateOrNil.Attributes()
	recorded.inSet, diags = decodeEntries(ctx, attributes.Keys)
	recorded.retiring, more = decodeRetiring(ctx, attributes.Retiring)
	diags.Append(more...)
	recorded.unmanagedKIDs, more = decodeKIDs(ctx, attributes.UnmanagedKIDs)
	diags.Append(more...)
	return recorded, diags
}

// keysAndRetiring returns all keys of the resource, each as an entry of keys.
func (k recordedKeys) keysAndRetiring() (entries map[string]keyEntry) {
	entries = make(map[string]keyEntry, len(k.inSet)+len(k.retiring))
	for kid, e := range k.retiring {
		entries[kid] = e.asKeyEntry()
	}
	maps.Copy(entries, k.inSet)
	return entries
}

// decodeManagedEntries are all keys of a resource, those that retire included, as they would be in keys.
func decodeManagedEntries(ctx context.Context, m SetModel) (entries map[string]keyEntry, diags diag.Diagnostics) {
	recorded, diags := decodeRecordedKeys(ctx, m)
	return recorded.keysAndRetiring(), diags
}

// retirement is what becomes of the keys of a state that are not in keys any more.
type retirement struct {
	// entries are those that stay registered, by kid, as retiring is to have them; what is known
	// after apply is unknown.
	entries map[string]retiringEntry
	// stages are by Okta's ID, of the entries and of the keys of retiring that are deleted.
	stages map[string]keyplan.Stage
	// leaving are the kids that leave keys for retiring, in order.
	leaving []string
}

// planRetirement decides by the planned argument retire, the state and what a refresh found due, and looks at no
// clock. dueByID are the stages of the retiring keys that are due.
func planRetirement(retire types.Object, recorded recordedKeys, desired map[string]desiredEntry, dueByID map[string]keyplan.Stage) (r retirement) {
	r = retirement{entries: map[string]retiringEntry{}, stages: map[string]keyplan.Stage{}}
	delays := delaysOrNil(retire)
	for kid, e := range recorded.retiring {
		w, wanted := desired[kid]
		switch stage := dueByID[e.ID.ValueString()]; {
		case wanted && (w.returns || !w.requested.Parsed.Known):
		case wanted, delays == nil, stage == keyplan.Deletes:
			r.stages[e.ID.ValueString()] = keyplan.Deletes
		default:
			r.stages[e.ID.ValueString()] = stage
			r.entries[kid] = e.withSinceAndDueTimes(parseTimeOrZero(e.Since), *delays).withUnknownDelays(retire)
		}
	}
	if delays == nil {
		return r
	}
	for _, kid := range sortedKIDs(recorded.inSet) {
		if _, wanted := desired[kid]; !wanted {
			e := recorded.inSet[kid]
			r.stages[e.ID.ValueString()] = keyplan.Stays
			r.entries[kid] = newRetiringEntry(e, *delays).withUnknownDelays(retire)
			r.leaving = append(r.leaving, kid)
		}
	}
	return r
}

// withUnknownDelays is the entry where a delay is only known after apply.
func (r retiringEntry) withUnknownDelays(retire types.Object) retiringEntry {
	if isDelayUnknown(retire, deactivateAfter) {
		r.DeactivateAt = types.StringUnknown()
	}
	if isDelayUnknown(retire, deleteAfter) {
		r.DeleteAt = types.StringUnknown()
	}
	return r
}

// withStatuses are the entries of retiring with the statuses that result from steps.
func (r retirement) withStatuses(final []keyplan.Key) map[string]retiringEntry {
	entries := maps.Clone(r.entries)
	for kid, e := range entries {
		e.Status = types.StringValue(inactive)
		if isActiveAmong(final, kid) {
			e.Status = types.StringValue(active)
		}
		entries[kid] = e
	}
	return entries
}

// entriesAfterApply returns the entries of retiring after an apply: the registered keys, with the times that are
// known in the apply only, by Okta's clock. undatedKIDs are keys that left the set while that clock could not be
// trusted.
func (r retirement) entriesAfterApply(retire types.Object, registered []oktaapi.Key) (entries map[string]retiringEntry, undatedKIDs []string) {
	entries = map[string]retiringEntry{}
	delays := delaysOrNil(retire)
	for _, kid := range sortedKIDs(r.entries) {
		e := r.entries[kid]
		live, there := findByID(registered, e.ID.ValueString())
		if !there || delays == nil {
			continue
		}
		e.Status = types.StringValue(live.Status)
		since := parseTimeOrZero(e.Since)
		if e.Since.IsUnknown() {
			since = live.At
			if since.IsZero() {
				undatedKIDs = append(undatedKIDs, kid)
			}
		}
		entries[kid] = e.withSinceAndDueTimes(since, *delays)
	}
	return entries, undatedKIDs
}
