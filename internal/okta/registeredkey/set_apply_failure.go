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

// addDiagnosticsOfStoppedStep adds the error of the step that failed, and a warning that says how far the apply came.
// kidsWaitedFor are successors that did not become active in time.
func (a *setApply) addDiagnosticsOfStoppedStep(kidsWaitedFor []string) {
	i, change, out := a.stopped.at, a.stopped.change, a.stopped.out
	a.addErrorOfStep(change, a.plan.Steps[i], out, kidsWaitedFor)
	a.op.addDiagnostic(diagnostics.WarnApplyStoppedPartWay(a.op.Subject, a.doneStepTexts(), stepTexts(a.plan.Steps[i:]), out.Known, out.Err))
}

// doneStepTexts describes the steps before the one that failed.
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
// key. This is a deactivation of a destroy that Okta has refused, or that was not sent. An update does not wait.
func (a *setApply) canRetryAfterSuccessor() bool {
	return a.destroys && (!a.mayLeave || a.stopped.out.waitsForSuccessor()) && a.plan.Steps[a.stopped.at].Action == keyplan.Deactivate && a.stopped.out.isRefusedWith(apierr.Invalid)
}

// waitForSuccessorAndRelock waits until a successor of a key is active whose deactivation by a destroy was refused,
// and then locks the parent again for another try. It waits without the lock. retry is false if nothing was
// refused (stoppedOrNil is nil if nothing was sent), or if no successor is activated.
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
