package rollover

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// refuse refuses to take away keys that cannot be done without.
func (r *Resource[M]) refuse(ctx context.Context, m *M, s outlook) diag.Diagnostics {
	diags := r.refuseOwn(m, s)
	if !diags.HasError() {
		diags.Append(r.refuseNeeded(ctx, m, s)...)
	}
	return diags
}

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

// refuseNeeded refuses to take away the last active key of a use that the parent
// cannot be without. Whether it can is asked for only then.
func (r *Resource[M]) refuseNeeded(ctx context.Context, m *M, s outlook) (diags diag.Diagnostics) {
	for _, use := range r.Vendor.Uses {
		if !hasActive(s.have, use) || hasActive(s.after, use) || r.Vendor.ParentID(m).IsUnknown() {
			continue
		}
		needs, err := r.needs(ctx, m)
		if setting := needs[use]; err == nil && setting != "" && !r.othersActive(ctx, m, s, use) {
			diags.Append(diagnose.NeededKey(r.subject(m), use, setting))
		}
	}
	return diags
}

func (r *Resource[M]) needs(ctx context.Context, m *M) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	return r.Vendor.Needs(ctx, r.data, r.parent(m))
}

// othersActive reports whether a key that the state does not hold, and that stays,
// is active.
func (r *Resource[M]) othersActive(ctx context.Context, m *M, s outlook, use string) bool {
	keys, err := r.list(ctx, m)
	return err == nil && !s.exclusive && slices.ContainsFunc(keys, func(key oktaapi.Key) bool {
		_, held := s.state[key.KID]
		return !held && key.Status == active && r.Vendor.UseOf(key.Use) == use
	})
}

// foresee refuses a create that the registered keys, which no state knows yet, are
// known to be in the way of; and one at a parent that is not there, or has no keys.
func (r *Resource[M]) foresee(ctx context.Context, plan *M, s outlook) (diags diag.Diagnostics) {
	if !s.created || s.list == nil || r.Vendor.ParentID(plan).IsUnknown() {
		return nil
	}
	keys, err := r.list(ctx, plan)
	switch {
	case apierr.Is(err, apierr.NotConfigured, apierr.ConfigUnknown):
		return nil // the apply says it, if it is so then
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

func hasActive(keys []keyset.Key, use string) bool {
	return slices.ContainsFunc(keys, func(key keyset.Key) bool { return key.Active && key.Use == use })
}
