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
	timeout, diags := shared.Timeouts.Delete(ctx, limits.Write)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || shared.OnDestroy.ValueString() == OnDestroyAbandon {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp.Diagnostics.Append(r.remove(ctx, &state)...)
}

// remove deactivates the key and deletes it.
func (r *Resource[M]) remove(ctx context.Context, state *M) diag.Diagnostics {
	j, unlock, ok := r.begin(ctx, state, "delete")
	if !ok {
		return j.Diags
	}
	shared := r.Vendor.Shared(state)
	live, c, out := r.retire(ctx, j, shared)
	unlock()
	if !out.OK && !j.Diags.HasError() {
		_, out.OK = r.await(ctx, j, shared, live, c, out)
	}
	if !out.OK || live.ID == "" || shared.OnDestroy.ValueString() == OnDestroyDeactivate {
		return j.Diags
	}
	if unlock, ok = j.Lock(ctx, "delete"); ok {
		defer unlock()
		erase(ctx, j, live)
	}
	return j.Diags
}

// retire finds the key and takes it out of use. A key that is gone, or that is to
// be left alone, is the zero value and fine.
func (r *Resource[M]) retire(ctx context.Context, j *keychange.Job, shared *Shared) (oktaapi.Key, keychange.Change, keychange.Outcome) {
	id, kid := shared.ID.ValueString(), shared.KID.ValueString()
	c, done := j.Deactivation(kid, id), keychange.Outcome{OK: true}
	if j.Walk.Touched.Taken(j.Parent, id) {
		j.Say(diagnose.DeleteTaken(j.Subject, kid))
		return oktaapi.Key{}, c, done
	}
	keys, err := j.Keys(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return oktaapi.Key{}, c, done
	case err != nil:
		j.Say(diagnose.Error("read", j.Subject, err))
		return oktaapi.Key{}, c, keychange.Outcome{}
	}
	live, there := keychange.ByID(keys, id)
	if !there || live.Status != oktaapi.StatusActive {
		return live, c, done
	}
	out := j.Do(ctx, c)
	if out.Refused(apierr.NotFound) {
		return oktaapi.Key{}, c, done
	}
	return live, c, out
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
