package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// planBegin notes for the walk that a key is planned to become active, as far as it is known
// which.
func (r *Resource[M]) planBegin(plan *M) {
	p := r.Vendor.Shared(plan)
	if r.walk() == nil || r.Vendor.ParentID(plan).IsUnknown() || p.Use.IsUnknown() || p.Status.ValueString() != oktaapi.StatusActive {
		return
	}
	r.walk().Actives.Begin(r.Vendor.ParentID(plan).ValueString(), r.Vendor.UseOf(p.Use.ValueString()), p.KID.ValueString())
}

// planEnd notes for the walk that the key of a state is taken out of use, and says if
// no key of its use stays active.
func (r *Resource[M]) planEnd(ctx context.Context, state *M, way diagnose.TakingWay) diag.Diagnostics {
	s := r.Vendor.Shared(state)
	return r.Vendor.TakesLast(ctx, r.data, keychange.Taking{
		Parent: r.Vendor.ParentID(state).ValueString(), IDs: []string{s.ID.ValueString()}, Uses: r.activeUse(s), Way: way,
	})
}

// activeUse is the use of a key that is active as far as the state knows; none for one that
// is not, which can be taken away without a word.
func (r *Resource[M]) activeUse(s *Shared) []string {
	if s.Status.ValueString() != oktaapi.StatusActive {
		return nil
	}
	return []string{r.Vendor.UseOf(s.Use.ValueString())}
}

// isOnlyActive reports whether the key of a state is active, and no other key of its use
// stays so by what is planned so far.
func (r *Resource[M]) isOnlyActive(ctx context.Context, state *M) bool {
	if len(r.activeUse(r.Vendor.Shared(state))) == 0 {
		return false
	}
	key, others := r.registered(ctx, state)
	return key.Status == oktaapi.StatusActive && len(r.Vendor.active(others, r.Vendor.UseOf(key.Use), key.ID)) == 0
}

// registered is the key of a state as it is listed, and the keys that are active and stay
// so by what is planned so far; nothing where they cannot be read.
func (r *Resource[M]) registered(ctx context.Context, state *M) (key oktaapi.Key, others []oktaapi.Key) {
	keys, err := r.list(ctx, state)
	if err != nil || r.walk() == nil {
		return oktaapi.Key{}, nil
	}
	key, _ = keychange.ByID(keys, r.Vendor.Shared(state).ID.ValueString())
	return key, r.walk().Actives.Left(r.Vendor.ParentID(state).ValueString(), keys)
}

// planTolerantDestroy says what a destroy leaves that deletes only what is not needed.
func (r *Resource[M]) planTolerantDestroy(ctx context.Context, state *M) (diags diag.Diagnostics) {
	shared := r.Vendor.Shared(state)
	if r.refuseOwn(state, diagnose.OwnDelete).HasError() {
		diags.Append(diagnose.LeftOwn(r.subject(state), shared.KID.ValueString()))
		return diags
	}
	if len(r.activeUse(shared)) == 0 {
		return nil
	}
	key, others := r.registered(ctx, state)
	need, needed, err := r.Vendor.NeededLast(ctx, r.data, r.Vendor.ParentID(state).ValueString(), key, others)
	if err == nil && needed {
		diags.Append(diagnose.StaysIfNeeded(r.subject(state), shared.KID.ValueString(), r.Vendor.UseOf(key.Use), need.Setting))
		return diags
	}
	diags.Append(r.planEnd(ctx, state, diagnose.TakenByDestroy)...)
	return diags
}
