package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
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
		return j.diags
	}
	shared := r.Vendor.Shared(state)
	live, c, out := r.retire(ctx, j, shared)
	unlock()
	if !out.ok && !j.diags.HasError() {
		_, out.ok = r.await(ctx, j, shared, live, c, out)
	}
	if !out.ok || live.ID == "" || shared.OnDestroy.ValueString() == OnDestroyDeactivate {
		return j.diags
	}
	if unlock, ok = j.lock(ctx, "delete"); ok {
		defer unlock()
		j.erase(ctx, live)
	}
	return j.diags
}

// retire finds the key and takes it out of use. A key that is gone, or that is to
// be left alone, is the zero value and fine.
func (r *Resource[M]) retire(ctx context.Context, j *job, shared *Shared) (oktaapi.Key, change, outcome) {
	id, kid := shared.ID.ValueString(), shared.KID.ValueString()
	c, done := j.deactivation(kid, id), outcome{ok: true}
	if j.walk.Touched.Taken(j.parent, id) {
		j.say(diagnose.DeleteTaken(j.subject, kid))
		return oktaapi.Key{}, c, done
	}
	keys, err := j.keys(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return oktaapi.Key{}, c, done
	case err != nil:
		j.say(diagnose.Error("read", j.subject, err))
		return oktaapi.Key{}, c, outcome{}
	}
	live, there := byID(keys, id)
	if !there || live.Status != oktaapi.StatusActive {
		return live, c, done
	}
	out := j.do(ctx, c)
	if out.known && apierr.Is(out.err, apierr.NotFound) {
		return oktaapi.Key{}, c, done
	}
	return live, c, out
}

// erase deletes a key that is out of use.
func (j *job) erase(ctx context.Context, live oktaapi.Key) {
	c := j.deletion(live.KID, live.ID)
	out := j.do(ctx, c)
	switch {
	case out.ok, out.known && apierr.Is(out.err, apierr.NotFound):
	case out.known && apierr.Is(out.err, apierr.Invalid):
		j.say(diagnose.NotDeleted(j.subject, live.KID, out.err))
	default:
		j.fail(c, out)
	}
}
