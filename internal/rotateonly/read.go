package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
)

// Read refreshes the keys. It never rotates, and it never forgets: only a
// parent that the vendor itself says is gone leaves the state. A key that has
// left the list is no reason to drop the resource, since creating it again
// would rotate.
func (r *Resource[M, K]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m M
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.saveIdentity(ctx, &m, resp.Identity)...)
	recorded, diags := r.Vendor.Roles(ctx, m)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := limits.Within(ctx, r.Vendor.Shared(&m).Timeouts.Read, limits.Read, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	retired, _, diags := recall[[]string](ctx, req.Private, privateRetired)
	resp.Diagnostics.Append(diags...)
	live, err := r.read(ctx, &m, r.snapshot(recorded), retired)
	switch found := r.snapshot(live.Roles); {
	case err != nil:
		r.readFailed(ctx, &m, recorded, err, resp)
	case !r.complete(found):
		resp.Diagnostics.Append(warnIncomplete(r.subject(&m), found))
	default:
		r.refresh(ctx, &m, recorded, live, req.Private, resp)
	}
}

// readFailed keeps the state with a warning wherever an error would block a
// destroy, which needs neither the vendor nor credentials.
func (r *Resource[M, K]) readFailed(ctx context.Context, m *M, recorded Roles[K], err error, resp *resource.ReadResponse) {
	const kept = "The keys could not be refreshed. The state is kept as it was; a plan may rest on keys that have changed since."
	imported := recorded.Current == nil
	switch {
	case imported:
		resp.Diagnostics.Append(diagnose.Error("read", r.subject(m), err))
	case apierr.Is(err, apierr.NotFound):
		resp.Diagnostics.Append(warnGone(r.Vendor.Type, r.subject(m), err))
		resp.State.RemoveResource(ctx)
	case apierr.Is(err, apierr.Invalid, apierr.Unavailable, apierr.RateLimited, apierr.NotConfigured, apierr.ConfigUnknown):
		resp.Diagnostics.Append(diagnose.Warning("read", r.subject(m), "", err, kept))
	default:
		resp.Diagnostics.Append(diagnose.Error("read", r.subject(m).ForDestroy(), err))
	}
}

// refresh records the live keys. A baseline is made only where there is none:
// after an import, and after Terraform dropped the private state with a plugin
// that died. Then the prior state is the last that was recorded. One that is there
// never follows a rotation. But as long as there is none, it follows the next key,
// which Okta may make, drop or replace: the rotation to come starts from there.
func (r *Resource[M, K]) refresh(ctx context.Context, m *M, recorded Roles[K], live Live[K], private privateReader, resp *resource.ReadResponse) {
	base, found, diags := recall[record](ctx, private, privateBase)
	resp.Diagnostics.Append(diags...)
	now := r.snapshot(live.Roles)
	switch {
	case !found && recorded.Current == nil:
		resp.Diagnostics.Append(remember(ctx, resp.Private, privateBase, baselineOf(now))...)
	case !found:
		resp.Diagnostics.Append(remember(ctx, resp.Private, privateBase, baselineOf(r.snapshot(recorded)))...)
	case base.Current == now.Current && base.Next != now.Next:
		base.Next = now.Next
		resp.Diagnostics.Append(remember(ctx, resp.Private, privateBase, base)...)
	}
	resp.Diagnostics.Append(r.rememberRetired(ctx, resp.Private, live.Roles)...)
	seen := seenAt(r.Vendor.Shared(m), live.Times, live.now)
	resp.Diagnostics.Append(remember(ctx, resp.Private, privateSeen, seen)...)
	resp.Diagnostics.Append(r.fill(ctx, m, live.Roles)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.save(ctx, m, &resp.State, resp.Identity)...)
	}
}
