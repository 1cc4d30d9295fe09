package rollover

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// takesLast notes for the walk which keys a plan activates and which it takes out of use,
// and says if no key of a use stays active.
func (r *Resource[M]) takesLast(ctx context.Context, m *M, s outlook) diag.Diagnostics {
	walk := r.Vendor.Walk(r.data)
	if walk == nil || r.Vendor.ParentID(m).IsUnknown() {
		return nil
	}
	for _, key := range s.after {
		if _, wanted := s.wants[key.KID]; wanted && key.Active {
			walk.Actives.Begin(r.parent(m), key.Use, key.KID)
		}
	}
	if s.created && s.list != nil {
		s.have, s.after, s.steps = r.onRegistered(ctx, m, s)
	}
	return r.taking(ctx, m, s, diagnose.TakenBySet)
}

// taking says whether a key that goes was the last active one. Keys that the state does not hold are
// looked up: it knows neither their IDs nor what they are for.
func (r *Resource[M]) taking(ctx context.Context, m *M, s outlook, way diagnose.TakingWay) diag.Diagnostics {
	t := keychange.Taking{Parent: r.parent(m), Way: way}
	for _, use := range r.Vendor.Uses {
		if hasActive(s.have, use) && !hasActive(s.after, use) {
			t.Uses = append(t.Uses, use)
		}
	}
	for _, key := range s.have {
		_, held := s.state[key.KID]
		switch {
		case !s.takesAway(key):
		case held || s.created:
			t.IDs = append(t.IDs, key.ID)
		default:
			keys, err := r.list(ctx, m)
			if live, there := byName(keys, key.KID); err == nil && there {
				t.IDs = append(t.IDs, live.ID)
			}
			t.Uses = r.Vendor.Uses
		}
	}
	return r.Vendor.TakesLast(ctx, r.data, t)
}

func hasActive(keys []keyset.Key, use string) bool {
	return slices.ContainsFunc(keys, func(key keyset.Key) bool { return key.Active && key.Use == use })
}

// onRegistered are the steps of a create, from the registered keys, which no state holds yet. It deletes
// none, but may take over a key that is active and is to be INACTIVE.
func (r *Resource[M]) onRegistered(ctx context.Context, m *M, s outlook) (have, after []keyset.Key, steps []keyset.Step) {
	keys, err := r.list(ctx, m)
	if err != nil {
		return nil, nil, nil
	}
	now := outlook{list: s.list, have: r.Vendor.registered(keys, removable{})}
	if now.plan(r.Vendor.Limits) != nil {
		return nil, nil, nil // foresee has said it
	}
	return now.have, now.after, now.steps
}

// leaveNeeded leaves keys where they are that the parent needs, of those that a destroy
// would take away, and the provider's own; it names each by say. Of several active keys of a use
// the one that was registered last stays.
func (r *Resource[M]) leaveNeeded(ctx context.Context, m *M, keys []oktaapi.Key, have []keyset.Key, say func(key oktaapi.Key, use, setting string)) error {
	api, err := r.Vendor.API(r.data)
	if err != nil {
		return err
	}
	goes := map[string]int{} // the place in have, by ID
	for i, key := range have {
		switch live, there := keychange.ByID(keys, key.ID); {
		case !there || !key.Removable:
		case api.SignsIn(r.parent(m), thumbprint(live)):
			have[i].Removable = false
			say(live, "", "")
		default:
			goes[live.ID] = i
		}
	}
	for _, use := range r.Vendor.Uses {
		key, last := r.lastOf(use, keys, goes)
		if !last {
			continue
		}
		needs, err := r.Vendor.Needs(ctx, r.data, r.parent(m))
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

// lastOf is the youngest active key of a use, if all the active ones go.
func (r *Resource[M]) lastOf(use string, keys []oktaapi.Key, goes map[string]int) (oktaapi.Key, bool) {
	var active []oktaapi.Key
	for _, key := range keys {
		if key.Status != oktaapi.StatusActive || r.Vendor.UseOf(key.Use) != use {
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
