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
	if resp.Diagnostics.HasError() {
		return
	}
	if shared.OnDestroy.ValueString() == keychange.OnDestroyAbandon {
		if walk := r.walk(); walk != nil { // the create of a replacement may find the key
			walk.Touched.Leave(r.Vendor.ParentID(&state).ValueString(), shared.ID.ValueString())
		}
		return
	}
	replacement, diags := keychange.ReplacementOf(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.remove(ctx, &state, replacement)...)
}

// remove takes the key out of use and deletes it, under one lock: a create of the
// same walk may take over a key that is inactive.
func (r *Resource[M]) remove(ctx context.Context, state *M, replacement keychange.Replacement) diag.Diagnostics {
	j := r.insist(ctx, state, keychange.Delete, func(j *keychange.Job) *refusal { return r.retire(ctx, j, state, replacement) })
	return j.Diags
}

// retire does what is left to do, unless the key stays: a create of this walk has
// taken it over, another resource of the walk keeps it, or the create of this
// replacement plans the same key.
func (r *Resource[M]) retire(ctx context.Context, j *keychange.Job, state *M, replacement keychange.Replacement) *refusal {
	shared := r.Vendor.Shared(state)
	id, kid := shared.ID.ValueString(), shared.KID.ValueString()
	if own, known := r.plannedKey(state); j.Walk.Touched.Taken(j.Parent, id) || known && j.Walk.Plans.Keeps(own) {
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
	leaves := shared.OnDestroy.ValueString() == keychange.OnDestroyIfUnneeded && len(replacement) == 0
	deletes := shared.OnDestroy.ValueString() != keychange.OnDestroyDeactivate
	switch {
	case !there, !deletes && live.Status != oktaapi.StatusActive:
		return nil
	case replacement.Keeps(r.registeredAs(j.Parent, live)):
		j.Walk.Touched.Leave(j.Parent, id)
		j.Say(diagnose.ReplacedBySame(j.Subject, []string{kid}))
		return nil
	case signsIn(j, live) && leaves:
		j.Say(diagnose.LeftOwn(j.Subject, kid))
		return nil
	case signsIn(j, live):
		j.Say(diagnose.OwnKey(diagnose.OwnDelete, j.Subject, kid))
		return nil
	}
	if live.Status == oktaapi.StatusActive {
		how := refusal{kid: kid, seen: keys, way: diagnose.TakenByDestroy, keepsKID: replacement.HasKID(j.Parent, kid), leaves: leaves}
		if len(replacement) > 0 {
			how.way = diagnose.TakenByReplacement
		}
		if done, refused := r.deactivate(ctx, j, live, keys, how); !done {
			return refused
		}
	}
	if deletes {
		erase(ctx, j, live)
	}
	return nil
}

// deactivate takes an active key out of use before it is deleted; done is false if the key is
// gone, or stays. A key that may stay is left where the parent needs it.
func (r *Resource[M]) deactivate(ctx context.Context, j *keychange.Job, live oktaapi.Key, keys []oktaapi.Key, how refusal) (done bool, refused *refusal) {
	if how.leaves {
		need, needed, err := r.Vendor.NeededLast(ctx, r.data, j.Parent, live, keys)
		switch {
		case err != nil:
			j.Say(diagnose.Error("read what needs", j.Subject, err))
			return false, nil
		case needed:
			how.use, how.setting = r.Vendor.UseOf(live.Use), need.Setting
			return false, &how
		}
	}
	c := j.Deactivation(how.kid, live.ID)
	switch out := j.Do(ctx, c); {
	case out.Refused(apierr.Invalid):
		how.err = out.Err
		return false, &how
	case out.Refused(apierr.NotFound) && j.Gone(ctx, live.ID):
		return false, nil
	case !out.OK:
		j.Fail(c, out)
		return false, nil
	}
	return true, nil
}

// erase deletes a key that is out of use.
func erase(ctx context.Context, j *keychange.Job, live oktaapi.Key) {
	c := j.Deletion(live.KID, live.ID)
	out := j.Do(ctx, c)
	switch {
	case out.OK, out.Refused(apierr.NotFound) && j.Gone(ctx, live.ID):
	case out.Refused(apierr.Invalid):
		j.Say(diagnose.NotDeleted(j.Subject, live.KID, out.Err))
	default:
		j.Fail(c, out)
	}
}
