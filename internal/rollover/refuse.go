package rollover

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// refuseOwn refuses to take away the key with which the provider signs in.
func (r *Resource[M]) refuseOwn(m *M, s outlook) (diags diag.Diagnostics) {
	api, err := r.Vendor.API(r.data)
	if err != nil || r.Vendor.ParentID(m).IsUnknown() {
		return nil // whoever needs the client says so
	}
	for _, key := range s.have {
		if s.takesAway(key) && api.SignsIn(r.parent(m), key.Thumbprint) {
			diags.Append(diagnose.OwnKey(diagnose.OwnTakeAway, r.subject(m), key.KID))
		}
	}
	return diags
}

// refuseOwnKey does so for a registered key that is going to be deleted.
func (r *Resource[M]) refuseOwnKey(m *M, key oktaapi.Key) (diags diag.Diagnostics) {
	if api, err := r.Vendor.API(r.data); err == nil && api.SignsIn(r.parent(m), thumbprint(key)) {
		diags.Append(diagnose.OwnKey(diagnose.OwnTakeAway, r.subject(m), nameOf(key)))
	}
	return diags
}

// takesAway reports whether a key is going to be deactivated or deleted.
func (s outlook) takesAway(key keyset.Key) bool {
	return slices.ContainsFunc(s.steps, func(step keyset.Step) bool {
		return (step.Do == keyset.Deactivate || step.Do == keyset.Delete) && step.KID == key.KID && step.ID == key.ID
	})
}

// foresee refuses a create that the registered keys, which no state knows yet, are
// known to be in the way of; and one at a parent that is not there, or has no keys.
func (r *Resource[M]) foresee(ctx context.Context, plan *M, s outlook) (diags diag.Diagnostics) {
	if _, err := r.Vendor.API(r.data); s.created && r.Vendor.Walk(r.data) != nil && apierr.Is(err, apierr.NotConfigured) {
		diags.Append(diagnose.Unforeseen(r.subject(plan), err))
		return diags
	}
	if !s.created || s.list == nil || r.Vendor.ParentID(plan).IsUnknown() {
		return nil
	}
	keys, err := r.list(ctx, plan)
	switch {
	case apierr.Is(err, apierr.NotConfigured, apierr.ConfigUnknown):
		return nil // missing settings are said above; the apply says it of unknown ones, if it is so then
	case apierr.Is(err, apierr.NotFound) && r.Vendor.Walk(r.data).Gone.Has(r.parent(plan)):
		return nil // the refresh has said it
	case err != nil:
		diags.Append(diagnose.Unforeseen(r.subject(plan), err))
		return diags
	}
	now := outlook{list: s.list, have: r.Vendor.registered(keys, removable{})}
	if err := now.plan(r.Vendor.Limits); err != nil {
		diags.Append(diagnose.BadSet(r.subject(plan), err))
	}
	return diags
}
