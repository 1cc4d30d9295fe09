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

// setApply is one apply of a set, and how far it has come.
type setApply struct {
	op      *Operation
	plan    keyplan.Result
	desired map[string]desiredEntry
	// retirement is what is planned for the keys that are not in keys any more and are not deleted at once.
	retirement retirement
	// activeOthers are the IDs of the keys of others that were active when the plan was made.
	activeOthers []string
	// leftToCreate is what a replaced set has left to this create.
	leftToCreate *keysLeftToCreate
	// keys are the registered keys, as far as is known after each step. deleted are those that the steps
	// have deleted.
	keys, deleted []oktaapi.Key
	// destroys is true for a destroy. mayLeave is true if it leaves a key that cannot be deactivated.
	destroys, mayLeave bool
	// stopped is the step that failed. doneBefore describes the steps of an earlier try.
	stopped    *stoppedStep
	doneBefore []string
}

// deletePolicy says which registered keys may be deleted if they are not desired.
type deletePolicy struct {
	state map[string]keyEntry
	// exclusive is true if unmanaged keys may be deleted: those of named, which the plan has named. named are Okta's
	// IDs by kid, or by ID for a key without a kid.
	exclusive bool
	named     map[string]string
}

func (p deletePolicy) allows(key oktaapi.Key) bool {
	if held, ok := p.state[key.KID]; ok && (held.ID.ValueString() == key.ID || held.recordedThumbprintOrUnreadable() == liveThumbprintOrUnreadable(key)) {
		return true
	}
	return p.exclusive && p.named[kidOrID(key)] == key.ID
}

// clearRemovableOfOthersInRun makes the keys not removable that another resource of this run has taken over, or
// keeps, and adds a warning for those that would be deleted.
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

// clearRemovablePlannedByCreate makes the keys not removable that the create of the same replacement
// plans, and adds a warning that names them. Otherwise they would be deleted and added
// again.
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

// liveForPlanner converts listed keys for keyplan.
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

// executeSteps executes the steps, each exactly once. If one fails, it stops and returns
// false.
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
			a.stopAndReportUnlessRetryable(stoppedStep{i, change, out})
			return false
		}
		if step.Action == keyplan.Add {
			a.op.Run.applied.markAdded(out.Key.ID)
		}
		a.updateKeysAfterStep(i, id, out.Key)
	}
	return true
}

// isKeyLeftAfterRefusal reports whether the key of a step stays as it is, because the vendor has refused to deactivate it.
func (a *setApply) isKeyLeftAfterRefusal(step keyplan.Step, out changeOutcome) bool {
	return a.mayLeave && step.Action == keyplan.Deactivate && out.isRefusedWith(apierr.Invalid) && !out.waitsForSuccessor()
}

// stopAndReportUnlessRetryable notes the step that failed. It adds the diagnostics unless the step can be tried
// again after another resource has activated a key.
func (a *setApply) stopAndReportUnlessRetryable(stopped stoppedStep) {
	a.stopped = &stopped
	if !a.canRetryAfterSuccessor() {
		a.addDiagnosticsOfStoppedStep(nil)
	}
}

// mustWaitForSuccessor reports whether a step of a destroy would deactivate the only active key of a use, while another
// resource of this run is to activate a successor and has not done so yet.
func (a *setApply) mustWaitForSuccessor(ctx context.Context, step keyplan.Step, oktaID string) bool {
	live, there := findByID(a.keys, oktaID)
	return there && a.destroys && step.Action == keyplan.Deactivate && a.op.mustWaitForSuccessorInRun(ctx, live, a.keys)
}

// isKeyAlreadyGone reports whether a key that a step was to deactivate or delete was deleted before.
func (a *setApply) isKeyAlreadyGone(ctx context.Context, step keyplan.Step, oktaID string, out changeOutcome) bool {
	deletes := func(other keyplan.Step) bool { return other.Action == keyplan.Delete && other.ID == step.ID }
	goes := step.Action == keyplan.Delete || step.Action == keyplan.Deactivate && (a.desired == nil || slices.ContainsFunc(a.plan.Steps, deletes))
	return goes && out.isRefusedWith(apierr.NotFound) && a.op.isKeyOrParentGone(ctx, oktaID)
}

// newChangeFor returns the change of a step, and Okta's ID of the key.
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

// updateKeysAfterStep updates the known keys after a step. stepIndex is its index in the plan.
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

// stepTexts describes steps for diagnostics.
func stepTexts(steps []keyplan.Step) []string {
	var all []string
	for _, step := range steps {
		all = append(all, step.String())
	}
	return all
}
