package registeredkey

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// mayWait reports whether the step that failed may succeed once another resource has activated a
// key: a deactivation of a destroy, which Okta has refused. An update has its own keys.
func (a *setApply) mayWait() bool {
	return a.destroys && !a.mayLeave && a.plan.Steps[a.stopped.at].Action == keyplan.Deactivate && a.stopped.out.isRefused(apierr.Invalid)
}

// relockAfterActivation locks the parent again for another try of a destroy whose deactivation
// was refused, once another key is active that this run activates. It waits without the lock.
// ok is false if nothing was refused, or no other key is activated.
func (r *SetResource) relockAfterActivation(ctx context.Context, op *Operation, a *setApply) (unlock func(), ok bool) {
	if a == nil || a.stopped == nil || !a.mayWait() {
		return nil, false
	}
	live, _ := byID(a.keys, a.stopped.change.id)
	others, ok := op.awaitOther(ctx, r.Spec.UseOf(live.Use), live.KID, live.ID, a.keys)
	if !ok {
		a.addStepFailure(others)
		return nil, false
	}
	return op.lock(ctx, verbDelete)
}
