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
	// retirement is what becomes of the keys that are not in keys any more and do not go at once.
	retirement retirement
	// activeOthers are the IDs of the keys of others that were active when the plan was made.
	activeOthers []string
	// leftToCreate is what a replaced set has left to this create.
	leftToCreate *keysLeftToCreate
	// keys are the registered ones, as far as is known after each step, deleted those that the steps
	// have deleted.
	keys, deleted []oktaapi.Key
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

func (p deletePolicy) allows(key oktaapi.Key) bool {
	if held, ok := p.state[key.KID]; ok && (held.ID.ValueString() == key.ID || held.recordedThumbprintOrUnreadable() == liveThumbprintOrUnreadable(key)) {
		return true
	}
	return p.exclusive && p.named[kidOrID(key)] == key.ID
}

// clearRemovableOfOthersInRun leaves keys where they are that another resource of this run has taken
// over, or keeps, and names those that would go.
func clearRemovableOfOthersInRun(op *Operation, plannerKeys []keyplan.Key, desired map[string]desiredEntry) {
	for i, key := range plannerKeys {
		_, wanted := desired[key.KID]
		kept := !wanted && op.Run.plannedKeys.isKeptOrAdded(plannedKey{ID: key.ID, Parent: op.Parent, KID: key.KID, Thumbprint: key.Thumbprint})
		if !key.Removable || !kept && !op.Run.applied.isTakenOver(key.ID) {
			continue
		}
		plannerKeys[i].Removable = false
		if !wanted {
			op.addDiagnostic(diagnostics.WarnKeyLeftToOtherResource(op.Subject, key.KID))
		}
	}
}

// clearRemovablePlannedByCreate leaves keys where they are that the create of the same replacement
// plans, and names them: deleting them would only take them away until they are
// added again.
func clearRemovablePlannedByCreate(op *Operation, plannerKeys []keyplan.Key, replacement keysPlannedByCreate) {
	var kids []string
	for i, key := range plannerKeys {
		if !key.Removable || !replacement.includesSameKey(plannerKeyForComparison(op.Parent, key)) {
			continue
		}
		plannerKeys[i].Removable = false
		op.Run.applied.markLeftForReplacement(key.ID)
		kids = append(kids, key.KID)
	}
	if len(kids) > 0 {
		op.addDiagnostic(diagnostics.WarnKeysStayInReplacement(op.Subject, kids, false))
	}
}

// liveForPlanner are keys as they are listed, in the words of keyplan.
func (spec SetSpec) liveForPlanner(registered []oktaapi.Key, mayDelete deletePolicy) []keyplan.Key {
	list := make([]keyplan.Key, 0, len(registered))
	for _, key := range registered {
		list = append(list, keyplan.Key{
			ID: key.ID, KID: key.KID, Thumbprint: liveThumbprintOrUnreadable(key), Use: spec.EffectiveUse(key.Use), Alg: spec.effectiveAlg(key.Alg),
			Active: key.Status == active, Removable: mayDelete.allows(key),
		})
	}
	return list
}

func (a *setApply) hasStepToAdd(kid string) bool {
	return slices.ContainsFunc(a.plan.Steps, func(step keyplan.Step) bool { return step.Action == keyplan.Add && step.KID == kid })
}

// executeSteps carries the steps out, each exactly once, and is false if one failed. The
// rest is not begun then.
func (a *setApply) executeSteps(ctx context.Context) (allDone bool) {
	left := map[string]bool{}
	for i, step := range a.plan.Steps {
		change, id := a.newChangeFor(step)
		if left[id] {
			continue
		}
		out := changeOutcome{Known: true, Err: errSuccessorInactive}
		if !a.mustWaitForSuccessor(ctx, step, id) {
			out = a.op.executeExactlyOnce(ctx, change)
		}
		if a.isKeyLeftAfterRefusal(step, out) {
			left[id] = true
			a.op.addDiagnostic(diagnostics.WarnKeyLeftAfterRefusal(a.op.Subject, step.KID, out.Err))
			continue
		}
		if !out.OK && !a.isKeyAlreadyGone(ctx, step, id, out) {
			a.stopAtStep(stoppedStep{i, change, out})
			return false
		}
		if step.Action == keyplan.Add {
			a.op.Run.applied.markAdded(out.Key.ID)
		}
		a.updateKeysAfterStep(i, id, out.Key)
	}
	return true
}

