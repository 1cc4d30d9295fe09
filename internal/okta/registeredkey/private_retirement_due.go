package registeredkey

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privateDue is private state: what the last refresh or apply of a set found due, by Okta's clock.
// A plan goes by it and looks at no clock itself, so that the two walks of a run agree. It holds no
// time of the look: it changes only if what is due does.
const privateDue = "due"

// dueSteps are what was found due.
type dueSteps struct {
	// Stages are those of keys that retire, by Okta's ID.
	Stages map[string]keyplan.Stage `json:"stages,omitempty"`
	// RegisteredLong are Okta's IDs of the inactive keys that have been registered for activate_after, in order.
	RegisteredLong []string `json:"registered_long,omitempty"`
	// Unchecked are the kids of keys for which a step may be due, in order, if the time was not
	// known.
	Unchecked []string `json:"unchecked,omitempty"`
}

// findDueSteps finds what is due of the keys of a set, by the clock by which Okta listed each key.
func findDueSteps(retiring map[string]retiringEntry, registered []oktaapi.Key) (due dueSteps) {
	for _, kid := range sortedKIDs(retiring) {
		e := retiring[kid]
		live, there := findByID(registered, e.ID.ValueString())
		waits := !e.DeleteAt.IsNull() || !e.DeactivateAt.IsNull() && live.Status == active || e.Since.IsNull()
		switch stage := keyplan.StageAt(live.At, parseTimeOrZero(e.DeactivateAt), parseTimeOrZero(e.DeleteAt), live.Status == active); {
		case !there || !waits:
		case live.At.IsZero():
			due.Unchecked = append(due.Unchecked, kid)
		case stage != keyplan.Stays:
			if due.Stages == nil {
				due.Stages = map[string]keyplan.Stage{}
			}
			due.Stages[live.ID] = stage
		}
	}
	return due
}

// writeDueSteps records what is due.
func writeDueSteps(ctx context.Context, private privatestate.Writer, due dueSteps) diag.Diagnostics {
	return privatestate.Write(ctx, private, privateDue, due)
}

// readDueSteps reads what writeDueSteps has recorded; nothing where nothing was, so that nothing is due that
// no refresh has found due.
func readDueSteps(ctx context.Context, private privatestate.Reader) (due dueSteps, diags diag.Diagnostics) {
	due, _, diags = privatestate.Read[dueSteps](ctx, private, privateDue)
	return due, diags
}

// unlessDelaysChange is what is due for a plan: nothing if its delays are other
// ones than those by which it was found. A changed delay takes effect at the next plan.
func (d dueSteps) unlessDelaysChange(plan, state SetModel) dueSteps {
	if !plan.Attributes().Retire.Equal(state.Attributes().Retire) {
		d.Stages = nil
	}
	if p := plan.Activation(); p.After != nil && !p.After.Equal(*state.Activation().After) {
		d.RegisteredLong = nil
	}
	return d
}

// withActivation is what is due with the keys that have been registered for activate_after.
func (d dueSteps) withActivation(m SetModel, entries map[string]keyEntry, registered []oktaapi.Key) dueSteps {
	delay := m.Activation()
	if delay.delayOrZero() == 0 {
		return d
	}
	for _, kid := range sortedKIDs(entries) {
		live, there := findByID(registered, entries[kid].ID.ValueString())
		at := delay.dueAt(entries[kid].Created)
		switch waits := kid == m.ActiveKIDOrNil().ValueString() && !at.IsZero(); {
		case !there || live.Status == active:
		case live.At.IsZero() && waits:
			d.Unchecked = append(d.Unchecked, kid)
		case !live.At.IsZero() && !at.IsZero() && !live.At.Before(at):
			d.RegisteredLong = append(d.RegisteredLong, live.ID)
		}
	}
	return d
}

// whileWaiting is what is due while a key waits to be activated: the active key stays until then.
func (d dueSteps) whileWaiting(held activation, retiring map[string]retiringEntry) dueSteps {
	if held.waits == "" {
		return d
	}
	d.Stages = maps.Clone(d.Stages)
	for _, e := range retiring {
		if e.Status.ValueString() == active {
			delete(d.Stages, e.ID.ValueString())
		}
	}
	return d
}

// refreshRetiring are the keys that retire as they are now. One that is registered no more is left out. If it was
// not known when a key left the set, it counts as now, if Okta's clock can be trusted.
func refreshRetiring(recorded map[string]retiringEntry, retire types.Object, registered []oktaapi.Key) (now map[string]retiringEntry) {
	now = map[string]retiringEntry{}
	delays := delaysOrNil(retire)
	for kid, e := range recorded {
		live, there := findByID(registered, e.ID.ValueString())
		if !there || live.KID != kid {
			continue
		}
		e.Status = types.StringValue(live.Status)
		if e.Since.IsNull() && delays != nil {
			e = e.withSinceAndDueTimes(live.At, *delays)
		}
		now[kid] = e
	}
	return now
}

// withoutRetiring are the keys of a list but those that retire.
func withoutRetiring(registered []oktaapi.Key, retiring map[string]retiringEntry) []oktaapi.Key {
	return slices.DeleteFunc(slices.Clone(registered), func(key oktaapi.Key) bool {
		e, retires := retiring[key.KID]
		return retires && e.ID.ValueString() == key.ID
	})
}
