package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Delete does what on_destroy says: deactivate where needed, and delete. A key
// that is gone already is done.
func (r *Resource[M]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	shared := r.Vendor.Shared(&state)
	ctx, cancel := limits.Within(ctx, shared.Timeouts.Delete, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() || shared.OnDestroy.ValueString() == keychange.OnDestroyAbandon {
		return
	}
	resp.Diagnostics.Append(r.remove(ctx, &state)...)
}

// remove takes the key out of use and deletes it, under one lock: a create of the
// same walk may take over a key that is inactive.
func (r *Resource[M]) remove(ctx context.Context, state *M) diag.Diagnostics {
	shared := r.Vendor.Shared(state)
	j := r.insist(ctx, state, "delete", func(j *keychange.Job) *refusal { return retire(ctx, j, shared) })
	return j.Diags
}

// retire does what is left to do, unless a create of this walk has taken the key
// over.
func retire(ctx context.Context, j *keychange.Job, shared *Shared) *refusal {
	id, kid := shared.ID.ValueString(), shared.KID.ValueString()
	if j.Walk.Touched.Taken(j.Parent, id) {
		j.Say(diagnose.DeleteTaken(j.Subject, kid))
		return nil
	}
	keys, err := j.Keys(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return nil
	case err != nil:
		j.Say(diagnose.Error("read", j.Subject, err))
		return nil
	}
	live, there := keychange.ByID(keys, id)
	deletes := shared.OnDestroy.ValueString() != keychange.OnDestroyDeactivate
	switch {
	case !there, !deletes && live.Status != oktaapi.StatusActive:
		return nil
	case signsIn(j, live):
		j.Say(diagnose.OwnKey(diagnose.OwnDelete, j.Subject, kid))
		return nil
	}
	if live.Status == oktaapi.StatusActive {
		c := j.Deactivation(kid, id)
		switch out := j.Do(ctx, c); {
		case out.Refused(apierr.Invalid):
			return &refusal{kid: kid, err: out.Err, seen: keys}
		case out.Refused(apierr.NotFound):
			return nil
		case !out.OK:
			j.Fail(c, out)
			return nil
		}
	}
	if deletes {
		erase(ctx, j, live)
	}
	return nil
}

// erase deletes a key that is out of use.
func erase(ctx context.Context, j *keychange.Job, live oktaapi.Key) {
	c := j.Deletion(live.KID, live.ID)
	out := j.Do(ctx, c)
	switch {
	case out.OK, out.Refused(apierr.NotFound):
	case out.Refused(apierr.Invalid):
		j.Say(diagnose.NotDeleted(j.Subject, live.KID, out.Err))
	default:
		j.Fail(c, out)
	}
}
