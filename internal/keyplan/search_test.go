package keyplan_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// search tries every order of calls that the parent accepts and the rules allow, and
// returns how many are needed for the desired keys, or -1.
func search(w planInput) int {
	seen := map[string]bool{}
	for depth, level := 0, []*fakeParent{w.newParent()}; len(level) > 0; depth++ {
		var deeper []*fakeParent
		for _, v := range level {
			if w.isReachedBy(v) {
				return depth
			}
			for _, step := range w.allowedSteps(v) {
				next := v.clone()
				if next.do(step, w.want) != nil || w.losesLastActive(v, next) {
					continue
				}
				if state := fmt.Sprint(withoutNewIDs(next.keys)); !seen[state] {
					seen[state] = true
					deeper = append(deeper, next)
				}
			}
		}
		level = deeper
	}
	return -1
}

// allowedSteps are the calls that the desired keys allow. The parent decides whether they
// are possible.
func (w planInput) allowedSteps(v *fakeParent) []keyplan.Step {
	var steps []keyplan.Step
	for _, one := range w.want {
		if v.find(one.KID, "") < 0 {
			steps = append(steps, keyplan.Step{Action: keyplan.Add, KID: one.KID, Active: one.Status == keyplan.Active}, keyplan.Step{Action: keyplan.Add, KID: one.KID})
		}
	}
	for _, k := range v.keys {
		if w.wantsStatus(k, keyplan.Active) {
			steps = append(steps, keyplan.Step{Action: keyplan.Activate, KID: k.KID, ID: k.ID})
		}
		if w.toBeDeleted(k) {
			steps = append(steps, keyplan.Step{Action: keyplan.Delete, KID: k.KID, ID: k.ID})
		}
		if w.toBeDeleted(k) || w.wantsStatus(k, keyplan.Inactive) {
			steps = append(steps, keyplan.Step{Action: keyplan.Deactivate, KID: k.KID, ID: k.ID})
		}
	}
	return steps
}

// losesLastActive reports whether a use lost its last active key, and is to have one.
func (w planInput) losesLastActive(before, after *fakeParent) bool {
	for _, use := range []string{"sig", "enc"} {
		if before.active(use) > 0 && after.active(use) == 0 && w.wantsActive(use) {
			return true
		}
	}
	return false
}

// What is refused cannot be done in any order, and what can be done takes no fewer
// calls in any order.
func TestPlan_refusesOnlyTheImpossible(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("not with -short: millions of cases of pure code, in which nothing runs at the same time")
	}
	checkOften(t, func(rt *rapid.T) {
		w := drawInput(rt, 4)
		steps, err := planSteps(w.have, w.want, w.rules.limits())
		fewest := search(w)
		switch {
		case err != nil && fewest >= 0:
			rt.Fatalf("%v\nwant %+v\nhave %+v\nrefused: %v\nbut %d calls do it", w.rules, w.want, w.have, err, fewest)
		case err == nil && fewest != len(steps):
			rt.Fatalf("%v\nwant %+v\nhave %+v\nsteps %s\nbut %d calls do it", w.rules, w.want, w.have, formatSteps(steps), fewest)
		}
		var noRoom *keyplan.NoRoom
		if err == nil {
			return
		}
		w.rules.max = len(w.have) + len(w.want)
		if roomy := search(w) >= 0; roomy != errors.As(err, &noRoom) {
			rt.Fatalf("%v\nwant %+v\nhave %+v\nrefused: %v\nbut more room helps: %v", w.rules, w.want, w.have, err, roomy)
		}
	})
}
