package rollover

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// outlook is what a plan makes of the keys of a state.
type outlook struct {
	state map[string]entry
	wants map[string]wanted
	// have and after are the keys before and after the steps, as far as the state
	// knows them: of keys that it does not hold it knows the kids only.
	have, after []keyset.Key
	list        []keyset.Wanted
	steps       []keyset.Step
	// active is the kid of the one active key.
	active types.String
	// exclusive is true where this plan deletes other keys.
	exclusive bool
	// others is true where there may be keys that the state does not know; created
	// where there is no state yet.
	others, created bool
	// changes is true where keys come, go, or change their status.
	changes bool
}

// outlook plans the steps from what the state holds, and fills the statuses that
// result into the wanted keys.
func (r *Resource[M]) outlook(ctx context.Context, config, plan, held *M) (s outlook, diags diag.Diagnostics) {
	state, unmanaged, diags := r.known(ctx, held)
	wants, more := r.wants(ctx, config, state)
	diags.Append(more...)
	if diags.HasError() {
		return s, diags
	}
	s.state, s.wants, s.active = state, wants, types.StringUnknown()
	s.created, s.others = held == nil, held == nil || len(unmanaged) > 0
	s.have = r.Vendor.recorded(state)
	// A create has no refresh before it, so no plan can have named what it would delete.
	s.exclusive = held != nil && r.Vendor.Shared(plan).Exclusive.ValueBool()
	for _, kid := range unmanaged {
		if w, ok := wants[kid]; ok {
			// It is going to be taken as it is. Its status is not known here.
			w.uncertain = w.uncertain || w.target == keyset.Observed
			wants[kid] = w
			continue
		}
		s.have = append(s.have, keyset.Key{ID: kid, KID: kid, Thumbprint: "unmanaged " + kid, Use: r.Vendor.Uses[0], Removable: s.exclusive})
	}
	if r.foggy(wants, state) {
		s.changes, s.after = true, s.have // for all that is known
		r.obscure(wants)
		return s, diags
	}
	s.list = r.Vendor.planner(wants)
	diags.Append(r.planSteps(ctx, plan, &s, unmanaged)...)
	if diags.HasError() {
		return s, diags
	}
	isNew := func(kid string) bool { return wants[kid].isNew }
	s.changes = len(s.steps) > 0 || len(wants) != len(state) || slices.ContainsFunc(sortedKIDs(wants), isNew)
	r.reveal(&s)
	return s, diags
}

// planSteps plans the steps. The state knows no more of unmanaged keys than their kids.
// Where a key is said to be needed until another one is active, the keys that are
// registered are asked whether an unmanaged one is: then it can go at once. The statuses that
// result for the keys of the plan are the same.
func (r *Resource[M]) planSteps(ctx context.Context, plan *M, s *outlook, unmanaged []string) (diags diag.Diagnostics) {
	err := s.plan(r.Vendor.Limits)
	if isNeeded(err) && len(unmanaged) > 0 && !r.Vendor.ParentID(plan).IsUnknown() {
		keys, unread := r.list(ctx, plan)
		if unread != nil {
			diags.Append(diagnose.Unforeseen(r.subject(plan), unread))
			return diags
		}
		for i, key := range s.have {
			live, there := byName(keys, key.KID)
			if _, held := s.state[key.KID]; there && !held && slices.Contains(unmanaged, key.KID) {
				s.have[i].Active, s.have[i].Use = live.Status == active, r.Vendor.UseOf(live.Use)
			}
		}
		err = s.plan(r.Vendor.Limits)
	}
	if err != nil {
		diags.Append(diagnose.BadSet(r.subject(plan), err))
	}
	return diags
}

// isNeeded reports whether steps are impossible because a key has to stay until another
// one is active.
func isNeeded(err error) bool {
	var last *keyset.LastActive
	var room *keyset.NoRoom
	return errors.As(err, &last) || errors.As(err, &room) && len(room.Needed) > 0
}

