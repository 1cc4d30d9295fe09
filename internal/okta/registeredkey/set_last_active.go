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

// planActivity notes for the run which keys a plan activates and which it takes out of use,
// and says if no key of a use stays active.
func (r *SetResource) planActivity(ctx context.Context, m SetModel, s plannedChanges) diag.Diagnostics {
	if r.run == nil || m.ParentID().IsUnknown() {
		return nil
	}
	for _, key := range s.plan.Final {
		if _, wanted := s.desired[key.KID]; wanted && key.Active {
			r.run.activity.planActivation(parentOf(m), key.Use, key.KID)
		}
	}
	if s.created && s.plannerKeys != nil {
		s.have, s.plan = r.stepsFromLive(ctx, m, s)
	}
	return r.planRemovals(ctx, m, s, diagnostics.DeactivatedBySet)
}

// planRemovals says whether a key that goes was the last active one. Keys that the state does not hold are
// looked up: it knows neither their IDs nor what they are for.
func (r *SetResource) planRemovals(ctx context.Context, m SetModel, s plannedChanges, way diagnostics.DeactivationCause) diag.Diagnostics {
	t := plannedRemoval{Parent: parentOf(m), Way: way, Abandoned: s.onDestroy == onDestroyAbandon}
	for _, use := range r.Spec.Uses {
		if hasActive(s.have, use) && !hasActive(s.plan.Final, use) {
			t.Uses = append(t.Uses, use)
		}
	}
	for _, key := range s.have {
		_, held := s.state[key.KID]
		switch {
		case !s.removes(key):
		case held || s.created:
			t.IDs = append(t.IDs, key.ID)
		default:
			keys, err := r.list(ctx, m)
			if live, there := byKIDOrID(keys, key.KID); err == nil && there && s.isNamed(live) {
				t.IDs = append(t.IDs, live.ID)
			}
			t.Uses = r.Spec.Uses
		}
	}
	return r.warnIfLastActive(ctx, t)
}

func hasActive(keys []keyplan.Key, use string) bool {
	return slices.ContainsFunc(keys, func(key keyplan.Key) bool { return key.Active && key.Use == use })
}

// stepsFromLive are the steps of a create, from the registered keys, which no state holds yet. It deletes
// none, but may take over a key that is active and is to be INACTIVE.
func (r *SetResource) stepsFromLive(ctx context.Context, m SetModel, s plannedChanges) (have []keyplan.Key, plan keyplan.Result) {
	keys, err := r.list(ctx, m)
	if err != nil {
		return nil, keyplan.Result{}
	}
	now := r.changesFromLive(s, keys, nil)
	if now.planSteps(r.Spec.Limits) != nil {
		return nil, keyplan.Result{} // checkLiveKeys reports it
	}
	return now.have, now.plan
}

// keepNeeded leaves keys where they are that the parent needs, of those that a destroy
// would take away, and the provider's own; it names each by say. Of several active keys of a use
// the one that was registered last stays.
func (r *SetResource) keepNeeded(ctx context.Context, m SetModel, keys []oktaapi.Key, have []keyplan.Key, say func(key oktaapi.Key, use, setting string)) error {
	api, err := r.api()
	if err != nil {
		return err
	}
	goes := map[string]int{} // the place in have, by ID
	for i, key := range have {
		switch live, there := byID(keys, key.ID); {
		case !there || !key.Removable:
		case api.SignsIn(parentOf(m), liveThumbprint(live)):
			have[i].Removable = false
			say(live, "", "")
		default:
			goes[live.ID] = i
		}
	}
	for _, use := range r.Spec.Uses {
		key, last := r.lastActiveOf(use, keys, goes)
		if !last {
			continue
		}
		needs, err := r.needs(ctx, parentOf(m))
		if err != nil {
			return err
		}
		if setting := needs[use].Setting; setting != "" {
			have[goes[key.ID]].Removable = false
			say(key, use, setting)
		}
	}
	return nil
}

// lastActiveOf is the youngest active key of a use, if all the active ones go.
func (r *SetResource) lastActiveOf(use string, keys []oktaapi.Key, goes map[string]int) (oktaapi.Key, bool) {
	var active []oktaapi.Key
	for _, key := range keys {
		if key.Status != oktaapi.StatusActive || r.Spec.EffectiveUse(key.Use) != use {
			continue
		}
		if _, going := goes[key.ID]; !going {
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
