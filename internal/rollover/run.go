package rollover

import (
	"context"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

const (
	active   = oktaapi.StatusActive
	inactive = oktaapi.StatusInactive
)

// run is an apply under way.
type run struct {
	job    *keychange.Job
	limits keyset.Limits
	wants  map[string]wanted
	list   []keyset.Wanted
	have   []keyset.Key
	steps  []keyset.Step
	// seen are the IDs of the keys of others that were active when the plan was made.
	seen []string
	// keys are the registered ones, as far as is known after each step.
	keys []oktaapi.Key
	// ends is true for a destroy, leaves where it leaves a key that cannot be deactivated.
	ends, leaves bool
}

// removable is which registered keys may be taken away if they are not wanted.
type removable struct {
	state map[string]entry
	// exclusive takes away others too: those that the plan has named.
	exclusive bool
	named     []string
}

func (m removable) may(key oktaapi.Key) bool {
	if held, ok := m.state[key.KID]; ok && (held.ID.ValueString() == key.ID || held.recorded() == thumbprint(key)) {
		return true
	}
	return m.exclusive && slices.Contains(m.named, nameOf(key))
}

// leave leaves keys where they are that another resource of this walk has taken
// over, or keeps, and names those that would go.
func leave(j *keychange.Job, keys []keyset.Key, wants map[string]wanted) {
	for i, key := range keys {
		_, wanted := wants[key.KID]
		kept := !wanted && j.Walk.Plans.Keeps(keychange.PlannedKey{Parent: j.Parent, KID: key.KID, Thumbprint: key.Thumbprint})
		if !key.Removable || !kept && !j.Walk.Touched.Taken(j.Parent, key.ID) {
			continue
		}
		keys[i].Removable = false
		if !wanted {
			j.Say(diagnose.DeleteTaken(j.Subject, key.KID))
		}
	}
}

// leaveReplaced leaves keys where they are that the create of the same replacement
// plans, and names them: deleting them would only take them away until they are
// added again.
func leaveReplaced(j *keychange.Job, keys []keyset.Key, replacement keychange.Replacement) {
	var kids []string
	for i, key := range keys {
		if !key.Removable || !replacement.Keeps(keychange.CreatedKey{
			Parent: j.Parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: key.Use, Alg: key.Alg,
		}) {
			continue
		}
		keys[i].Removable = false
		j.Walk.Touched.Leave(j.Parent, key.ID)
		kids = append(kids, key.KID)
	}
	if len(kids) > 0 {
		j.Say(diagnose.ReplacedBySame(j.Subject, kids))
	}
}

// registered are keys as they are listed, in the words of keyset.
func (v Vendor[M]) registered(keys []oktaapi.Key, mayGo removable) []keyset.Key {
	list := make([]keyset.Key, 0, len(keys))
	for _, key := range keys {
		list = append(list, keyset.Key{
			ID: key.ID, KID: key.KID, Thumbprint: thumbprint(key), Use: v.UseOf(key.Use), Alg: v.algOf(key.Alg),
			Active: key.Status == active, Removable: mayGo.may(key),
		})
	}
	return list
}

// take takes keys as they are: those of an apply that was interrupted, or of somebody
// else, and names them. It is false for keys of another resource of this walk.
func (x *run) take(state map[string]entry) bool {
	var taken, contested []string
	for _, kid := range sortedKIDs(x.wants) {
		live, there := x.find(kid)
		if _, held := state[kid]; held || !there || x.adds(kid) {
			continue
		}
		if x.job.Walk.Touched.Added(x.job.Parent, live.ID) || x.job.Walk.Touched.Taken(x.job.Parent, live.ID) {
			contested = append(contested, kid)
		}
		taken = append(taken, kid)
	}
	if len(contested) > 0 {
		x.job.Say(diagnose.SetContested(x.job.Subject, contested))
		return false
	}
	var others []string // but those that this replacement has left for itself
	for _, kid := range taken {
		live, _ := x.find(kid)
		x.job.Walk.Touched.Take(x.job.Parent, live.ID)
		if !x.job.Walk.Touched.Left(x.job.Parent, live.ID) {
			others = append(others, kid)
		}
	}
	if len(others) > 0 {
		x.job.Say(diagnose.SetTakenOver(x.job.Subject, others))
	}
	return true
}

func (x *run) adds(kid string) bool {
	return slices.ContainsFunc(x.steps, func(step keyset.Step) bool { return step.Do == keyset.Add && step.KID == kid })
}

// carryOut carries the steps out, each exactly once, and is false if one failed. The
// rest is not begun then.
func (x *run) carryOut(ctx context.Context) bool {
	left := map[string]bool{}
	for i, step := range x.steps {
		change, id := x.change(step)
		if left[id] {
			continue
		}
		out := x.job.Do(ctx, change)
		if x.leaves && step.Do == keyset.Deactivate && out.Refused(apierr.Invalid) {
			left[id] = true
			x.job.Say(diagnose.LeftRefused(x.job.Subject, step.KID, out.Err))
			continue
		}
		if !out.OK && !x.isGone(ctx, step, id, out) {
			x.fail(change, step, out)
			x.job.Say(diagnose.SetBrokenOff(x.job.Subject, words(x.steps[:i]), words(x.steps[i:]), out.Known, out.Err))
			return false
		}
		if step.Do == keyset.Add {
			x.job.Walk.Touched.Add(x.job.Parent, out.Key.ID)
		}
		x.follow(step, id, out.Key)
	}
	return true
}

func (x *run) fail(change keychange.Change, step keyset.Step, out keychange.Outcome) {
	switch {
	case step.Do == keyset.Deactivate && out.Refused(apierr.Invalid):
		way := diagnose.TakenBySet
		if x.ends {
			way = diagnose.TakenByDestroy
		}
		x.job.Say(diagnose.NotDeactivated(x.job.Subject, diagnose.KeyRefused{KID: step.KID, Way: way, InSet: true, Err: out.Err}))
		return
	case out.Known:
		x.job.Fail(change, out)
		return
	}
	x.job.Say(diagnose.StepUnknown(change.Verb, x.job.Subject, step.String(), out.Err))
}

// isGone reports whether a key that was to go has gone before.
func (x *run) isGone(ctx context.Context, step keyset.Step, id string, out keychange.Outcome) bool {
	deletes := func(other keyset.Step) bool { return other.Do == keyset.Delete && other.ID == step.ID }
	goes := step.Do == keyset.Delete || step.Do == keyset.Deactivate && (x.wants == nil || slices.ContainsFunc(x.steps, deletes))
	return goes && out.Refused(apierr.NotFound) && x.job.Gone(ctx, id)
}

// change is the request of a step, and the ID of the key that it is about.
func (x *run) change(step keyset.Step) (keychange.Change, string) {
	live, _ := x.find(step.KID)
	if step.KID == "" {
		live, _ = keychange.ByID(x.keys, step.ID)
	}
	name := nameOf(live)
	switch step.Do {
	case keyset.Add:
		w := x.wants[step.KID]
		return x.job.Addition(x.body(step, w), w.named.Given.Key.Public), ""
	case keyset.Activate:
		return x.job.Activation(name, live.ID), live.ID
	case keyset.Deactivate:
		return x.job.Deactivation(name, live.ID), live.ID
	default:
		return x.job.Deletion(name, live.ID), live.ID
	}
}

func (x *run) body(step keyset.Step, w wanted) oktaapi.Key {
	status := inactive
	if step.Active {
		status = active
	}
	return oktaapi.NewKey(w.named.Given.Key.Public, jwk.Members{
		KeyID: step.KID, Use: w.entry.Use.ValueString(), Algorithm: w.entry.Alg.ValueString(),
	}, status)
}

// follow keeps what is known of the keys right after a step.
func (x *run) follow(step keyset.Step, id string, now oktaapi.Key) {
	x.have = keyset.After(x.have, step, x.list, x.limits)
	switch step.Do {
	case keyset.Add:
		x.keys = append(x.keys, now)
	case keyset.Delete:
		x.keys = slices.DeleteFunc(x.keys, func(key oktaapi.Key) bool { return key.ID == id })
	}
	for i, key := range x.keys {
		if key.KID == "" {
			continue
		}
		x.keys[i].Status = inactive
		if isActive(x.have, key.KID) {
			x.keys[i].Status = active
		}
	}
}

func (x *run) find(kid string) (oktaapi.Key, bool) { return keychange.ByKID(x.keys, kid) }

// words are steps as a reader wants them.
func words(steps []keyset.Step) []string {
	var all []string
	for _, step := range steps {
		all = append(all, step.String())
	}
	return all
}
