package registeredkey

import (
	"context"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

const (
	active   = oktaapi.StatusActive
	inactive = oktaapi.StatusInactive
)

// setApply is an apply under way.
type setApply struct {
	op      *Operation
	plan    keyplan.Result
	desired map[string]desiredEntry
	// activeOthers are the IDs of the keys of others that were active when the plan was made.
	activeOthers []string
	// handedOver is what a replaced set has left to this create.
	handedOver *handover
	// keys are the registered ones, as far as is known after each step.
	keys []oktaapi.Key
	// destroys is true for a destroy, mayLeave where it leaves a key that cannot be deactivated.
	destroys, mayLeave bool
	// stopped is the step that failed, doneBefore what an earlier try has done.
	stopped    *stoppedStep
	doneBefore []string
}

// deletePolicy is which registered keys may be taken away if they are not wanted.
type deletePolicy struct {
	state map[string]keyEntry
	// exclusive takes away others too: those that the plan has named. Okta's IDs by name.
	exclusive bool
	named     map[string]string
}

func (m deletePolicy) allows(key oktaapi.Key) bool {
	if held, ok := m.state[key.KID]; ok && (held.ID.ValueString() == key.ID || held.recordedThumbprint() == liveThumbprint(key)) {
		return true
	}
	return m.exclusive && m.named[kidOrID(key)] == key.ID
}

// skipAdopted leaves keys where they are that another resource of this run has taken
// over, or keeps, and names those that would go.
func skipAdopted(op *Operation, keys []keyplan.Key, desired map[string]desiredEntry) {
	for i, key := range keys {
		_, wanted := desired[key.KID]
		kept := !wanted && op.Run.plans.keeps(plannedKey{ID: key.ID, Parent: op.Parent, KID: key.KID, Thumbprint: key.Thumbprint})
		if !key.Removable || !kept && !op.Run.touched.isAdopted(key.ID) {
			continue
		}
		keys[i].Removable = false
		if !wanted {
			op.addDiagnostic(diagnostics.WarnKeyLeftToOtherResource(op.Subject, key.KID))
		}
	}
}

// skipRecreated leaves keys where they are that the create of the same replacement
// plans, and names them: deleting them would only take them away until they are
// added again.
func skipRecreated(op *Operation, keys []keyplan.Key, replacement plannedCreates) {
	var kids []string
	for i, key := range keys {
		if !key.Removable || !replacement.recreates(createdFrom(op.Parent, key)) {
			continue
		}
		keys[i].Removable = false
		op.Run.touched.addLeft(key.ID)
		kids = append(kids, key.KID)
	}
	if len(kids) > 0 {
		op.addDiagnostic(diagnostics.WarnKeysStayInReplacement(op.Subject, kids, false))
	}
}

// liveForPlanner are keys as they are listed, in the words of keyplan.
func (v SetSpec) liveForPlanner(keys []oktaapi.Key, mayGo deletePolicy) []keyplan.Key {
	list := make([]keyplan.Key, 0, len(keys))
	for _, key := range keys {
		list = append(list, keyplan.Key{
			ID: key.ID, KID: key.KID, Thumbprint: liveThumbprint(key), Use: v.EffectiveUse(key.Use), Alg: v.effectiveAlg(key.Alg),
			Active: key.Status == active, Removable: mayGo.allows(key),
		})
	}
	return list
}

// adoptKeys takes keys as they are: those of an apply that was interrupted, or of somebody
// else, and names them. It is false for keys of another resource of this run.
func (a *setApply) adoptKeys(state map[string]keyEntry) bool {
	var taken, contested []string
	for _, kid := range sortedKIDs(a.desired) {
		live, there := a.find(kid)
		if _, held := state[kid]; held || !there || a.adds(kid) {
			continue
		}
		if a.op.Run.touched.isAdded(live.ID) || a.op.Run.touched.isAdopted(live.ID) {
			contested = append(contested, kid)
		}
		taken = append(taken, kid)
	}
	if len(contested) > 0 {
		a.op.addDiagnostic(diagnostics.ErrKeysAddedByOtherResource(a.op.Subject, contested))
		return false
	}
	var others []string // but those that this replacement has left for itself
	for _, kid := range taken {
		live, _ := a.find(kid)
		a.op.Run.touched.addAdopted(live.ID)
		if !a.op.Run.touched.isLeft(live.ID) {
			others = append(others, kid)
		}
	}
	if len(others) > 0 {
		a.op.addDiagnostic(diagnostics.WarnKeysTakenOver(a.op.Subject, others))
	}
	return true
}

func (a *setApply) adds(kid string) bool {
	return slices.ContainsFunc(a.plan.Steps, func(step keyplan.Step) bool { return step.Action == keyplan.Add && step.KID == kid })
}

// execute carries the steps out, each exactly once, and is false if one failed. The
// rest is not begun then.
func (a *setApply) execute(ctx context.Context) bool {
	left := map[string]bool{}
	for i, step := range a.plan.Steps {
		change, id := a.changeFor(step)
		if left[id] {
			continue
		}
		out := a.op.execute(ctx, change)
		if a.mayLeave && step.Action == keyplan.Deactivate && out.isRefused(apierr.Invalid) {
			left[id] = true
			a.op.addDiagnostic(diagnostics.WarnKeyLeftAfterRefusal(a.op.Subject, step.KID, out.Err))
			continue
		}
		if !out.OK && !a.isAlreadyGone(ctx, step, id, out) {
			a.stopped = &stoppedStep{i, change, out}
			if !a.mayWait() {
				a.addStepFailure(nil)
			}
			return false
		}
		if step.Action == keyplan.Add {
			a.op.Run.touched.addAdded(out.Key.ID)
		}
		a.advance(i, id, out.Key)
	}
	return true
}

// isAlreadyGone reports whether a key that was to go has gone before.
func (a *setApply) isAlreadyGone(ctx context.Context, step keyplan.Step, id string, out outcome) bool {
	deletes := func(other keyplan.Step) bool { return other.Action == keyplan.Delete && other.ID == step.ID }
	goes := step.Action == keyplan.Delete || step.Action == keyplan.Deactivate && (a.desired == nil || slices.ContainsFunc(a.plan.Steps, deletes))
	return goes && out.isRefused(apierr.NotFound) && a.op.isGone(ctx, id)
}

// changeFor is the request of a step, and the ID of the key that it is about.
func (a *setApply) changeFor(step keyplan.Step) (change, string) {
	live, _ := a.find(step.KID)
	if step.KID == "" {
		live, _ = byID(a.keys, step.ID)
	}
	name := kidOrID(live)
	switch step.Action {
	case keyplan.Add:
		w := a.desired[step.KID]
		return addition(a.requestBody(step, w), w.named.Parsed.Key.Public), ""
	case keyplan.Activate:
		return activation(name, live.ID), live.ID
	case keyplan.Deactivate:
		return deactivation(name, live.ID), live.ID
	default:
		return deletion(name, live.ID), live.ID
	}
}

func (a *setApply) requestBody(step keyplan.Step, w desiredEntry) oktaapi.Key {
	status := inactive
	if step.Active {
		status = active
	}
	return oktaapi.NewKey(w.named.Parsed.Key.Public, jwk.Members{
		KeyID: step.KID, Use: w.entry.Use.ValueString(), Algorithm: w.entry.Alg.ValueString(),
	}, status)
}

// advance keeps what is known of the keys right after a step, by its index.
func (a *setApply) advance(step int, id string, now oktaapi.Key) {
	switch a.plan.Steps[step].Action {
	case keyplan.Add:
		a.keys = append(a.keys, now)
	case keyplan.Delete:
		a.keys = slices.DeleteFunc(a.keys, func(key oktaapi.Key) bool { return key.ID == id })
	}
	for i, key := range a.keys {
		if key.KID == "" {
			continue
		}
		a.keys[i].Status = inactive
		if isPlannedActive(a.plan.After(step), key.KID) {
			a.keys[i].Status = active
		}
	}
}

func (a *setApply) find(kid string) (oktaapi.Key, bool) { return byKID(a.keys, kid) }

// stepTexts are steps as a reader wants them.
func stepTexts(steps []keyplan.Step) []string {
	var all []string
	for _, step := range steps {
		all = append(all, step.String())
	}
	return all
}
