package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// recordPlannedActivationInRun notes for the run that a key is planned to become active, with as much as is known
// of the key.
func (r *KeyResource) recordPlannedActivationInRun(plan KeyModel) {
	p := plan.Attributes()
	if r.run == nil || plan.ParentID().IsUnknown() || p.Use.IsUnknown() || p.Status.ValueString() != oktaapi.StatusActive {
		return
	}
	r.run.plannedStatusChanges.addActivation(parentIDOf(plan), r.Spec.EffectiveUse(p.Use.ValueString()), p.KID.ValueString())
}

// recordRemovalInRun notes for the run that the key of a state is deactivated or deleted. It returns a diagnostic
// if no key of its use stays active.
func (r *KeyResource) recordRemovalInRun(ctx context.Context, state KeyModel, cause diagnostics.DeactivationCause) (errOrWarnIfLastActive diag.Diagnostics) {
	s := state.Attributes()
	return r.recordRemovalInRunAndCheck(ctx, plannedRemoval{
		Parent: parentIDOf(state), IDs: []string{s.ID.ValueString()}, Uses: r.useIfActive(s), Way: cause,
	})
}

// useIfActive returns the use of a key that is active in the state. It returns none for an inactive key, whose
// removal needs no warning.
func (r *KeyResource) useIfActive(attributes *KeyAttributes) (oneOrNone []string) {
	if attributes.Status.ValueString() != oktaapi.StatusActive {
		return nil
	}
	return []string{r.Spec.EffectiveUse(attributes.Use.ValueString())}
}

// isLastActiveByPlansInRun reports whether the key of a state is active, and no other key of its use stays active,
// as far as this run has planned.
func (r *KeyResource) isLastActiveByPlansInRun(ctx context.Context, state KeyModel) (isLast bool) {
	if len(r.useIfActive(state.Attributes())) == 0 {
		return false
	}
	key, others := r.listKeyAndStayingActiveInRun(ctx, state)
	return key.Status == oktaapi.StatusActive && len(r.Spec.activeKeysOfUse(others, r.Spec.EffectiveUse(key.Use), key.ID)) == 0
}

// listKeyAndStayingActiveInRun returns the key of a state as it is listed, and the keys that are active and stay
// active, as far as this run has planned. If the keys cannot be read, it returns nothing.
func (r *KeyResource) listKeyAndStayingActiveInRun(ctx context.Context, state KeyModel) (key oktaapi.Key, stayingActive []oktaapi.Key) {
	keys, err := r.listCachedKeysOf(ctx, state)
	if err != nil || r.run == nil {
		return oktaapi.Key{}, nil
	}
	key, _ = findByID(keys, state.Attributes().ID.ValueString())
	return key, r.run.plannedStatusChanges.keysStayingActive(parentIDOf(state), keys)
}

// recordRemovalInRunUnlessNeeded plans a destroy that deletes only a key that is not needed. It warns if the key
// stays. Otherwise it notes for the run that the key is removed.
func (r *KeyResource) recordRemovalInRunUnlessNeeded(ctx context.Context, state KeyModel) (errorsAndWarnings diag.Diagnostics) {
	attributes := state.Attributes()
	if r.refuseChangeOfSignInKey(state, diagnostics.DeleteOwnKey).HasError() {
		errorsAndWarnings.Append(diagnostics.WarnOwnKeyLeft(r.parentSubject(state), attributes.KID.ValueString()))
		return errorsAndWarnings
	}
	if len(r.useIfActive(attributes)) == 0 {
		return nil
	}
	key, others := r.listKeyAndStayingActiveInRun(ctx, state)
	need, needed, err := r.isNeededAsLastActive(ctx, parentIDOf(state), key, others)
	if err == nil && needed {
		errorsAndWarnings.Append(diagnostics.WarnKeyStaysIfNeeded(r.parentSubject(state), attributes.KID.ValueString(), r.Spec.EffectiveUse(key.Use), need.Setting))
		return errorsAndWarnings
	}
	errorsAndWarnings.Append(r.recordRemovalInRun(ctx, state, diagnostics.DeactivatedByDestroy)...)
	return errorsAndWarnings
}
