package registeredkey

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// recordStatusChangesInRun notes for the run which keys a plan activates and which it deactivates or deletes. It
// returns a diagnostic if no key of a use stays active.
func (r *SetResource) recordStatusChangesInRun(ctx context.Context, m SetModel, changes plannedChanges) (errOrWarnIfLastActive diag.Diagnostics) {
	if r.run == nil || m.ParentID().IsUnknown() {
		return nil
	}
	for _, key := range changes.plan.Final {
		if _, wanted := changes.desired[key.KID]; wanted && key.Active {
			r.run.plannedStatusChanges.addActivation(parentIDOf(m), key.Use, key.KID)
		}
	}
	if changes.created && changes.plannerKeys != nil {
		changes.before, changes.plan = r.listAndPlanCreate(ctx, m, changes)
	}
	return r.recordRemovalsInRun(ctx, m, changes, diagnostics.DeactivatedBySet)
}

// recordRemovalsInRun notes for the run which keys are deactivated or deleted, and returns a diagnostic if one was the
// last active one. It looks up the keys that are not in the state, because only their kids are known.
func (r *SetResource) recordRemovalsInRun(ctx context.Context, m SetModel, changes plannedChanges, cause diagnostics.DeactivationCause) (errOrWarnIfLastActive diag.Diagnostics) {
	t := plannedRemoval{Parent: parentIDOf(m), Way: cause, Abandoned: changes.onDestroy == onDestroyAbandon}
	for _, use := range r.Spec.Uses {
		if hasActiveKey(changes.before, use) && !hasActiveKey(changes.plan.Final, use) {
			t.Uses = append(t.Uses, use)
		}
	}
	for _, key := range changes.before {
		_, held := changes.state[key.KID]
		switch {
		case !changes.deactivatesOrDeletes(key):
		case held || changes.created:
			t.IDs = append(t.IDs, key.ID)
		default:
			keys, err := r.listCachedKeysOf(ctx, m)
			if live, there := findByKIDOrID(keys, key.KID); err == nil && there && changes.isRecordedUnmanagedKey(live) {
				t.IDs = append(t.IDs, live.ID)
			}
			t.Uses = r.Spec.Uses
		}
	}
	for _, live := range r.activeKeysToTakeOverInactive(ctx, m, changes) {
		t.IDs = append(t.IDs, live.ID)
		if use := r.Spec.EffectiveUse(live.Use); !slices.Contains(t.Uses, use) {
			t.Uses = append(t.Uses, use)
		}
	}
	return r.recordRemovalInRunAndCheck(ctx, t)
}

// activeKeysToTakeOverInactive returns the active keys that an update takes over and deactivates. The state does not
// show that they are active. The steps of a create are planned from the registered keys.
func (r *SetResource) activeKeysToTakeOverInactive(ctx context.Context, m SetModel, changes plannedChanges) (active []oktaapi.Key) {
	if changes.created || changes.destroys || !changes.mayHaveOthers {
		return nil
	}
	for _, kid := range sortedKIDs(changes.desired) {
		w := changes.desired[kid]
		if _, held := changes.state[kid]; held || w.target != keyplan.Inactive {
			continue
		}
		keys, err := r.listCachedKeysOf(ctx, m)
		if live, there := findByKID(keys, kid); err == nil && there && live.Status == oktaapi.StatusActive && r.Spec.isLiveKeyDesired(w, live) {
			active = append(active, live)
		}
	}
	return active
}

func hasActiveKey(keys []keyplan.Key, use string) bool {
	return slices.ContainsFunc(keys, func(key keyplan.Key) bool { return key.Active && key.Use == use })
}

// listAndPlanCreate lists the keys, and plans the steps of a create from them. A create deletes no key, but may take over
// a key that is active and is to be INACTIVE.
func (r *SetResource) listAndPlanCreate(ctx context.Context, m SetModel, changes plannedChanges) (registered []keyplan.Key, plan keyplan.Result) {
	keys, err := r.listCachedKeysOf(ctx, m)
	if err != nil {
		return nil, keyplan.Result{}
	}
	now := r.changesOfCreateFromLive(changes, keys, nil)
	if now.planSteps(r.Spec.Limits) != nil {
		return nil, keyplan.Result{} // checkCreateAgainstLiveKeys reports it
	}
	return now.before, now.plan
}

// neededKey is a key that a destroy leaves, because the parent needs it or because the provider
// signs in with it.
type neededKey struct {
	oktaapi.Key
	// use and setting say what needs the key. Both are empty for the key of the provider.
	use, setting string
}

// clearRemovableIfNeeded makes keys of plannerKeys not removable, and returns them: the keys that the parent needs,
// and the key with which the provider signs in. Of several active keys of a use, the one that was
// registered last stays. If it returns an error, it is not known which other keys are needed.
func (r *SetResource) clearRemovableIfNeeded(ctx context.Context, m SetModel, registered []oktaapi.Key, plannerKeys []keyplan.Key) (kept []neededKey, err error) {
	api, err := r.configuredAPI()
	if err != nil {
		return nil, err
	}
	removable := map[string]int{} // the place in plannerKeys, by ID
	for i, key := range plannerKeys {
		switch live, there := findByID(registered, key.ID); {
		case !there || !key.Removable:
		case api.SignsIn(parentIDOf(m), liveThumbprintOrUnreadable(live)):
			plannerKeys[i].Removable = false
			kept = append(kept, neededKey{Key: live})
		default:
			removable[live.ID] = i
		}
	}
	for _, use := range r.Spec.Uses {
		key, last := r.youngestActiveIfAllRemovable(use, registered, removable)
		if !last {
			continue
		}
		needs, err := r.fetchActiveKeyNeeds(ctx, parentIDOf(m))
		if err != nil {
			return kept, err
		}
		if setting := needs[use].Setting; setting != "" {
			plannerKeys[removable[key.ID]].Removable = false
			kept = append(kept, neededKey{key, use, setting})
		}
	}
	return kept, nil
}

// youngestActiveIfAllRemovable returns the active key of a use that was registered last, if all active ones are
// removable.
func (r *SetResource) youngestActiveIfAllRemovable(use string, registered []oktaapi.Key, removable map[string]int) (youngest oktaapi.Key, found bool) {
	var active []oktaapi.Key
	for _, key := range registered {
		if key.Status != oktaapi.StatusActive || r.Spec.EffectiveUse(key.Use) != use {
			continue
		}
		if _, going := removable[key.ID]; !going {
			return oktaapi.Key{}, false
		}
		active = append(active, key)
	}
	if len(active) == 0 {
		return oktaapi.Key{}, false
	}
	return slices.MaxFunc(active, func(a, b oktaapi.Key) int {
		return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.KID, b.KID))
	}), true
}
