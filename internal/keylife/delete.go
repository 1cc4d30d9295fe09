package keylife

import (
	"context"

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
	j, unlock, ok := r.begin(ctx, &state, "delete")
	if ok {
		defer unlock()
		r.delete(ctx, j, shared)
	}
	resp.Diagnostics.Append(j.diags...)
}

func (r *Resource[M]) delete(ctx context.Context, j *job, shared *Shared) {
	id, kid := shared.ID.ValueString(), shared.KID.ValueString()
	if r.walk().Touched.Taken(j.parent, id) {
		j.say(diagnose.DeleteTaken(j.subject, kid))
		return
	}
	keys, err := j.api.Keys(ctx, j.parent, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return
	case err != nil:
		j.say(diagnose.Error("read", j.subject, err))
		return
	}
	live, there := byID(keys, id)
	if !there {
		return
	}
	steps := []change{j.deactivation(kid, id), j.deletion(kid, id)}
	if live.Status != oktaapi.StatusActive {
		steps = steps[1:]
	}
	if shared.OnDestroy.ValueString() == OnDestroyDeactivate {
		steps = steps[:len(steps)-1]
	}
	for _, c := range steps {
		out := j.do(ctx, c)
		switch {
		case out.ok, out.known && apierr.Is(out.err, apierr.NotFound):
		default:
			j.fail(c, out)
			return
		}
	}
}
