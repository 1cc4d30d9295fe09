package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// Read refreshes the keys. It never rotates. It removes the resource from the state only
// if the vendor says that the parent does not exist. A key that is not listed any more
// is no reason to do so, because creating the resource again would rotate.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	m := r.Spec.NewModel()
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.setIdentity(ctx, m, resp.Identity)...)
	recorded, diags := m.Roles(ctx)
	resp.Diagnostics.Append(diags...)
	ctx, cancel := limits.Within(ctx, m.attributes().Timeouts.Read, limits.Read, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	retired, _, diags := privatestate.Read[[]string](ctx, req.Private, privateFormerSigning)
	resp.Diagnostics.Append(diags...)
	live, err := r.listCachedKeys(ctx, m, snapshotOf(recorded), retired)
	switch found := snapshotOf(live.Roles); {
	case err != nil:
		r.keepOrRemoveAfterReadError(ctx, m, recorded, err, resp)
	case !r.canRotate(found):
		resp.Diagnostics.Append(diagnostics.WarnKeysIncomplete(r.parentSubject(m), found))
	case live.listing().IsOlderThan(recordedListing(recorded, retired)):
		resp.Diagnostics.Append(diagnostics.WarnListIsOlder(r.parentSubject(m), snapshotOf(recorded), found))
		resp.Diagnostics.Append(writeMissingBaseline(ctx, recorded, req.Private, resp.Private)...)
	default:
		r.saveRefreshedKeys(ctx, m, recorded, live, req.Private, resp)
	}
}

// keepOrRemoveAfterReadError removes the resource from the state if the parent does not exist. Otherwise it keeps
// the state. It returns a warning if an error would block a destroy, which needs neither the vendor nor
// credentials, and otherwise an error.
func (r *Resource) keepOrRemoveAfterReadError(ctx context.Context, m Model, recorded Roles, err error, resp *resource.ReadResponse) {
	const kept = "The keys could not be refreshed. The state is kept as it was; a plan may rest on keys that have changed since."
	imported := recorded.Current == nil
	switch {
	case imported:
		resp.Diagnostics.Append(diagnostics.ErrCallFailed("read", r.parentSubject(m), err))
	case apierr.Is(err, apierr.NotFound):
		resp.Diagnostics.Append(diagnostics.WarnParentGone(r.Spec.Type, r.parentSubject(m), err))
		resp.State.RemoveResource(ctx)
	case apierr.Is(err, apierr.Invalid, apierr.Unavailable, apierr.RateLimited, apierr.NotConfigured, apierr.ConfigUnknown):
		resp.Diagnostics.Append(diagnostics.WarnCallFailed("read", r.parentSubject(m), "", err, kept))
	default:
		resp.Diagnostics.Append(diagnostics.ErrCallFailed("read", r.parentSubject(m).ForDestroy(), err))
	}
}

// saveRefreshedKeys records the live keys. It makes a baseline only if there is none: after an import, and
// after Terraform dropped the private state because the provider's process died. In the second case the
// baseline is the prior state. A rotation by somebody else does not change the baseline. Without a rotation,
// the next key in it is updated, because Okta may make, drop or replace that key.
func (r *Resource) saveRefreshedKeys(ctx context.Context, m Model, recorded Roles, live LiveKeys, private privatestate.Reader, resp *resource.ReadResponse) {
	base, found, diags := privatestate.Read[baselineState](ctx, private, privateBase)
	resp.Diagnostics.Append(diags...)
	now := snapshotOf(live.Roles)
	switch {
	case !found && recorded.Current == nil:
		resp.Diagnostics.Append(privatestate.Write(ctx, resp.Private, privateBase, baselineFromSnapshot(now))...)
	case !found:
		base = baselineFromSnapshot(snapshotOf(recorded))
		resp.Diagnostics.Append(writeMissingBaseline(ctx, recorded, private, resp.Private)...)
	case base.Current == now.Current && base.Next != now.Next:
		base.Next = now.Next
		resp.Diagnostics.Append(privatestate.Write(ctx, resp.Private, privateBase, base)...)
	}
	resp.Diagnostics.Append(writeTimeOfAttemptOnceKnown(ctx, base, live, resp.Private)...)
	resp.Diagnostics.Append(r.writeFormerSigningKIDs(ctx, resp.Private, live.Roles)...)
	seen := newObservation(m.attributes(), live.Times, live.now)
	seen.Hold = base.Attempted.holdUntilListsAreCurrent(live.listing(), live.Clocks)
	seen.SentFor = r.readRecordFileForTrigger(ctx, m.ParentID().ValueString(), base.Baseline, live.listing())
	resp.Diagnostics.Append(r.observePublication(ctx, m, recorded, live, &seen, private, resp.Private)...)
	resp.Diagnostics.Append(privatestate.Write(ctx, resp.Private, privateSeen, seen)...)
	resp.Diagnostics.Append(r.fillKeyAttributes(ctx, m, live.Roles)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, m, &resp.State, resp.Identity)...)
	}
}

// writeMissingBaseline makes the baseline from the recorded keys, if there is none.
func writeMissingBaseline(ctx context.Context, recorded Roles, prior privatestate.Reader, private privatestate.Writer) diag.Diagnostics {
	_, found, diags := privatestate.Read[baselineState](ctx, prior, privateBase)
	if !found {
		diags.Append(privatestate.Write(ctx, private, privateBase, baselineFromSnapshot(snapshotOf(recorded)))...)
	}
	return diags
}

// writeTimeOfAttemptOnceKnown writes the time of an attempt that was sent when the time was not known.
func writeTimeOfAttemptOnceKnown(ctx context.Context, base baselineState, live LiveKeys, private privatestate.Writer) diag.Diagnostics {
	a := base.Attempted
	if a == nil || a.WithTimeIfUnknown(live.Clocks).Sent.Equal(a.Sent) {
		return nil
	}
	a.Attempt = a.WithTimeIfUnknown(live.Clocks)
	return privatestate.Write(ctx, private, privateBase, base)
}
