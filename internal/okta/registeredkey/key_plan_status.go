package registeredkey

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
)

// refuseChangeOfSignInKey returns an error in the plan if the key of the state is the one with which the
// provider signs in.
func (r *KeyResource) refuseChangeOfSignInKey(state KeyModel, change diagnostics.OwnKeyChange) (errIfSignInKey diag.Diagnostics) {
	if key, ok := state.Attributes().Recorded(); ok && r.isSignInKey(parentIDOf(state), thumbprintOrNoneText(key)) {
		errIfSignInKey.Append(diagnostics.ErrChangesOwnKey(change, r.parentSubject(state), state.Attributes().KID.ValueString()))
	}
	return errIfSignInKey
}

// recordActiveInRunAndCheck notes that the key is planned to be active. If only one key of the use can be active, it
// returns an error if two resources plan an active one, and a warning that names the key that is active now, if this
// plan activates the key. If any number can be active, it only notes the activation, for a deactivation that has to
// wait for it. For a key that is not known yet, the vendor decides.
func (r *KeyResource) recordActiveInRunAndCheck(ctx context.Context, plan KeyModel, ownIDOrEmpty string, activates bool) (errOrWarnings diag.Diagnostics) {
	p, parent := plan.Attributes(), plan.ParentID()
	use := r.Spec.EffectiveUse(p.Use.ValueString())
	switch {
	case parent.IsUnknown() || p.Use.IsUnknown() || r.run == nil:
		return nil
	case !r.Spec.allowsOnlyOneActive(use):
		if activates {
			r.recordActiveInRunIfKnown(parent.ValueString(), p)
		}
		return nil
	}
	if others := r.recordActiveInRunIfKnown(parent.ValueString(), p); len(others) > 0 {
		key, _ := p.Recorded()
		kids := slices.Sorted(slices.Values(append(others, kidOrThumbprint(p, key))))
		errOrWarnings.Append(diagnostics.ErrTwoActiveKeys(r.parentSubject(plan), use, kids))
		return errOrWarnings
	}
	if activates {
		errOrWarnings.Append(r.warnOfKeysDeactivatedByActivation(ctx, plan, use, ownIDOrEmpty)...)
	}
	return errOrWarnings
}

// recordActiveInRunIfKnown notes that a key is planned to be active, if the key is known, and returns the
// kids of other keys that are planned to be active.
func (r *KeyResource) recordActiveInRunIfKnown(parent string, attributes *KeyAttributes) (conflictingKIDs []string) {
	key, known := attributes.Recorded()
	if !known {
		return nil
	}
	return r.run.plannedActive.addAndFindConflicts(parent, r.Spec.EffectiveUse(attributes.Use.ValueString()), thumbprintOrNoneText(key), kidOrThumbprint(attributes, key))
}

// kidOrThumbprint is the kid, or the thumbprint as long as the kid is not known.
func kidOrThumbprint(attributes *KeyAttributes, key jwk.Public) string {
	return cmp.Or(attributes.KID.ValueString(), thumbprintOrNoneText(key))
}

// warnOfKeysDeactivatedByActivation names the key that activating this one deactivates.
func (r *KeyResource) warnOfKeysDeactivatedByActivation(ctx context.Context, plan KeyModel, use, ownIDOrEmpty string) (warnings diag.Diagnostics) {
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	keys, err := r.listCachedKeysOf(ctx, plan)
	if err != nil {
		return nil // a warning is all that is lost
	}
	for _, key := range r.Spec.activeKeysOfUse(keys, use, ownIDOrEmpty) {
		if key.KID == plan.Attributes().KID.ValueString() {
			continue // the key itself, to be taken over
		}
		warnings.Append(diagnostics.WarnDeactivatesOther(r.parentSubject(plan), plan.Attributes().KID.ValueString(), key.KID, ownIDOrEmpty == ""))
	}
	return warnings
}
