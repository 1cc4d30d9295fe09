package registeredkey

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Read refreshes the keys from the list of their parent. A key that is not listed
// any more leaves the map; a parent that is gone leaves the state.
func (r *SetResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	m := r.Spec.Models.NewModel()
	list, ok := r.getStateAndListKeys(ctx, m, func() diag.Diagnostics { return r.recordKeysOfStateInRun(ctx, req.Private, m) }, req, resp)
	if !ok {
		return
	}
	keys := list.keys
	resp.Diagnostics.Append(r.setKeysAndRecordInRun(ctx, m, list)...)
	resp.Diagnostics.Append(r.writePrivateStateFromLive(ctx, resp.Private, m, keys)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, m, &resp.State, resp.Identity)...)
	}
}

// setKeysAndRecordInRun records the keys as they are. Right after an import all are those of the
// resource.
func (r *SetResource) setKeysAndRecordInRun(ctx context.Context, m SetModel, list correctedList) (diags diag.Diagnostics) {
	attributes, registered := m.Attributes(), list.keys
	held, diags := decodeEntries(ctx, attributes.Keys)
	recorded, more := decodeRetiring(ctx, attributes.Retiring)
	diags.Append(more...)
	retiring := refreshRetiring(recorded, attributes.Retire, registered)
	registered = withoutRetiring(registered, retiring)
	next := map[string]keyEntry{}
	if attributes.Keys.IsNull() {
		next = entriesFromLive(registered)
	}
	for _, kid := range sortedKIDs(held) {
		e := held[kid]
		live, found := findByID(registered, e.ID.ValueString())
		if !found || live.KID != kid {
			live, found = findByKID(registered, kid)
		}
		if !found {
			continue
		}
		if liveThumbprintOrUnreadable(live) != e.recordedThumbprintOrUnreadable() {
			diags.Append(diagnostics.WarnKeyReplacedOutsideTerraform(r.parentSubject(m), kid, []string{fmt.Sprintf("thumbprint %s, now %s", e.recordedThumbprintOrUnreadable(), liveThumbprintOrUnreadable(live))}))
		}
		diags.Append(r.warnIfListIsBehind(list, r.parentSubject(m), live)...)
		next[kid] = r.Spec.mergeLiveIntoEntry(e, live)
	}
	for _, kid := range sortedKIDs(retiring) {
		live, _ := findByID(list.keys, retiring[kid].ID.ValueString())
		diags.Append(r.warnIfListIsBehind(list, r.parentSubject(m), live)...)
	}
	diags.Append(r.recordRefreshedKeysInRun(m, recordedKeys{inSet: next, retiring: retiring}.keysAndRetiring())...)
	diags.Append(r.fillKeyAttributes(ctx, m, next, retiring, registered)...)
	return diags
}

// entriesFromLive are the keys of a list that can be read and have a kid, by kid.
func entriesFromLive(registered []oktaapi.Key) (entries map[string]keyEntry) {
	entries = map[string]keyEntry{}
	for _, key := range registered {
		if e, ok := entryFromLive(key); ok && key.KID != "" {
			entries[key.KID] = e
		}
	}
	return entries
}

// mergeLiveIntoEntry is an entry as the key is now. The spelling of the state is kept as long
// as it is the same key, and so is a use that Okta answers null for; and a key that
// has no status yet, because it is still to become active, has none as long as it
// is not.
func (spec SetSpec) mergeLiveIntoEntry(e keyEntry, live oktaapi.Key) keyEntry {
	now, _ := entryFromLive(live)
	if liveThumbprintOrUnreadable(live) == e.recordedThumbprintOrUnreadable() {
		now.Encodings = e.Encodings
	}
	if spec.EffectiveUse(live.Use) == spec.EffectiveUse(e.Use.ValueString()) {
		now.Use = e.Use
	}
	if e.Status.IsNull() && live.Status != active {
		now.Status = e.Status
	}
	return now
}

// fillKeyAttributes fills the keys into a model, and what follows from them.
func (r *SetResource) fillKeyAttributes(
	ctx context.Context, m SetModel, managedByKID map[string]keyEntry, retiring map[string]retiringEntry, registered []oktaapi.Key,
) (diags diag.Diagnostics) {
	attributes := m.Attributes()
	var others []string
	active := ""
	for _, key := range withoutRetiring(registered, retiring) {
		_, managed := managedByKID[key.KID]
		switch {
		case !managed:
			others = append(others, kidOrID(key))
		case key.Status == oktaapi.StatusActive:
			active = key.KID
		}
	}
	slices.Sort(others)
	var more diag.Diagnostics
	attributes.ID = m.ParentID()
	attributes.Keys, diags = encodeEntries(ctx, managedByKID)
	attributes.UnmanagedKIDs, more = encodeKIDsNeverNull(ctx, others)
	diags.Append(more...)
	attributes.Retiring, more = encodeRetiring(ctx, retiring)
	diags.Append(more...)
	r.fillActivation(m, managedByKID, nullable.String(active))
	return diags
}
