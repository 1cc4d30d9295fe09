package keyplan_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// world is one case: a parent, and what is wanted of it.
type world struct {
	rules rules
	have  []keyplan.Key
	want  []keyplan.Desired
	// oneMaterial is true where all keys are one, registered under several kids.
	oneMaterial bool
}

func (w world) vendor() *vendor { return &vendor{keys: slices.Clone(w.have), rules: w.rules} }

// journey is a plan, and the keys that the vendor has before each step and after
// the last one.
type journey struct {
	world
	steps  []keyplan.Step
	scenes []*vendor
}

func (j journey) end() *vendor { return j.scenes[len(j.scenes)-1] }

// properties hold for every plan, after every step of it.
var properties = []struct {
	name  string
	holds func(j journey) bool
}{
	{"a use that has an active key, and ends with one, has one throughout", neverWithoutActive},
	{"there are never more keys than fit", neverTooMany},
	{"there are never two active encryption keys", func(j journey) bool {
		return j.always(func(v *vendor) bool { return v.active("enc") <= 1 })
	}},
	{"no active key is deleted", func(j journey) bool {
		return j.each(keyplan.Delete, func(before *vendor, at int) bool { return at >= 0 && !before.keys[at].Active })
	}},
	{"no kid is added that is there", func(j journey) bool {
		return j.each(keyplan.Add, func(_ *vendor, at int) bool { return at < 0 })
	}},
	{"only keys that are wanted active are activated", func(j journey) bool {
		return j.each(keyplan.Activate, func(before *vendor, at int) bool {
			return at >= 0 && !before.keys[at].Active && j.status(before.keys[at], keyplan.Active)
		})
	}},
	{"only keys that go, or are wanted inactive, are deactivated", func(j journey) bool {
		return j.each(keyplan.Deactivate, func(before *vendor, at int) bool {
			return at >= 0 && before.keys[at].Active && (j.goes(before.keys[at]) || j.status(before.keys[at], keyplan.Inactive))
		})
	}},
	{"only keys that go are deleted", func(j journey) bool {
		return j.each(keyplan.Delete, func(before *vendor, at int) bool { return at >= 0 && j.goes(before.keys[at]) })
	}},
	{"it ends as wanted", func(j journey) bool { return j.reached(j.end()) }},
	{"there are as few steps as can be", func(j journey) bool { return len(j.steps) == j.fewest() }},
	{"a plan from the middle is the rest of the plan", resumes},
	{"After is what the vendor does", afterIsTheVendor},
	{"the order of the arguments does not matter", func(j journey) bool {
		have, want := slices.Clone(j.have), slices.Clone(j.want)
		slices.Reverse(have)
		slices.Reverse(want)
		steps, err := planSteps(have, want, j.rules.limits())
		return err == nil && slices.Equal(steps, j.steps)
	}},
	{"phases are in order, but where the parent is full or a kid has to be freed", phasesInOrder},
}

func (j journey) always(is func(v *vendor) bool) bool {
	return !slices.ContainsFunc(j.scenes, func(v *vendor) bool { return !is(v) })
}

// each asks of every step of a kind; at is where its key is before it, or -1.
func (j journey) each(do keyplan.Action, is func(before *vendor, at int) bool) bool {
	for i, step := range j.steps {
		if before := j.scenes[i]; step.Action == do && !is(before, before.find(step.KID, step.ID)) {
			return false
		}
	}
	return true
}

func neverWithoutActive(j journey) bool {
	for _, use := range []string{"sig", "enc"} {
		if j.scenes[0].active(use) == 0 || j.end().active(use) == 0 {
			continue
		}
		if !j.always(func(v *vendor) bool { return v.active(use) > 0 }) {
			return false
		}
	}
	return true
}

func neverTooMany(j journey) bool {
	limit := max(j.rules.max, len(j.have))
	return j.always(func(v *vendor) bool { return len(v.keys) <= limit })
}

// resumes plans again before every step and at the end, from what the vendor has
// then. What an earlier step has added has an ID by now.
func resumes(j journey) bool {
	for i, v := range j.scenes {
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

func afterIsTheVendor(j journey) bool {
	have := slices.Clone(j.have)
	result, err := keyplan.Plan(j.have, j.want, j.rules.limits())
	if err != nil || !slices.Equal(j.have, have) {
		return false
	}
	for i := range result.Steps {
		if !slices.Equal(anonymous(result.After(i)), anonymous(j.scenes[i+1].keys)) {
			return false
		}
	}
	return slices.Equal(anonymous(result.Final), anonymous(j.end().keys))
}

// anonymous drops what the vendor decides, and the order.
func anonymous(keys []keyplan.Key) []keyplan.Key {
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
func phasesInOrder(j journey) bool {
	missing := 0
	for _, w := range j.want {
		if !slices.ContainsFunc(j.have, func(k keyplan.Key) bool { return stands(w, k) }) {
			missing++
		}
	}
	forced := missing > 0 && slices.ContainsFunc(j.have, func(k keyplan.Key) bool {
		return k.KID == "" || slices.ContainsFunc(j.want, func(w keyplan.Desired) bool { return w.KID == k.KID && !stands(w, k) })
	})
	return forced || len(j.have)+missing > j.rules.max || slices.IsSortedFunc(j.steps, func(a, b keyplan.Step) int {
		return cmp.Or(cmp.Compare(a.Action, b.Action), cmp.Compare(a.KID, b.KID))
	})
}

// drive sends the steps of a plan.
func drive(t rapid.TB, w world, steps []keyplan.Step) journey {
	t.Helper()
	j := journey{world: w, steps: steps, scenes: []*vendor{w.vendor()}}
	for i, step := range steps {
		v := j.end().clone()
		if err := v.do(step, w.want); err != nil {
			t.Fatalf("%v\nwant %+v\nhave %+v\nsteps %s\nstep %d is refused: %v", w.rules, w.want, w.have, inShort(steps), i, err)
		}
		j.scenes = append(j.scenes, v)
	}
	return j
}

func checkAll(t rapid.TB, w world, steps []keyplan.Step) {
	t.Helper()
	j := drive(t, w, steps)
	for _, property := range properties {
		if !property.holds(j) {
			t.Errorf("%v\nwant %+v\nhave %+v\nsteps %s\nit does not hold that %s", w.rules, w.want, w.have, inShort(steps), property.name)
		}
	}
}

func TestPlan_properties(t *testing.T) {
	t.Parallel()
	often(t, func(rt *rapid.T) {
		w := drawWorld(rt, 6)
		steps, err := planSteps(w.have, w.want, w.rules.limits())
		if err != nil {
			rt.Skip("refused; TestPlan_refusesOnlyWhatCannotBe looks at that")
		}
		checkAll(rt, w, steps)
	})
}

func planSteps(have []keyplan.Key, desired []keyplan.Desired, limits keyplan.Limits) ([]keyplan.Step, error) {
	result, err := keyplan.Plan(have, desired, limits)
	return result.Steps, err
}

// often checks more cases than rapid does by itself: they take microseconds, and
// the rare ones are those that matter.
func often(t *testing.T, check func(*rapid.T)) {
	t.Helper()
	for range 20 {
		rapid.Check(t, check)
	}
}