// byName finds a key by what unmanaged_kids calls it.
func byName(keys []oktaapi.Key, name string) (oktaapi.Key, bool) {
	at := slices.IndexFunc(keys, func(key oktaapi.Key) bool { return nameOf(key) == name })
	if at < 0 {
		return oktaapi.Key{}, false
	}
	return keys[at], true
}

// known are the keys that a state holds, and the kids of the others that it knows
// of; none without a state.
func (r *Resource[M]) known(ctx context.Context, held *M) (state map[string]entry, others []string, diags diag.Diagnostics) {
	if held == nil {
		return nil, nil, nil
	}
	state, diags = entriesOf(ctx, r.Vendor.Shared(held).Keys)
	others, more := kidsOf(ctx, r.Vendor.Shared(held).UnmanagedKIDs)
	diags.Append(more...)
	return state, others, diags
}

// plan plans the steps, and what they make of the keys.
func (s *outlook) plan(limits keyset.Limits) (err error) {
	s.steps, err = keyset.Plan(s.have, s.list, limits)
	s.after = s.have
	for _, step := range s.steps {
		s.after = keyset.After(s.after, step, s.list, limits)
	}
	return err
}

// recorded are the keys of a state in the words of keyset. They may go where they
// are not wanted.
func (v Vendor[M]) recorded(state map[string]entry) []keyset.Key {
	var keys []keyset.Key
	for _, kid := range sortedKIDs(state) {
		e := state[kid]
		keys = append(keys, keyset.Key{
			ID: e.ID.ValueString(), KID: kid, Thumbprint: e.recorded(), Use: v.UseOf(e.Use.ValueString()), Alg: v.algOf(e.Alg.ValueString()),
			Active: e.Status.ValueString() == active, Removable: true,
		})
	}
	return keys
}

// foggy reports whether it depends on what is not known yet which steps there are:
// whether a key is the one that the state holds, what it is for, which is active.
func (r *Resource[M]) foggy(wants map[string]wanted, state map[string]entry) bool {
	for kid, w := range wants {
		_, held := state[kid]
		unknown := !w.named.Given.Known && held || w.entry.Use.IsUnknown() || w.entry.Alg.IsUnknown()
		if unknown || w.uncertain && !w.isNew {
			return true
		}
	}
	return false
}

// obscure leaves the statuses to be known after apply, but for those that are
// asked for.
func (r *Resource[M]) obscure(wants map[string]wanted) {
	for kid, w := range wants {
		w.entry.Status = types.StringUnknown()
		switch {
		case w.uncertain || w.byDefault:
		case w.target == keyset.Active:
			w.entry.Status = types.StringValue(active)
		case w.target == keyset.Inactive:
			w.entry.Status = types.StringValue(inactive)
		}
		wants[kid] = w
	}
}

// reveal fills in the statuses that result.
func (r *Resource[M]) reveal(s *outlook) {
	current, uncertain := "", false
	for kid, w := range s.wants {
		status := types.StringValue(inactive)
		if isActive(s.after, kid) {
			current, status = kid, types.StringValue(active)
		}
		if w.uncertain {
			uncertain, status = true, types.StringUnknown()
		}
		w.entry.Status = status
		s.wants[kid] = w
	}
	if !uncertain {
		s.active = nullable.String(current)
	}
}

func isActive(keys []keyset.Key, kid string) bool {
	return slices.ContainsFunc(keys, func(key keyset.Key) bool { return key.KID == kid && key.Active })
}

// ending is the outlook of a destroy: of the keys that may go nothing is wanted any
// more, or only that they are inactive.
func (r *Resource[M]) ending(state *M, entries map[string]entry, have []keyset.Key) (s outlook, err error) {
	s = outlook{state: entries, have: have}
	for _, key := range have {
		if key.Removable && r.Vendor.Shared(state).OnDestroy.ValueString() == keychange.OnDestroyDeactivate {
			s.list = append(s.list, keyset.Wanted{KID: key.KID, Thumbprint: key.Thumbprint, Use: key.Use, Alg: key.Alg, Status: keyset.Inactive})
		}
	}
	return s, s.plan(r.Vendor.Limits)
}