// isKeyLeftAfterRefusal reports whether a key stays as it is whose deactivation the vendor has refused.
func (a *setApply) isKeyLeftAfterRefusal(step keyplan.Step, out changeOutcome) bool {
	return a.mayLeave && step.Action == keyplan.Deactivate && out.isRefusedWith(apierr.Invalid) && !out.waitsForSuccessor()
}

// stopAtStep notes the step that failed, and words it unless it can be tried again.
func (a *setApply) stopAtStep(stopped stoppedStep) {
	a.stopped = &stopped
	if !a.canRetryAfterSuccessor() {
		a.addDiagnosticsOfStoppedStep(nil)
	}
}

// mustWaitForSuccessor reports whether a step of a destroy is to take the only active key of a use away, and another
// resource of this run is to activate the next one and has not done so.
func (a *setApply) mustWaitForSuccessor(ctx context.Context, step keyplan.Step, oktaID string) bool {
	live, there := findByID(a.keys, oktaID)
	return there && a.destroys && step.Action == keyplan.Deactivate && a.op.mustWaitForSuccessorInRun(ctx, live, a.keys)
}

// isKeyAlreadyGone reports whether a key that was to go has gone before.
func (a *setApply) isKeyAlreadyGone(ctx context.Context, step keyplan.Step, oktaID string, out changeOutcome) bool {
	deletes := func(other keyplan.Step) bool { return other.Action == keyplan.Delete && other.ID == step.ID }
	goes := step.Action == keyplan.Delete || step.Action == keyplan.Deactivate && (a.desired == nil || slices.ContainsFunc(a.plan.Steps, deletes))
	return goes && out.isRefusedWith(apierr.NotFound) && a.op.isKeyOrParentGone(ctx, oktaID)
}

// newChangeFor is the request of a step, and the ID of the key that it is about.
func (a *setApply) newChangeFor(step keyplan.Step) (change keyChange, oktaID string) {
	live, _ := a.findKey(step.KID)
	if step.KID == "" {
		live, _ = findByID(a.keys, step.ID)
	}
	name := kidOrID(live)
	switch step.Action {
	case keyplan.Add:
		w := a.desired[step.KID]
		return newAddition(a.requestBody(step, w), w.requested.Parsed.Key.Public), ""
	case keyplan.Activate:
		return newActivation(name, live.ID), live.ID
	case keyplan.Deactivate:
		return newDeactivation(name, live.ID), live.ID
	default:
		return newDeletion(name, live.ID), live.ID
	}
}

func (a *setApply) requestBody(step keyplan.Step, w desiredEntry) oktaapi.Key {
	status := inactive
	if step.Active {
		status = active
	}
	return oktaapi.NewKey(w.requested.Parsed.Key.Public, jwk.Members{
		KeyID: step.KID, Use: w.entry.Use.ValueString(), Algorithm: w.entry.Alg.ValueString(),
	}, status)
}

// updateKeysAfterStep keeps what is known of the keys right after a step, by its index.
func (a *setApply) updateKeysAfterStep(stepIndex int, oktaID string, after oktaapi.Key) {
	switch a.plan.Steps[stepIndex].Action {
	case keyplan.Add:
		a.keys = append(a.keys, after)
	case keyplan.Delete:
		if live, there := findByID(a.keys, oktaID); there {
			a.deleted = append(a.deleted, live)
		}
		a.keys = slices.DeleteFunc(a.keys, func(key oktaapi.Key) bool { return key.ID == oktaID })
	}
	for i, key := range a.keys {
		if key.KID == "" {
			continue
		}
		status := inactive
		if isActiveAmong(a.plan.KeysAfter(stepIndex), key.KID) {
			status = active
		}
		if status != key.Status {
			a.keys[i].Status, a.keys[i].LastUpdated = status, after.LastUpdated
		}
	}
}

func (a *setApply) findKey(kid string) (live oktaapi.Key, found bool) { return findByKID(a.keys, kid) }

// stepTexts are steps as a reader wants them.
func stepTexts(steps []keyplan.Step) []string {
	var all []string
	for _, step := range steps {
		all = append(all, step.String())
	}
	return all
}
