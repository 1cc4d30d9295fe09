package yearsimulation

import (
	"slices"
)

// Expected are the transitions that the schedule implies in a year that nothing disturbs, in order. The vendors' keys
// are a day old at the first night. A step that is due so many days after what an apply did happens one night later than
// that, because the refresh comes before the apply in each night, and so a little too early.
func Expected(s Schedule, nights int) []Transition {
	e := &expected{nights: nights}
	e.connection(s)
	e.billing(s)
	e.api(s)
	e.server(s)
	slices.SortFunc(e.all, compareTransitions)
	return e.all
}

// expected are the transitions so far.
type expected struct {
	nights int
	all    []Transition
}

// add adds a transition, unless its night is after the last one.
func (e *expected) add(night int, parent, do, key string) {
	if night < e.nights {
		e.all = append(e.all, Transition{Night: night, Parent: parent, Do: do, Key: key})
	}
}

// connection: each rotation adds the new next key at the app, and the key that signed before retires.
func (e *expected) connection(s Schedule) {
	e.add(0, workforceParent, "add", letters(0))
	e.add(0, workforceParent, "add", letters(1))
	for i, night := 0, s.ConnectionPeriod-1; night < e.nights; i, night = i+1, night+s.ConnectionPeriod+1 {
		e.add(night, connectionParent, rotate, letters(i+1))
		e.add(night, workforceParent, "add", letters(i+2))
		e.add(night+s.ConnectionDeactivate+1, workforceParent, "deactivate", letters(i))
		e.add(night+s.ConnectionDelete+1, workforceParent, "delete", letters(i))
	}
}

// billing: each change adds a key, and the key of before retires.
func (e *expected) billing(s Schedule) {
	for i, night := 0, s.BillingFirst; night < e.nights; i, night = i+1, night+s.BillingEvery {
		e.add(night, billingParent, "add", numbered("app", i+1))
		e.add(night+s.BillingDeactivate+1, billingParent, "deactivate", numbered("app", i))
		e.add(night+s.BillingDelete+1, billingParent, "delete", numbered("app", i))
	}
}

// api: each change adds a key, which is activated later. Okta deactivates the key of before at that moment.
func (e *expected) api(s Schedule) {
	for i, night := 0, s.APIFirst; night < e.nights; i, night = i+1, night+s.APIEvery {
		e.add(night, apiParent, "add", numbered("api", i+1))
		e.add(night+s.APIActivate+1, apiParent, "activate", numbered("api", i+1))
		e.add(night+s.APIActivate+1, apiParent, "deactivate", numbered("api", i))
		e.add(night+s.APIDelete+1, apiParent, "delete", numbered("api", i))
	}
}

// server: a NEXT key that Okta has made anew has to be published for a while before a rotation to it. The refresh of
// the night after finds it, and so the time begins then.
func (e *expected) server(s Schedule) {
	wait := (s.ServerMinAge + 23) / 24
	name, replaced := 1, slices.Clone(s.NextReplaced)
	for night := s.ServerPeriod - 1; night < e.nights; night += s.ServerPeriod + 1 {
		for len(replaced) > 0 && replaced[0] < night {
			night = max(night, replaced[0]+1+wait)
			replaced = replaced[1:]
			name++
		}
		e.add(night, serverParent, rotate, letters(name))
		name++
	}
}

// compareTransitions orders by the text.
func compareTransitions(a, b Transition) int {
	switch one, other := a.String(), b.String(); {
	case one < other:
		return -1
	case one > other:
		return 1
	default:
		return 0
	}
}
