package keyplan_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// planInput is one case: the rules of a parent, its keys, and the desired keys.
type planInput struct {
	rules rules
	have  []keyplan.Key
	want  []keyplan.Desired
	// oneMaterial is true where all keys are one, registered under several kids.
	oneMaterial bool
}

func (w planInput) newParent() *fakeParent {
	return &fakeParent{keys: slices.Clone(w.have), rules: w.rules}
}

// execution is a plan, and the parent before each step and after the last one.
type execution struct {
	planInput
	steps  []keyplan.Step
	states []*fakeParent
}

func (j execution) end() *fakeParent { return j.states[len(j.states)-1] }

// properties hold for every plan, after every step of it.
var properties = []struct {
	name  string
	holds func(j execution) bool
}{
	{"a use that has an active key, and ends with one, has one throughout", neverWithoutActive},
	{"there are never more keys than fit", neverTooMany},
	{"there are never two active encryption keys", func(j execution) bool {
		return j.always(func(v *fakeParent) bool { return v.active("enc") <= 1 })
	}},
	{"no active key is deleted", func(j execution) bool {
		return j.eachStep(keyplan.Delete, func(before *fakeParent, at int) bool { return at >= 0 && !before.keys[at].Active })
	}},
	{"no kid is added that is there", func(j execution) bool {
		return j.eachStep(keyplan.Add, func(_ *fakeParent, at int) bool { return at < 0 })
	}},
	{"only keys that are wanted active are activated", func(j execution) bool {
		return j.eachStep(keyplan.Activate, func(before *fakeParent, at int) bool {
			return at >= 0 && !before.keys[at].Active && j.wantsStatus(before.keys[at], keyplan.Active)
		})
	}},
	{"only keys that go, or are wanted inactive, are deactivated", func(j execution) bool {
		return j.eachStep(keyplan.Deactivate, func(before *fakeParent, at int) bool {
			return at >= 0 && before.keys[at].Active && (j.toBeDeleted(before.keys[at]) || j.wantsStatus(before.keys[at], keyplan.Inactive))
		})
	}},
	{"only keys that go are deleted", func(j execution) bool {
		return j.eachStep(keyplan.Delete, func(before *fakeParent, at int) bool { return at >= 0 && j.toBeDeleted(before.keys[at]) })
	}},
	{"it ends as wanted", func(j execution) bool { return j.isReachedBy(j.end()) }},
	{"there are as few steps as can be", func(j execution) bool { return len(j.steps) == j.fewestCalls() }},
	{"a plan from the middle is the rest of the plan", restFromEveryStep},
	{"After returns what the parent has", afterIsTheParents},
	{"the order of the arguments does not matter", func(j execution) bool {
		have, want := slices.Clone(j.have), slices.Clone(j.want)
		slices.Reverse(have)
		slices.Reverse(want)
		steps, err := planSteps(have, want, j.rules.limits())
		return err == nil && slices.Equal(steps, j.steps)
	}},
	{"phases are in order, but where the parent is full or a kid has to be freed", phasesInOrder},
}

func (j execution) always(is func(v *fakeParent) bool) bool {
	return !slices.ContainsFunc(j.states, func(v *fakeParent) bool { return !is(v) })
}

// eachStep checks every step with an action. at is the index of its key before the
// step, or -1.
func (j execution) eachStep(do keyplan.Action, is func(before *fakeParent, at int) bool) bool {
	for i, step := range j.steps {
		if before := j.states[i]; step.Action == do && !is(before, before.find(step.KID, step.ID)) {
			return false
		}
	}
	return true
}

func neverWithoutActive(j execution) bool {
	for _, use := range []string{"sig", "enc"} {
		if j.states[0].active(use) == 0 || j.end().active(use) == 0 {
			continue
		}
		if !j.always(func(v *fakeParent) bool { return v.active(use) > 0 }) {
			return false
		}
	}
	return true
}

func neverTooMany(j execution) bool {
	limit := max(j.rules.max, len(j.have))
	return j.always(func(v *fakeParent) bool { return len(v.keys) <= limit })
}

