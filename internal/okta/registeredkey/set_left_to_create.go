package registeredkey

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privatePlannedSet is the planned private state of the create of a set, besides privatePlannedCreate.
// It is written even if the keys are not known yet.
const privatePlannedSet = "planned_set"

// plannedSet says to the Delete of a replacement which create follows.
type plannedSet struct {
	Parent string `json:"parent"`
	// KIDs are the planned kids in order. It is null if they are not known.
	KIDs []string `json:"kids"`
}

// keysLeftToCreate are the keys that the Delete of a replaced set leaves to the Create of the same run to remove, so
// that the new keys are active before the old ones are removed.
type keysLeftToCreate struct {
	plannedSet

	// keys are the removable keys of the state.
	keys map[string]keyEntry
	// deactivates is true if on_destroy only deactivates.
	deactivates bool
}

// runKeysLeftToCreate are those of one run. The zero value is ready to use.
type runKeysLeftToCreate struct {
	mu  sync.Mutex
	all []*keysLeftToCreate
}

func (h *runKeysLeftToCreate) add(left *keysLeftToCreate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, left)
}

// findFor returns what was left to the create of these keys, or nil.
func (h *runKeysLeftToCreate) findFor(parent string, plannedKIDs []string) (leftOrNil *keysLeftToCreate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := slices.IndexFunc(h.all, func(o *keysLeftToCreate) bool {
		return o.Parent == parent && (o.KIDs == nil || slices.Equal(o.KIDs, plannedKIDs))
	})
	if at < 0 {
		return nil
	}
	return h.all[at]
}

// remove removes an element after the create has executed it.
func (h *runKeysLeftToCreate) remove(left *keysLeftToCreate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = slices.DeleteFunc(h.all, func(other *keysLeftToCreate) bool { return other == left })
}

// writePlannedSet writes which create follows the Delete of a replacement.
func writePlannedSet(ctx context.Context, private privatestate.Writer, plan SetModel) diag.Diagnostics {
	p := plannedSet{Parent: parentIDOf(plan)}
	if keys := plan.Attributes().Keys; !keys.IsUnknown() {
		p.KIDs = sortedKIDs(keys.Elements())
	}
	return privatestate.Write(ctx, private, privatePlannedSet, p)
}

// readPlannedSet reads which create follows at the parent. It is nil if none does.
func readPlannedSet(ctx context.Context, private privatestate.Reader, parent string) (plannedOrNil *plannedSet, diags diag.Diagnostics) {
	p, found, diags := privatestate.Read[plannedSet](ctx, private, privatePlannedSet)
	if !found || p.Parent != parent {
		return nil, diags
	}
	return &p, diags
}

// deferRemovalToCreateInRun notes for the run that the create that follows removes every removable key, after its own
// keys are active. It adds a warning that names these keys. state is the set that is replaced.
func (op *Operation) deferRemovalToCreateInRun(state SetModel, create plannedSet, recorded map[string]keyEntry, plannerKeys []keyplan.Key) {
	o := &keysLeftToCreate{
		plannedSet: create, keys: map[string]keyEntry{},
		deactivates: state.Attributes().OnDestroy.ValueString() == onDestroyDeactivate,
	}
	for _, key := range plannerKeys {
		if key.Removable {
			o.keys[key.KID] = recorded[key.KID]
			op.Run.applied.markLeftForReplacement(key.ID)
		}
	}
	if len(o.keys) == 0 {
		return
	}
	op.Run.leftToCreate.add(o)
	op.addDiagnostic(diagnostics.WarnKeysLeftToCreate(op.Subject, sortedKIDs(o.keys), o.deactivates))
}

// findLeftToCreateInRun returns what a replaced set has left to this create, or nil.
func (r *SetResource) findLeftToCreateInRun(plan SetModel) (leftOrNil *keysLeftToCreate) {
	if r.run == nil || plan.ParentID().IsUnknown() || plan.Attributes().Keys.IsUnknown() {
		return nil
	}
	return r.run.leftToCreate.findFor(parentIDOf(plan), sortedKIDs(plan.Attributes().Keys.Elements()))
}

// onlyDeactivates reports whether the create only deactivates the keys that were left to it, as on_destroy
// says.
func (k *keysLeftToCreate) onlyDeactivates() bool { return k != nil && k.deactivates }

// deactivateInsteadOfDeleting changes the plan so that keys that would be deleted are only deactivated.
func (s *plannedChanges) deactivateInsteadOfDeleting() {
	for i, key := range s.before {
		if !key.Removable {
			continue
		}
		s.before[i].Removable = false
		if _, wanted := s.desired[key.KID]; !wanted {
			s.plannerKeys = append(s.plannerKeys, desiredInactive(key))
		}
	}
}

// deletePolicy returns which keys a create may delete: only those that were left to it.
func (k *keysLeftToCreate) deletePolicy() deletePolicy {
	if k == nil {
		return deletePolicy{}
	}
	return deletePolicy{state: k.keys}
}

// warnOfLeftKeysAfterFailure lists the keys after a create that failed, and warns of those that were left
// to it and are in no resource any more.
func (r *SetResource) warnOfLeftKeysAfterFailure(ctx context.Context, plan SetModel, leftOrNil *keysLeftToCreate, diags *diag.Diagnostics) {
	if leftOrNil == nil || !diags.HasError() {
		return
	}
	kids := sortedKIDs(leftOrNil.keys)
	if api, err := r.configuredAPI(); err == nil {
		if list, err := api.Keys(ctx, parentIDOf(plan), true); err == nil {
			keys := r.run.latest.updateAndCorrect(parentIDOf(plan), list, r.ParentType).keys
			policy := leftOrNil.deletePolicy()
			kids = slices.DeleteFunc(kids, func(kid string) bool {
				live, there := findByKID(keys, kid)
				return !there || !policy.allows(live)
			})
		}
	}
	if len(kids) > 0 {
		diags.Append(diagnostics.WarnKeysInNoResource(r.parentSubject(plan), kids))
	}
}
