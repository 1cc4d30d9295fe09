package registeredkey

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// For how long a deactivation that was refused waits for the activation of another
// key, and how often it checks. And for how long it waits for the plan of that
// activation: Terraform plans each resource again just before it applies it, so the
// other resource may be planned later.
const (
	activationTimeout      = 2 * time.Minute
	activationInterval     = time.Second
	activationPlanTimeout  = 3 * time.Second
	activationPlanInterval = 100 * time.Millisecond
)

// refusedDeactivation is a deactivation that Okta has refused, or that was not sent because
// the parent needs the key, or because its successor is not active yet.
type refusedDeactivation struct {
	kid string
	err error
	// way is why the key is deactivated. keepsKID is true for a replacement with the same kid.
	way      diagnostics.DeactivationCause
	keepsKID bool
	// mayStay is true if the key may stay as it is. use and setting say why it is needed.
	// setting is empty if Okta has refused.
	mayStay      bool
	use, setting string
	// keys are the keys at the refusal. A key that was active then is no successor.
	keys []oktaapi.Key
}

// waitForSuccessorAndRelock waits until a successor of a key is active whose deactivation was refused, and then locks
// the parent again for another try. It waits without the lock, because the successor could not be activated
// otherwise. The next try reads the key again. Sending again is safe, because a refusal changes nothing. retry
// is false if refusedOrNil is nil, or if no successor is activated.
func (r *KeyResource) waitForSuccessorAndRelock(ctx context.Context, op *Operation, attributes *KeyAttributes, refusedOrNil *refusedDeactivation, verb string) (unlock func(), retry bool) {
	if refusedOrNil == nil || !r.waitForSuccessorOrReport(ctx, op, attributes, refusedOrNil) {
		return nil, false
	}
	return op.lockParent(ctx, verb)
}

// waitForSuccessorOrReport waits until the key can be deactivated. If that does not happen, it adds the diagnostic. The
// parent is not locked meanwhile. Okta refuses to deactivate the active encryption key while encryption
// is on, but deactivates it when another one is activated. Okta also refuses to deactivate the last active signing
// key of an app that signs in with it, as long as no other one is active. mayRetry is false if this run
// activates no other key, or not in time.
func (r *KeyResource) waitForSuccessorOrReport(ctx context.Context, op *Operation, attributes *KeyAttributes, refused *refusedDeactivation) (mayRetry bool) {
	use := r.Spec.EffectiveUse(attributes.Use.ValueString())
	successors, mayRetry := op.waitForSuccessor(ctx, use, attributes.KID.ValueString(), attributes.ID.ValueString(), refused.keys)
	if !mayRetry {
		op.addDiagnostic(refused.asErrorOrWarning(op.Subject, successors))
	}
	return mayRetry
}

// waitForSuccessor waits until a successor of a key is active. successorKIDs are the keys of its use that this run is to
// activate. mayRetry is false if there are none, or if none is active in time. listedAtRefusal are the keys at the
// time when its deactivation was refused.
func (op *Operation) waitForSuccessor(ctx context.Context, use, kid, oktaID string, listedAtRefusal []oktaapi.Key) (successorKIDs []string, mayRetry bool) {
	successorKIDs = op.waitForSuccessorsPlannedInRun(ctx, use, kid, listedAtRefusal)
	return successorKIDs, len(successorKIDs) > 0 && waitUntilInactiveOrSuccessorActive(ctx, op, oktaID, successorKIDs)
}

// mustWaitForSuccessorInRun reports whether a key is the only active one of its use, and this run is
// to activate another one that is not active yet. It waits a moment for the plan of that one. Okta refuses to
// deactivate such a key only if a setting of the parent needs it. But if the other activation fails, the use has
// no active key, and no plan has said so. It keeps the parent's lock meanwhile, which no plan needs.
func (op *Operation) mustWaitForSuccessorInRun(ctx context.Context, live oktaapi.Key, registered []oktaapi.Key) bool {
	use := op.Type.EffectiveUse(live.Use)
	if live.Status != oktaapi.StatusActive || len(op.Type.activeKeysOfUse(registered, use, live.ID)) > 0 {
		return false
	}
	return len(op.waitForSuccessorsPlannedInRun(ctx, use, live.KID, registered)) > 0
}

// errSuccessorInactive is why the deactivation of such a key is not sent.
var errSuccessorInactive = &apierr.Error{
	Kind: apierr.Invalid, Ours: true,
	Message: "it is the only active key for its use, and the key that this apply is to activate in its place is not active yet; nothing was sent to deactivate it",
}

// asErrorOrWarning returns the diagnostic: a warning if the key may stay, otherwise an error. kidsWaitedFor are
// successors that did not become active in time.
func (r *refusedDeactivation) asErrorOrWarning(s diagnostics.Subject, kidsWaitedFor []string) diag.Diagnostic {
	switch {
	case r.mayStay && r.setting != "":
		return diagnostics.WarnNeededKeyLeft(s, r.kid, r.use, r.setting)
	case r.mayStay:
		return diagnostics.WarnKeyLeftAfterRefusal(s, r.kid, r.err)
	default:
		return diagnostics.ErrKeyNotDeactivated(s, diagnostics.DeactivationRefusal{KID: r.kid, Way: r.way, KeepsKID: r.keepsKID, Waited: kidsWaitedFor, Err: r.err})
	}
}

// waitForSuccessorsPlannedInRun waits a moment until this run plans keys of the same use to be active
// that are not active in the list. It returns none if this run plans none in that time.
func (op *Operation) waitForSuccessorsPlannedInRun(ctx context.Context, use, kid string, listed []oktaapi.Key) (successorKIDs []string) {
	for range int(activationPlanTimeout / activationPlanInterval) {
		others := op.Run.plannedActive.kidsPlannedActiveExcept(op.Parent, use, kid)
		others = slices.DeleteFunc(others, func(kid string) bool { return isActiveByKID(listed, kid) })
		if len(others) > 0 {
			return others
		}
		if op.API.Policy().Wait(ctx, activationPlanInterval) != nil {
			break
		}
	}
	return nil
}

func isActiveByKID(keys []oktaapi.Key, kid string) bool {
	key, there := findByKID(keys, kid)
	return there && key.Status == oktaapi.StatusActive
}

// waitUntilInactiveOrSuccessorActive checks the keys until the key is not active any more, or a successor is. It
// sends a request only after a change of this run, which is what it waits for, and once more at
// the end.
func waitUntilInactiveOrSuccessorActive(ctx context.Context, op *Operation, oktaID string, successorKIDs []string) (reached bool) {
	ctx, cancel := context.WithTimeout(ctx, activationTimeout)
	defer cancel()
	const looks = int(activationTimeout / activationInterval)
	for i := range looks {
		if list, err := op.API.Keys(ctx, op.Parent, i == looks-1); err == nil && isInactiveOrSuccessorActive(op.correctListByRun(list).keys, oktaID, successorKIDs) {
			return true
		}
		if op.API.Policy().Wait(ctx, activationInterval) != nil {
			break
		}
	}
	return false
}

func isInactiveOrSuccessorActive(keys []oktaapi.Key, oktaID string, successorKIDs []string) bool {
	if live, there := findByID(keys, oktaID); !there || live.Status != oktaapi.StatusActive {
		return true
	}
	return slices.ContainsFunc(successorKIDs, func(kid string) bool { return isActiveByKID(keys, kid) })
}
