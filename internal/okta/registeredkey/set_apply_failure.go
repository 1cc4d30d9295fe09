package registeredkey

import (
	"context"
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// stoppedStep is a step that failed: its place in the plan, its request, and its outcome.
type stoppedStep struct {
	at     int
	change keyChange
	out    changeOutcome
}

// addDiagnosticsOfStoppedStep words the step that failed, and how far the apply came. kidsWaitedFor are keys for
// which it was waited in vain.
func (a *setApply) addDiagnosticsOfStoppedStep(kidsWaitedFor []string) {
	i, change, out := a.stopped.at, a.stopped.change, a.stopped.out
	a.addErrorOfStep(change, a.plan.Steps[i], out, kidsWaitedFor)
	a.op.addDiagnostic(diagnostics.WarnApplyStoppedPartWay(a.op.Subject, a.doneStepTexts(), stepTexts(a.plan.Steps[i:]), out.Known, out.Err))
}

// doneStepTexts are the steps that have been carried out, up to the one that failed.
func (a *setApply) doneStepTexts() []string {
	n := len(a.plan.Steps)
	if a.stopped != nil {
		n = a.stopped.at
	}
	return slices.Concat(a.doneBefore, stepTexts(a.plan.Steps[:n]))
}

func (a *setApply) addErrorOfStep(change keyChange, step keyplan.Step, out changeOutcome, kidsWaitedFor []string) {
	switch {
	case step.Action == keyplan.Deactivate && out.isRefusedWith(apierr.Invalid):
		way := diagnostics.DeactivatedBySet
		if a.destroys {
			way = diagnostics.DeactivatedByDestroy
		}
		a.op.addDiagnostic(diagnostics.ErrKeyNotDeactivated(a.op.Subject, diagnostics.DeactivationRefusal{KID: step.KID, Way: way, InSet: true, Waited: kidsWaitedFor, Err: out.Err}))
		return
	case out.Known:
		a.op.addChangeError(change, out)
		return
	}
	a.op.addDiagnostic(diagnostics.ErrStepOutcomeUnknown(change.action.String(), a.op.Subject, step.String(), out.Err))
}

// canRetryAfterSuccessor reports whether the step that failed may succeed once another resource has activated a
// key: a deactivation of a destroy, which Okta has refused, or which was held back. An update has its own keys.
func (a *setApply) canRetryAfterSuccessor() bool {
	return a.destroys && (!a.mayLeave || a.stopped.out.waitsForSuccessor()) && a.plan.Steps[a.stopped.at].Action == keyplan.Deactivate && a.stopped.out.isRefusedWith(apierr.Invalid)
}

// waitForSuccessorAndRelock locks the parent again for another try of a destroy whose deactivation
// was refused, once another key is active that this run activates. It waits without the lock.
// retry is false if nothing was refused (stoppedOrNil is nil too where nothing was sent), or no other
// key is activated.
func (r *SetResource) waitForSuccessorAndRelock(ctx context.Context, op *Operation, stoppedOrNil *setApply) (unlock func(), retry bool) {
	if stoppedOrNil == nil || stoppedOrNil.stopped == nil || !stoppedOrNil.canRetryAfterSuccessor() {
		return nil, false
	}
	live, _ := findByID(stoppedOrNil.keys, stoppedOrNil.stopped.change.id)
	others, retry := op.waitForSuccessor(ctx, r.Spec.EffectiveUse(live.Use), live.KID, live.ID, stoppedOrNil.keys)
	if !retry {
		stoppedOrNil.addDiagnosticsOfStoppedStep(others)
		return nil, false
	}
	return op.lockParent(ctx, verbDelete)
}
