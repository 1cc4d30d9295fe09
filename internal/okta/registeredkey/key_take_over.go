package registeredkey

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// takeover says whether a create has taken over its key, instead of adding it.
type takeover struct {
	// warning says that the key was taken over. It is nil for a key that was added, or that the
	// delete of the same replacement has left registered.
	warning diag.Diagnostic
}

// takeOverInRunIfAllowed notes for the run that a registered key is taken over, if that is allowed. Otherwise it
// adds the error. It sends nothing. additionRefused is true if the vendor has refused to add the key
// before.
func (r *KeyResource) takeOverInRunIfAllowed(op *Operation, planned *KeyAttributes, live oktaapi.Key, plannedKey jwk.Public, additionRefused bool) (taken takeover, allowed bool) {
	if d := r.errUnlessMayTakeOver(op, planned, live, plannedKey); d != nil {
		if additionRefused {
			d = diagnostics.NothingSentAgain(d, "the refusal to add the key")
		}
		op.addDiagnostic(d)
		return taken, false
	}
	op.Run.applied.markTakenOver(live.ID)
	switch {
	case op.Run.applied.isLeftForReplacement(live.ID):
		return taken, true
	case additionRefused:
		return takeover{diagnostics.WarnKeyTakenOverAfterRefusal(op.Subject, live.KID, live.Status)}, true
	default:
		return takeover{diagnostics.WarnKeyTakenOver(op.Subject, live.KID, live.Status)}, true
	}
}

// interruptedWithin is for how long an active key may be one that a create has added
// and whose answer was lost. After that, it is more likely that somebody uses it.
const interruptedWithin = time.Hour

// errUnlessMayTakeOver returns the error for a registered key that must not be taken over. It is nil for a key that an
// earlier run of this resource may have added: the same in all properties, not added by this run, and inactive, or
// active as planned and registered within interruptedWithin.
func (r *KeyResource) errUnlessMayTakeOver(op *Operation, planned *KeyAttributes, live oktaapi.Key, plannedKey jwk.Public) (errorOrNil diag.Diagnostic) {
	importID := op.Parent + "/" + live.ID
	if differs := r.describeOtherKeyUseOrAlg(planned, live, plannedKey); differs != "" {
		return diagnostics.ErrKeyAlreadyRegistered(op.Subject, live.KID, importID, differs)
	}
	switch {
	case op.Run.applied.isAdded(live.ID), op.Run.applied.isTakenOver(live.ID):
		return diagnostics.ErrKeyAddedByOtherResource(op.Subject, live.KID)
	case live.Status == oktaapi.StatusInactive, op.Run.applied.isLeftForReplacement(live.ID):
		return nil
	case live.Status != planned.Status.ValueString():
		return diagnostics.ErrKeyAlreadyActive(op.Subject, live.KID, importID, "status "+live.Status)
	case !live.ChangedWithin(interruptedWithin):
		return diagnostics.ErrKeyAlreadyActive(op.Subject, live.KID, importID,
			"status "+live.Status+", and Okta's record of it does not show a change within the last hour, as it does after an apply that was interrupted")
	default:
		return nil
	}
}

// describeOtherKeyUseOrAlg describes the first property of a registered key that is not as planned: the key material,
// the use, or the alg. It is empty if all of them are as planned. Kid and status are not compared.
func (r *KeyResource) describeOtherKeyUseOrAlg(planned *KeyAttributes, live oktaapi.Key, plannedKey jwk.Public) (liveValueOrEmpty string) {
	found, err := live.Public()
	switch {
	case err != nil || !found.Equal(plannedKey):
		return "another key"
	case r.Spec.EffectiveUse(live.Use) != r.Spec.EffectiveUse(planned.Use.ValueString()):
		return fmt.Sprintf("use %q", live.Use)
	case !r.Spec.WithoutAlg && live.Alg != planned.Alg.ValueString():
		return fmt.Sprintf("alg %q", live.Alg)
	default:
		return ""
	}
}

// activateIfPlanned activates a key that was added or taken over, if it is planned to be active. A key that
// is taken over active is activated as well: this changes nothing, and shows that the key exists, because
// a list can still show a key that was deleted. isGone is true for such a key. The next list of this run
// lacks it.
func (r *KeyResource) activateIfPlanned(
	ctx context.Context, op *Operation, planned *KeyAttributes, live oktaapi.Key, taken takeover,
) (after oktaapi.Key, isGone bool) {
	isActive, isTakenOver := live.Status == oktaapi.StatusActive, taken.warning != nil
	if planned.Status.ValueString() != oktaapi.StatusActive || isActive && !isTakenOver {
		op.addTakeoverWarning(taken)
		return live, false
	}
	c := newActivation(live.KID, live.ID)
	out := op.executeExactlyOnce(ctx, c)
	if isTakenOver && out.isRefusedWith(apierr.NotFound) {
		op.Run.latest.recordDeletedKey(live.ID)
		return live, true
	}
	op.addTakeoverWarning(taken)
	switch {
	case out.OK:
		return out.Key, false
	case isActive && out.isRefusedWith(apierr.Invalid): // Okta knows the key
	case isActive && out.Known:
		op.addChangeError(c, out)
	case out.Known:
		op.addDiagnostic(diagnostics.ErrKeyNotActivated(op.Subject, live.KID, out.Err))
	default:
		op.addDiagnostic(diagnostics.ErrActivationOutcomeUnknown(op.Subject, live.KID, out.Err))
	}
	return live, false
}

// addTakeoverWarning adds the warning that a key was taken over, if it was.
func (op *Operation) addTakeoverWarning(taken takeover) {
	if taken.warning != nil {
		op.addDiagnostic(taken.warning)
	}
}
