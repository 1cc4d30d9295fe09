package keylife

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
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
	ctx, cancel := limits.Within(ctx, p.Timeouts.Update, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	if !p.Status.Equal(s.Status) {
		seen, diags := keychange.SeenActive(ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		live, j := r.changeStatus(ctx, &plan, seen)
		resp.Diagnostics.Append(j.Diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		if p.Status.ValueString() == oktaapi.StatusActive { // and no other one of its slot is any more
			resp.Diagnostics.Append(keychange.RememberActive(ctx, resp.Private, nil)...)
		}
		p.LastUpdated = nullable.String(live.LastUpdated)
	}
	// What is updated, and not replaced, is what is wanted by now.
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, recordMark, nil)...)
	resp.Diagnostics.Append(r.save(ctx, &plan, &resp.State, resp.Identity)...)
}

// changeStatus brings the key to the planned status, unless it has it already. seen are
// the IDs of the other keys that were active when the plan was made.
func (r *Resource[M]) changeStatus(ctx context.Context, plan *M, seen []string) (live oktaapi.Key, j *keychange.Job) {
	j = r.insist(ctx, plan, "update", func(j *keychange.Job) (refused *refusal) {
		live, refused = r.tryStatus(ctx, j, plan, seen)
		return refused
	})
	return live, j
}

// tryStatus looks at the key as it is, and sends what is needed.
func (r *Resource[M]) tryStatus(ctx context.Context, j *keychange.Job, plan *M, seen []string) (oktaapi.Key, *refusal) {
	shared := r.Vendor.Shared(plan)
	id, kid, status := shared.ID.ValueString(), shared.KID.ValueString(), shared.Status.ValueString()
	keys, err := j.Keys(ctx, true)
	if err != nil {
		j.Say(diagnose.Error("read", j.Subject, err))
		return oktaapi.Key{}, nil
	}
	live, there := keychange.ByID(keys, id)
	c := j.Activation(kid, id)
	if status == oktaapi.StatusInactive {
		c = j.Deactivation(kid, id)
	}
	switch {
	case !there:
		j.Say(diagnose.Error(c.Verb, j.Subject, &apierr.Error{
			Kind: apierr.NotFound, Message: "key " + kid + " is not registered any more", Hint: "Plan again: the plan will add it.",
		}))
		return live, nil
	case live.Status == status:
		return live, nil
	case status == oktaapi.StatusActive && j.RefuseUnseen(r.othersActive(plan, keys), seen):
		return live, nil
	case status == oktaapi.StatusInactive && signsIn(j, live):
		j.Say(diagnose.OwnKey(diagnose.OwnDeactivate, j.Subject, kid))
		return live, nil
	}
	switch out := j.Do(ctx, c); {
	case out.OK:
		return out.Key, nil
	case status == oktaapi.StatusInactive && out.Refused(apierr.Invalid):
		return live, &refusal{kid: kid, err: out.Err, seen: keys, way: diagnose.TakenByStatus}
	default:
		j.Fail(c, out)
		return live, nil
	}
}
