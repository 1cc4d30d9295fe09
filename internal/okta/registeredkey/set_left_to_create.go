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

// privatePlannedSet is the planned private state of the create of a set, beside privatePlannedCreate:
// it is there too where the keys are not known yet.
const privatePlannedSet = "planned_set"

// plannedSet tells the Delete of a replacement which create follows.
type plannedSet struct {
	Parent string `json:"parent"`
	// KIDs are the planned ones in order, null while they are not known.
	KIDs []string `json:"kids"`
}

// keysLeftToCreate is what the Delete of a replaced set leaves to the Create of the same run, so that
// the new keys are there before the old ones go.
type keysLeftToCreate struct {
	plannedSet

	// keys are those of the state that may go.
	keys map[string]keyEntry
	// deactivates is true where on_destroy only deactivates.
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

// findFor is what was left to the create of these keys; nil where nothing was.
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

// remove forgets one that was carried out.
func (h *runKeysLeftToCreate) remove(left *keysLeftToCreate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = slices.DeleteFunc(h.all, func(other *keysLeftToCreate) bool { return other == left })
}

// writePlannedSet writes which create follows on the Delete of a replacement.
func writePlannedSet(ctx context.Context, private privatestate.Writer, plan SetModel) diag.Diagnostics {
	p := plannedSet{Parent: parentIDOf(plan)}
	if keys := plan.Attributes().Keys; !keys.IsUnknown() {
		p.KIDs = sortedKIDs(keys.Elements())
	}
	return privatestate.Write(ctx, private, privatePlannedSet, p)
}

// readPlannedSet is the create that follows at the parent; nil where none does.
func readPlannedSet(ctx context.Context, private privatestate.Reader, parent string) (plannedOrNil *plannedSet, diags diag.Diagnostics) {
	p, found, diags := privatestate.Read[plannedSet](ctx, private, privatePlannedSet)
	if !found || p.Parent != parent {
		return nil, diags
	}
	return &p, diags
}

// deferRemovalToCreateInRun notes for the run that every removable key is taken away by the create that follows,
// once its own keys are there, and names these keys. state is the set that is replaced.
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

// findLeftToCreateInRun is what a replaced set has left to this create; nil for any other.
func (r *SetResource) findLeftToCreateInRun(plan SetModel) (leftOrNil *keysLeftToCreate) {
	if r.run == nil || plan.ParentID().IsUnknown() || plan.Attributes().Keys.IsUnknown() {
		return nil
	}
	return r.run.leftToCreate.findFor(parentIDOf(plan), sortedKIDs(plan.Attributes().Keys.Elements()))
}

// onlyDeactivates reports whether the create deactivates what was left to it, as on_destroy says, and deletes
// nothing.
func (k *keysLeftToCreate) onlyDeactivates() bool { return k != nil && k.deactivates }

// deactivateInsteadOfDeleting plans that keys that would be deleted are deactivated, and stay.
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

// deletePolicy is which keys a create may take away: none but those that were left to it.
func (k *keysLeftToCreate) deletePolicy() deletePolicy {
	if k == nil {
		return deletePolicy{}
	}
	return deletePolicy{state: k.keys}
}

// warnOfLeftKeysAfterFailure reads the keys after a create that failed, and names those that were left
// to it: no resource has them any more.
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
