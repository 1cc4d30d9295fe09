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

// refuseOwnKey refuses, in the plan, to take away the key with which the provider
// signs in.
func (r *KeyResource) refuseOwnKey(state KeyModel, way diagnostics.OwnKeyChange) (diags diag.Diagnostics) {
	if key, ok := state.Attributes().Recorded(); ok && r.isOwnKey(parentOf(state), thumbprintOf(key)) {
		diags.Append(diagnostics.ErrChangesOwnKey(way, r.subject(state), state.Attributes().KID.ValueString()))
	}
	return diags
}

// planActiveStatus says what a plan to have the key active does to others: two that plan
// it for one slot are refused, and if it activates, the one that is active now is
// named. Where any number can be active, it only notes who is activated, for a
// deactivation that has to wait for it. What is not known yet is left to the vendor.
func (r *KeyResource) planActiveStatus(ctx context.Context, plan KeyModel, ownID string, activates bool) (diags diag.Diagnostics) {
	p, parent := plan.Attributes(), plan.ParentID()
	use := r.Spec.EffectiveUse(p.Use.ValueString())
	switch {
	case parent.IsUnknown() || p.Use.IsUnknown() || r.run == nil:
		return nil
	case !r.Spec.hasSingleActive(use):
		if activates {
			r.claimActive(parent.ValueString(), p)
		}
		return nil
	}
	if others := r.claimActive(parent.ValueString(), p); len(others) > 0 {
		key, _ := p.Recorded()
		kids := slices.Sorted(slices.Values(append(others, kidOrThumbprint(p, key))))
		diags.Append(diagnostics.ErrTwoActiveKeys(r.subject(plan), use, kids))
		return diags
	}
	if activates {
		diags.Append(r.warnOfDeactivation(ctx, plan, use, ownID)...)
	}
	return diags
}

// claimActive notes that a key is planned to be active, if it is known, and returns the
// kids of others that are.
func (r *KeyResource) claimActive(parent string, p *KeyAttributes) []string {
	key, known := p.Recorded()
	if !known {
		return nil
	}
	return r.run.active.claim(parent, r.Spec.EffectiveUse(p.Use.ValueString()), thumbprintOf(key), kidOrThumbprint(p, key))
}

// kidOrThumbprint is the kid, or the thumbprint as long as the kid is not known.
func kidOrThumbprint(p *KeyAttributes, key jwk.Public) string {
	return cmp.Or(p.KID.ValueString(), thumbprintOf(key))
}

// warnOfDeactivation names the key that activating this one takes out of use.
func (r *KeyResource) warnOfDeactivation(ctx context.Context, plan KeyModel, use, ownID string) (diags diag.Diagnostics) {
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	keys, err := r.list(ctx, plan)
	if err != nil {
		return nil // a warning is all that is lost
	}
	for _, key := range r.Spec.activeKeys(keys, use, ownID) {
		if key.KID == plan.Attributes().KID.ValueString() {
			continue // the key itself, to be taken over
		}
		diags.Append(diagnostics.WarnDeactivatesOther(r.subject(plan), plan.Attributes().KID.ValueString(), key.KID, ownID == ""))
	}
	return diags
}
