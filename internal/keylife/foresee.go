package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// foresee refuses a create that is known to fail: without credentials, at a parent that is
// not there or has no keys, or under a kid that another key has. What is not known yet is left to the
// apply.
func (r *Resource[M]) foresee(ctx context.Context, plan *M) (diags diag.Diagnostics) {
	walk := r.walk()
	if walk == nil {
		return nil
	}
	_, err := r.api()
	if err == nil && r.Vendor.ParentID(plan).IsUnknown() {
		return nil
	}
	var keys []oktaapi.Key
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, limits.Read)
		defer cancel()
		keys, err = r.Vendor.Known(ctx, r.data, r.Vendor.ParentID(plan).ValueString())
	}
	switch {
	case apierr.Is(err, apierr.ConfigUnknown), apierr.Is(err, apierr.NotFound) && walk.Gone.Has(r.Vendor.ParentID(plan).ValueString()):
		return nil // the refresh has said that the parent is gone
	case err != nil:
		diags.Append(diagnose.Unforeseen(r.subject(plan), err))
		return diags
	}
	diags.Append(r.foreseeKey(plan, keys)...)
	return diags
}

// foreseeKey compares a planned key with the registered ones. Whether one that is the same may be
// taken over is left to the apply. A key that a resource of this walk holds,
// or plans to delete, is left to what else is said of it: it may be this very resource's own, which is replaced.
func (r *Resource[M]) foreseeKey(plan *M, keys []oktaapi.Key) (diags diag.Diagnostics) {
	shared, parent := r.Vendor.Shared(plan), r.Vendor.ParentID(plan).ValueString()
	key, known := shared.Recorded()
	live, there := keychange.ByKID(keys, shared.KID.ValueString())
	switch {
	case !there && len(keys) >= r.Vendor.Limits.Max:
		diags.Append(diagnose.Full(r.subject(plan), shared.KID.ValueString(), len(keys), r.Vendor.Limits.Max))
		return diags
	case !there, !known, shared.Use.IsUnknown(), shared.Alg.IsUnknown(), r.isSpokenFor(parent, live):
		return nil
	}
	if differs := r.differs(shared, live, key); differs != "" {
		diags.Append(diagnose.InPlan(diagnose.KeyExists(r.subject(plan), live.KID, parent+"/"+live.ID, differs)))
	}
	return diags
}

// isSpokenFor reports whether a resource of this walk holds a registered key, keeps it, or
// plans to delete it.
func (r *Resource[M]) isSpokenFor(parent string, live oktaapi.Key) bool {
	thumbprint := ""
	if public, err := live.Public(); err == nil {
		thumbprint = thumbprintOf(public)
	}
	walk, key := r.walk(), keychange.PlannedKey{Parent: parent, KID: live.KID, Thumbprint: thumbprint}
	return walk.Holdings.Held(parent, live.KID, thumbprint) || walk.Plans.Keeps(key) || walk.Plans.Deletes(key)
}
