package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// unmanagedKey is private state: Okta's IDs of the keys that unmanaged_kids lists, by the names
// that it has for them. A plan names by kid what exclusive deletes. Somebody may register another
// key under that kid before the apply, so the apply goes by the ID.
const unmanagedKey = "unmanaged"

// writeUnmanaged records which keys a state does not hold.
func writeUnmanaged(ctx context.Context, private privatestate.Writer, keys []oktaapi.Key, entries map[string]keyEntry) diag.Diagnostics {
	ids := map[string]string{}
	for _, key := range keys {
		if _, own := entries[key.KID]; !own {
			ids[kidOrID(key)] = key.ID
		}
	}
	return privatestate.Write(ctx, private, unmanagedKey, ids)
}

// readUnmanaged reads into a state what writeUnmanaged has recorded; nothing where nothing was,
// so that no key is deleted that no refresh has seen.
func readUnmanaged(ctx context.Context, private privatestate.Reader, state SetModel) diag.Diagnostics {
	ids, found, diags := privatestate.Read[map[string]string](ctx, private, unmanagedKey)
	if found {
		state.Attributes().unmanagedIDs = ids
	}
	return diags
}

// isNamed reports whether a registered key is the one that the plan means by its name.
func (s plannedChanges) isNamed(key oktaapi.Key) bool { return s.unmanagedIDs[kidOrID(key)] == key.ID }

// lossesOf are the keys that the steps delete: those of the resource, and others, but for those
// that are other ones by now than were recorded: the apply leaves them.
func (r *SetResource) lossesOf(ctx context.Context, plan SetModel, s plannedChanges) (own, others []string) {
	var keys []oktaapi.Key
	for _, kid := range s.deletedKIDs() {
		if _, held := s.state[kid]; held {
			own = append(own, kid)
			continue
		}
		if keys == nil && !plan.ParentID().IsUnknown() {
			keys, _ = r.list(ctx, plan)
		}
		if live, there := byKIDOrID(keys, kid); !there || s.isNamed(live) {
			others = append(others, kid)
		}
	}
	return own, others
}

// warnOfUnrecorded names the keys that exclusive would delete, if it were recorded which they
// are.
func (r *SetResource) warnOfUnrecorded(plan SetModel, s plannedChanges, unmanaged []string) (diags diag.Diagnostics) {
	var kids []string
	for _, kid := range unmanaged {
		if _, wanted := s.desired[kid]; !wanted && s.exclusive && s.unmanagedIDs[kid] == "" {
			kids = append(kids, kid)
		}
	}
	if len(kids) > 0 {
		diags.Append(diagnostics.WarnUnrecordedKeysStay(r.subject(plan), kids))
	}
	return diags
}

// nameOthersLeft names the keys that the apply leaves because they are other ones than the plan
// has named.
func (a *setApply) nameOthersLeft(mayGo deletePolicy) {
	for _, key := range a.keys {
		id, named := mayGo.named[kidOrID(key)]
		_, held := mayGo.state[key.KID]
		_, wanted := a.desired[key.KID]
		if mayGo.exclusive && named && id != key.ID && !held && !wanted {
			a.op.addDiagnostic(diagnostics.WarnOtherKeyLeft(a.op.Subject, kidOrID(key)))
		}
	}
}