// restFromEveryStep plans again before every step and at the end, from the keys at that
// time. A key that an earlier step added has an ID then.
func restFromEveryStep(j execution) bool {
	for i, v := range j.states {
		rest, err := planSteps(v.keys, j.want, j.rules.limits())
		for n := range rest {
			if strings.HasPrefix(rest[n].ID, "new") {
				rest[n].ID = ""
			}
		}
		if err != nil || !slices.Equal(rest, j.steps[i:]) {
			return false
		}
	}
	return true
}

func afterIsTheParents(j execution) bool {
	have := slices.Clone(j.have)
	result, err := keyplan.Plan(j.have, j.want, j.rules.limits())
	if err != nil || !slices.Equal(j.have, have) {
		return false
	}
	for i := range result.Steps {
		if !slices.Equal(withoutNewIDs(result.KeysAfter(i)), withoutNewIDs(j.states[i+1].keys)) {
			return false
		}
	}
	return slices.Equal(withoutNewIDs(result.Final), withoutNewIDs(j.end().keys))
}

// withoutNewIDs drops the IDs that the parent gave, and the order.
func withoutNewIDs(keys []keyplan.Key) []keyplan.Key {
	keys = slices.Clone(keys)
	for i := range keys {
		if strings.HasPrefix(keys[i].ID, "new") {
			keys[i].ID = ""
		}
	}
	slices.SortFunc(keys, func(a, b keyplan.Key) int { return cmp.Or(cmp.Compare(a.KID, b.KID), cmp.Compare(a.ID, b.ID)) })
	return keys
}

// phasesInOrder says what the order is where nothing forces another.
func phasesInOrder(j execution) bool {
	missing := 0
	for _, w := range j.want {
		if !slices.ContainsFunc(j.have, func(k keyplan.Key) bool { return isSameKey(w, k) }) {
			missing++
		}
	}
	forced := missing > 0 && slices.ContainsFunc(j.have, func(k keyplan.Key) bool {
		return k.KID == "" || slices.ContainsFunc(j.want, func(w keyplan.Desired) bool { return w.KID == k.KID && !isSameKey(w, k) })
	})
	return forced || len(j.have)+missing > j.rules.max || slices.IsSortedFunc(j.steps, func(a, b keyplan.Step) int {
		return cmp.Or(cmp.Compare(a.Action, b.Action), cmp.Compare(a.KID, b.KID))
	})
}

// execute sends the steps of a plan.
func execute(t rapid.TB, w planInput, steps []keyplan.Step) execution {
	t.Helper()
	j := execution{planInput: w, steps: steps, states: []*fakeParent{w.newParent()}}
	for i, step := range steps {
		v := j.end().clone()
		if err := v.do(step, w.want); err != nil {
			t.Fatalf("%v\nwant %+v\nhave %+v\nsteps %s\nstep %d is refused: %v", w.rules, w.want, w.have, formatSteps(steps), i, err)
		}
		j.states = append(j.states, v)
	}
	return j
}

func checkAll(t rapid.TB, w planInput, steps []keyplan.Step) {
	t.Helper()
	j := execute(t, w, steps)
	for _, property := range properties {
		if !property.holds(j) {
			t.Errorf("%v\nwant %+v\nhave %+v\nsteps %s\nit does not hold that %s", w.rules, w.want, w.have, formatSteps(steps), property.name)
		}
	}
}

func TestPlan_properties(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("not with -short: millions of cases of pure code, in which nothing runs at the same time")
	}
	checkOften(t, func(rt *rapid.T) {
		w := drawInput(rt, 6)
		steps, err := planSteps(w.have, w.want, w.rules.limits())
		if err != nil {
			rt.Skip("refused; TestPlan_refusesOnlyTheImpossible looks at that")
		}
		checkAll(rt, w, steps)
	})
}

func planSteps(have []keyplan.Key, desired []keyplan.Desired, limits keyplan.Limits) ([]keyplan.Step, error) {
	result, err := keyplan.Plan(have, desired, limits)
	return result.Steps, err
}

// checkOften checks more cases than rapid does by itself: they take microseconds, and
// the rare ones are those that matter.
func checkOften(t *testing.T, check func(*rapid.T)) {
	t.Helper()
	for range 20 {
		rapid.Check(t, check)
	}
}
