package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Update activates or deactivates; everything else that can change in place is
// only recorded.
func (r *Resource[M]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	p, s := r.Vendor.Shared(&plan), r.Vendor.Shared(&state)
	timeout, diags := p.Timeouts.Update(ctx, limits.Write)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if !p.Status.Equal(s.Status) {
		live, j := r.changeStatus(ctx, &plan)
		resp.Diagnostics.Append(j.diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		p.LastUpdated = nullable.String(live.LastUpdated)
	}
	resp.Diagnostics.Append(r.save(ctx, &plan, &resp.State, resp.Identity)...)
}

// changeStatus brings the key to the planned status, unless it has it already.
func (r *Resource[M]) changeStatus(ctx context.Context, plan *M) (oktaapi.Key, *job) {
	shared := r.Vendor.Shared(plan)
	j, unlock, ok := r.begin(ctx, plan, "update")
	if !ok {
		return oktaapi.Key{}, j
	}
	live, c, out := r.tryStatus(ctx, j, shared)
	unlock()
	if out.ok || j.diags.HasError() {
		return live, j
	}
	if shared.Status.ValueString() != oktaapi.StatusInactive {
		j.fail(c, out)
		return live, j
	}
	live, _ = r.await(ctx, j, shared, live, c, out)
	return live, j
}

// tryStatus looks at the key as it is, and sends what is needed.
func (r *Resource[M]) tryStatus(ctx context.Context, j *job, shared *Shared) (oktaapi.Key, change, outcome) {
	id, kid, status := shared.ID.ValueString(), shared.KID.ValueString(), shared.Status.ValueString()
	keys, err := j.keys(ctx, true)
	if err != nil {
		j.say(diagnose.Error("read", j.subject, err))
		return oktaapi.Key{}, change{}, outcome{}
	}
	live, there := byID(keys, id)
	c := j.activation(kid, id)
	if status == oktaapi.StatusInactive {
		c = j.deactivation(kid, id)
	}
	switch {
	case !there:
		j.say(diagnose.Error(c.verb, j.subject, &apierr.Error{
			Kind: apierr.NotFound, Message: "key " + kid + " is not registered any more", Hint: "Plan again: the plan will add it.",
		}))
		return live, c, outcome{}
	case live.Status == status:
		return live, c, outcome{key: live, ok: true}
	}
	out := j.do(ctx, c)
	if out.ok {
		live = out.key
	}
	return live, c, out
}
