package rollover

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Delete does what on_destroy says with the keys of the resource. Other keys stay,
// exclusive or not. Keys that are gone already are done.
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
	replacement, diags := keychange.ReplacementOf(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.remove(ctx, &state, replacement)...)
}

// remove takes the keys away that may go. If the resource is replaced, those that the
// create plans stay where they are.
func (r *Resource[M]) remove(ctx context.Context, state *M, replacement keychange.Replacement) diag.Diagnostics {
	j, unlock, ok := r.Vendor.Begin(ctx, r.data, r.parent(state), keychange.Delete)
	if !ok {
		return j.Diags
	}
	defer unlock()
	held, diags := entriesOf(ctx, r.Vendor.Shared(state).Keys)
	j.Diags.Append(diags...)
	keys, err := j.Keys(ctx, true)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return j.Diags
	case err != nil:
		j.Say(diagnose.Error("read", j.Subject, err))
		return j.Diags
	}
	have := r.Vendor.registered(keys, removable{state: held})
	leave(j, have, nil)
	leaveReplaced(j, have, replacement)
	leaves := r.Vendor.Shared(state).OnDestroy.ValueString() == keychange.OnDestroyIfUnneeded && len(replacement) == 0
	if leaves && !r.leave(ctx, j, state, keys, have) {
		return j.Diags
	}
	s, err := r.ending(state, held, have)
	if err != nil {
		j.Say(diagnose.BadSet(j.Subject, err))
		return j.Diags
	}
	j.Diags.Append(r.refuseOwn(state, s)...)
	if j.Diags.HasError() {
		return j.Diags
	}
	x := &run{job: j, limits: r.Vendor.Limits, steps: s.steps, list: s.list, have: s.have, keys: slices.Clone(keys), leaves: leaves, ends: true}
	x.carryOut(ctx)
	return j.Diags
}

// leave leaves the keys where they are that are still needed, and names them. It is false
// where it is not known which they are: then nothing is sent.
func (r *Resource[M]) leave(ctx context.Context, j *keychange.Job, state *M, keys []oktaapi.Key, have []keyset.Key) bool {
	err := r.leaveNeeded(ctx, state, keys, have, func(key oktaapi.Key, use, setting string) {
		if use == "" {
			j.Say(diagnose.LeftOwn(j.Subject, key.KID))
			return
		}
		j.Say(diagnose.LeftNeeded(j.Subject, key.KID, use, setting))
	})
	if err != nil {
		j.Say(diagnose.Error("read what needs", j.Subject, err))
	}
	return err == nil
}
