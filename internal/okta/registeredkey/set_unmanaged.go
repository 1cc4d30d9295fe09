package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privateUnmanagedIDs is private state: Okta's IDs of the keys that unmanaged_kids lists, by the names
// that it has for them. A plan names by kid what exclusive deletes. Somebody may register another
// key under that kid before the apply, so the apply goes by the ID.
const privateUnmanagedIDs = "unmanaged"

// writeUnmanagedIDs records which keys a state does not hold.
func writeUnmanagedIDs(ctx context.Context, private privatestate.Writer, registered []oktaapi.Key, entries map[string]keyEntry) diag.Diagnostics {
	ids := map[string]string{}
	for _, key := range registered {
		if _, own := entries[key.KID]; !own {
			ids[kidOrID(key)] = key.ID
		}
	}
	return privatestate.Write(ctx, private, privateUnmanagedIDs, ids)
}

// readPrivateStateInto reads into a state what writeUnmanagedIDs and writeDueSteps have recorded; nothing where
// nothing was, so that no key is changed that no refresh has seen.
func readPrivateStateInto(ctx context.Context, private privatestate.Reader, state SetModel) diag.Diagnostics {
	ids, found, diags := privatestate.Read[map[string]string](ctx, private, privateUnmanagedIDs)
	if found {
		state.Attributes().unmanagedIDs = ids
	}
	due, more := readDueSteps(ctx, private)
	state.Attributes().due = due
	diags.Append(more...)
	return diags
}

// isRecordedUnmanagedKey reports whether a registered key is the one that the plan means by its name.
func (s plannedChanges) isRecordedUnmanagedKey(key oktaapi.Key) bool {
	return s.unmanagedIDs[kidOrID(key)] == key.ID
}

// keysToBeDeleted are the keys that the steps delete: those of the resource, and others, but for those
// that are other ones by now than were recorded: the apply leaves them.
func (r *SetResource) keysToBeDeleted(ctx context.Context, plan SetModel, changes plannedChanges) (ownKIDs, unmanagedKIDs []string) {
	var keys []oktaapi.Key
	for _, kid := range changes.kidsToBeDeleted() {
		if _, held := changes.state[kid]; held {
			ownKIDs = append(ownKIDs, kid)
			continue
		}
		if keys == nil && !plan.ParentID().IsUnknown() {
			keys, _ = r.listCachedKeysOf(ctx, plan)
		}
		if live, there := findByKIDOrID(keys, kid); !there || changes.isRecordedUnmanagedKey(live) {
			unmanagedKIDs = append(unmanagedKIDs, kid)
		}
	}
	return ownKIDs, unmanagedKIDs
}

// warnOfUnmanagedKeysWithoutRecordedID names the keys that exclusive would delete, if it were recorded which they
// are.
func (r *SetResource) warnOfUnmanagedKeysWithoutRecordedID(plan SetModel, changes plannedChanges, unmanagedKIDs []string) (warnings diag.Diagnostics) {
	var kids []string
	for _, kid := range unmanagedKIDs {
		if _, wanted := changes.desired[kid]; !wanted && changes.exclusive && changes.unmanagedIDs[kid] == "" {
			kids = append(kids, kid)
		}
	}
	if len(kids) > 0 {
		warnings.Append(diagnostics.WarnUnrecordedKeysStay(r.parentSubject(plan), kids))
	}
	return warnings
}

// warnOfUnmanagedKeysChangedSincePlan names the keys that the apply leaves because they are other ones than the plan
// has named.
func (a *setApply) warnOfUnmanagedKeysChangedSincePlan(policy deletePolicy) {
	for _, key := range a.keys {
		id, named := policy.named[kidOrID(key)]
		_, held := policy.state[key.KID]
		_, wanted := a.desired[key.KID]
		if policy.exclusive && named && id != key.ID && !held && !wanted {
			a.op.addDiagnostic(diagnostics.WarnOtherKeyLeft(a.op.Subject, kidOrID(key)))
		}
	}
}
