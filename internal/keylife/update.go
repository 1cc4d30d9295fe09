package keylife

import (
	"context"
	"time"

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
	if others := r.awaited(j, shared, out); len(others) > 0 {
		return r.await(ctx, j, live, others, out.err), j
	}
	j.fail(c, out)
	return live, j
}

// tryStatus looks at the key as it is, and sends what is needed.
func (r *Resource[M]) tryStatus(ctx context.Context, j *job, shared *Shared) (oktaapi.Key, change, outcome) {
	id, kid, status := shared.ID.ValueString(), shared.KID.ValueString(), shared.Status.ValueString()
	keys, err := j.api.Keys(ctx, j.parent, true)
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

// waitTime bounds the waiting for another key's activation.
const waitTime = 2 * time.Minute

// awaited are the keys whose activation, planned by this walk, takes this one out
// of use. Okta refuses to deactivate the active encryption key while encryption is
// on; activating another one does it.
func (r *Resource[M]) awaited(j *job, shared *Shared, out outcome) []string {
	use := r.Vendor.useOf(shared.Use.ValueString())
	key, known := shared.Recorded()
	refused := out.known && apierr.Is(out.err, apierr.Invalid)
	if !refused || !known || shared.Status.ValueString() != oktaapi.StatusInactive || !r.Vendor.Slot(use) {
		return nil
	}
	return r.walk().Claims.Others(j.parent, use, thumbprintOf(key))
}

// await looks again until the other key's activation has taken this one out of
// use. It holds no lock, or the other could not be activated.
func (r *Resource[M]) await(ctx context.Context, j *job, live oktaapi.Key, others []string, refusal error) oktaapi.Key {
	ctx, cancel := context.WithTimeout(ctx, waitTime)
	defer cancel()
	for range int(waitTime / time.Second) {
		if j.api.Policy().Wait(ctx, time.Second) != nil {
			break
		}
		keys, err := j.api.Keys(ctx, j.parent, true)
		if err != nil {
			continue
		}
		if now, ok := byID(keys, live.ID); ok && now.Status == oktaapi.StatusInactive {
			return now
		}
	}
	j.say(diagnose.Waited(j.subject, live.KID, others, refusal))
	return live
}
