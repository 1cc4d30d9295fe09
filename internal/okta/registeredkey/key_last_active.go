package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// planActivation notes for the run that a key is planned to become active, as far as it is known
// which.
func (r *KeyResource) planActivation(plan KeyModel) {
	p := plan.Attributes()
	if r.run == nil || plan.ParentID().IsUnknown() || p.Use.IsUnknown() || p.Status.ValueString() != oktaapi.StatusActive {
		return
	}
	r.run.activity.planActivation(parentOf(plan), r.Spec.EffectiveUse(p.Use.ValueString()), p.KID.ValueString())
}

// planRemoval notes for the run that the key of a state is taken out of use, and says if
// no key of its use stays active.
func (r *KeyResource) planRemoval(ctx context.Context, state KeyModel, way diagnostics.DeactivationCause) diag.Diagnostics {
	s := state.Attributes()
	return r.warnIfLastActive(ctx, plannedRemoval{
		Parent: parentOf(state), IDs: []string{s.ID.ValueString()}, Uses: r.activeUse(s), Way: way,
	})
}

// activeUse is the use of a key that is active as far as the state knows; none for one that
// is not, which can be taken away without a word.
func (r *KeyResource) activeUse(s *KeyAttributes) []string {
	if s.Status.ValueString() != oktaapi.StatusActive {
		return nil
	}
	return []string{r.Spec.EffectiveUse(s.Use.ValueString())}
}

// isOnlyActive reports whether the key of a state is active, and no other key of its use
// stays so by what is planned so far.
func (r *KeyResource) isOnlyActive(ctx context.Context, state KeyModel) bool {
	if len(r.activeUse(state.Attributes())) == 0 {
		return false
	}
	key, others := r.liveKey(ctx, state)
	return key.Status == oktaapi.StatusActive && len(r.Spec.activeKeys(others, r.Spec.EffectiveUse(key.Use), key.ID)) == 0
}

// liveKey is the key of a state as it is listed, and the keys that are active and stay
// so by what is planned so far; nothing where they cannot be read.
func (r *KeyResource) liveKey(ctx context.Context, state KeyModel) (key oktaapi.Key, others []oktaapi.Key) {
	keys, err := r.list(ctx, state)
	if err != nil || r.run == nil {
		return oktaapi.Key{}, nil
	}
	key, _ = byID(keys, state.Attributes().ID.ValueString())
	return key, r.run.activity.remainingActive(parentOf(state), keys)
}

// planDestroyIfUnneeded says what a destroy leaves that deletes only what is not needed.
func (r *KeyResource) planDestroyIfUnneeded(ctx context.Context, state KeyModel) (diags diag.Diagnostics) {
	attributes := state.Attributes()
	if r.refuseOwnKey(state, diagnostics.DeleteOwnKey).HasError() {
		diags.Append(diagnostics.WarnOwnKeyLeft(r.subject(state), attributes.KID.ValueString()))
		return diags
	}
	if len(r.activeUse(attributes)) == 0 {
		return nil
	}
	key, others := r.liveKey(ctx, state)
	need, needed, err := r.neededAsLastActive(ctx, parentOf(state), key, others)
	if err == nil && needed {
		diags.Append(diagnostics.WarnKeyStaysIfNeeded(r.subject(state), attributes.KID.ValueString(), r.Spec.EffectiveUse(key.Use), need.Setting))
		return diags
	}
	diags.Append(r.planRemoval(ctx, state, diagnostics.DeactivatedByDestroy)...)
	return diags
}
