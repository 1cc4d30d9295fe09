package rollover

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Read refreshes the keys from the list of their parent. A key that is not listed
// any more leaves the map; a parent that is gone leaves the state.
func (r *Resource[M]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m M
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limits.Within(ctx, r.Vendor.Shared(&m).Timeouts.Read, limits.Read, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	keys, err := r.list(ctx, &m)
	switch {
	case apierr.Is(err, apierr.NotFound):
		resp.Diagnostics.Append(diagnose.Warning("read", r.subject(&m), "", err, "The resource is removed from the state."))
		r.Vendor.Walk(r.data).Gone.Note(r.parent(&m))
		// A Terraform that knows no identity (before 1.12) sends none to be kept.
		resp.Diagnostics.Append(r.identify(ctx, &m, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnose.Error("read", r.subject(&m).ForDestroy(), err))
		return
	}
	resp.Diagnostics.Append(r.refresh(ctx, &m, keys)...)
	resp.Diagnostics.Append(r.rememberActive(ctx, resp.Private, &m, keys)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.save(ctx, &m, &resp.State, resp.Identity)...)
	}
}

// refresh records the keys as they are. Right after an import all are those of the
// resource.
func (r *Resource[M]) refresh(ctx context.Context, m *M, keys []oktaapi.Key) (diags diag.Diagnostics) {
	shared := r.Vendor.Shared(m)
	held, diags := entriesOf(ctx, shared.Keys)
	next := map[string]entry{}
	if shared.Keys.IsNull() {
		for _, key := range keys {
			if e, ok := spelled(key); ok && key.KID != "" {
				next[key.KID] = e
			}
		}
	}
	for kid, e := range held {
		live, found := keychange.ByID(keys, e.ID.ValueString())
		if !found || live.KID != kid {
			live, found = keychange.ByKID(keys, kid)
		}
		if !found {
			continue
		}
		if thumbprint(live) != e.recorded() {
			diags.Append(diagnose.OtherKey(r.subject(m), kid, []string{fmt.Sprintf("thumbprint %s, now %s", e.recorded(), thumbprint(live))}))
		}
		next[kid] = r.Vendor.refreshed(e, live)
	}
	diags.Append(r.hold(m, next)...)
	diags.Append(r.record(ctx, m, next, keys)...)
	return diags
}

// refreshed is an entry as the key is now. The spelling of the state is kept as long
// as it is the same key, and so is a use that Okta answers null for; and a key that
// has no status yet, because it is still to become active, has none as long as it
// is not.
func (v Vendor[M]) refreshed(e entry, live oktaapi.Key) entry {
	now, _ := spelled(live)
	if thumbprint(live) == e.recorded() {
		now.Forms = e.Forms
	}
	if v.UseOf(live.Use) == v.UseOf(e.Use.ValueString()) {
		now.Use = e.Use
	}
	if e.Status.IsNull() && live.Status != active {
		now.Status = e.Status
	}
	return now
}

// record fills the keys into a model, and what follows from them.
func (r *Resource[M]) record(ctx context.Context, m *M, entries map[string]entry, keys []oktaapi.Key) (diags diag.Diagnostics) {
	shared := r.Vendor.Shared(m)
	var others []string
	active := ""
	for _, key := range keys {
		_, managed := entries[key.KID]
		switch {
		case !managed:
			others = append(others, nameOf(key))
		case key.Status == oktaapi.StatusActive:
			active = key.KID
		}
	}
	slices.Sort(others)
	var more diag.Diagnostics
	shared.ID = *r.Vendor.ParentID(m)
	shared.Keys, diags = mapOf(ctx, entries)
	shared.UnmanagedKIDs, more = listOf(ctx, others)
	diags.Append(more...)
	if r.Vendor.ActiveKID != nil {
		*r.Vendor.ActiveKID(m) = nullable.String(active)
	}
	return diags
}

// nameOf names a key by its kid, or by its ID if it has none.
func nameOf(key oktaapi.Key) string {
	if key.KID == "" {
		return key.ID
	}
	return key.KID
}

// list is the keys as this walk knows them.
func (r *Resource[M]) list(ctx context.Context, m *M) ([]oktaapi.Key, error) {
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	return r.Vendor.List(ctx, r.data, r.parent(m))
}
