package keylife

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Create adds the key, and activates it where it cannot be added active. A
// create that fails returns no state: a tainted key would be deleted and added
// anew, though it may be one that others use by now. The next create takes over
// what this one left behind.
func (r *Resource[M]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	shared := r.Vendor.Shared(&plan)
	ctx, cancel := limits.Within(ctx, shared.Timeouts.Create, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := r.complete(r.Vendor.Shared(&config), shared)
	if err != nil {
		resp.Diagnostics.Append(diagnose.BadKey(r.subject(&plan), err))
		return
	}
	live, others, diags := r.create(ctx, &plan, key)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(keychange.RememberActive(ctx, resp.Private, others)...)
	shared.ID, shared.Created, shared.LastUpdated = nullable.String(live.ID), nullable.String(live.Created), nullable.String(live.LastUpdated)
	resp.Diagnostics.Append(r.save(ctx, &plan, &resp.State, resp.Identity)...)
}

// complete fills in what the plan could not know: the key, where it was not to
// be stored or only known after apply. It returns the key.
func (r *Resource[M]) complete(config, plan *Shared) (jwk.Public, error) {
	w, err := r.Vendor.wantedBy(config)
	if err != nil {
		return jwk.Public{}, err
	}
	planned := *plan
	if err := w.anew(r.Vendor.Rules, config, plan); err != nil {
		return jwk.Public{}, err
	}
	if w.Given.WriteOnly() {
		if !config.KID.IsNull() {
			plan.KID = config.KID
		} else {
			plan.KID = nullable.String("")
		}
		if err := w.spell(config, plan); err != nil {
			return jwk.Public{}, err
		}
	}
	plan.OnDestroy, plan.Timeouts = planned.OnDestroy, planned.Timeouts
	return w.Given.Key.Public, nil
}

// create adds the key, or takes it over, and activates it. others are the other keys
// that are active in its slot then.
func (r *Resource[M]) create(ctx context.Context, plan *M, key jwk.Public) (live oktaapi.Key, others []oktaapi.Key, diags diag.Diagnostics) {
	shared := r.Vendor.Shared(plan)
	r.claimLate(plan)
	j, unlock, ok := r.begin(ctx, plan, "add")
	if !ok {
		return live, nil, j.Diags
	}
	defer unlock()
	live, ok = r.register(ctx, j, shared, key)
	if !ok {
		return live, nil, j.Diags
	}
	if shared.Status.ValueString() != oktaapi.StatusActive {
		if keys, err := j.Keys(ctx, false); err == nil { // as register has listed them
			others = slices.DeleteFunc(r.othersActive(plan, keys), func(key oktaapi.Key) bool { return key.ID == live.ID })
		}
	}
	return r.activateNew(ctx, j, shared, live), others, j.Diags
}

// claimLate notes who is activated where the plan could not, because the key was
// not known yet. Of a slot that claims nothing: two that are unknown at plan are left
// to the vendor.
func (r *Resource[M]) claimLate(plan *M) {
	shared := r.Vendor.Shared(plan)
	if r.walk() != nil && shared.Status.ValueString() == oktaapi.StatusActive && !r.Vendor.OneActive(r.Vendor.UseOf(shared.Use.ValueString())) {
		r.claim(r.Vendor.ParentID(plan).ValueString(), shared)
	}
}

// register adds the key by what this walk knows of the parent's keys. If that
// shows the key already, or the addition is refused, it looks at the keys as they
// are now: they may have changed since.
func (r *Resource[M]) register(ctx context.Context, j *keychange.Job, shared *Shared, key jwk.Public) (oktaapi.Key, bool) {
	var sent string
	var refused keychange.Outcome
	for _, fresh := range []bool{false, true} {
		keys, err := j.Keys(ctx, fresh)
		if err != nil {
			j.Say(diagnose.Error("read", j.Subject, err))
			return oktaapi.Key{}, false
		}
		if live, there := keychange.ByKID(keys, shared.KID.ValueString()); there {
			if !fresh {
				continue
			}
			return r.takeOver(j, shared, live, key, sent != "")
		}
		c, status := r.addition(j, shared, key, keys)
		if status == sent {
			j.Fail(c, refused) // a second time the answer would be the same
			return oktaapi.Key{}, false
		}
		out := j.Do(ctx, c)
		switch {
		case out.OK:
			j.Walk.Touched.Add(j.Parent, out.Key.ID)
			return out.Key, true
		case fresh || !out.Refused(apierr.Invalid):
			j.Fail(c, out)
			return oktaapi.Key{}, false
		}
		sent, refused = status, out
	}
	return oktaapi.Key{}, false
}

// takeOver takes over a key that is registered already, if it may. refused is true if
// its addition was refused before.
func (r *Resource[M]) takeOver(j *keychange.Job, shared *Shared, live oktaapi.Key, key jwk.Public, refused bool) (oktaapi.Key, bool) {
	if d := r.inTheWay(j, shared, live, key); d != nil {
		if refused {
			d = diagnose.SentBefore(d, "the refusal to add the key")
		}
		j.Say(d)
		return oktaapi.Key{}, false
	}
	j.Walk.Touched.Take(j.Parent, live.ID)
	switch {
	case j.Walk.Touched.Left(j.Parent, live.ID):
	case refused:
		j.Say(diagnose.TakenOverRefused(j.Subject, live.KID, live.Status))
	default:
		j.Say(diagnose.TakenOver(j.Subject, live.KID, live.Status))
	}
	return live, true
}

// leftBehind is how long an active key is taken for one that a create has added
// whose answer never came. Later it is more likely one that somebody uses.
const leftBehind = time.Hour

// inTheWay says why a key that is registered already cannot be taken over. It is nil for
// one that an earlier run of this resource left behind: the same in all, not added by this
// very walk, and inactive; or active as planned, and only just.
func (r *Resource[M]) inTheWay(j *keychange.Job, shared *Shared, live oktaapi.Key, key jwk.Public) diag.Diagnostic {
	importID := j.Parent + "/" + live.ID
	if differs := r.differs(shared, live, key); differs != "" {
		return diagnose.KeyExists(j.Subject, live.KID, importID, differs)
	}
	switch {
	case j.Walk.Touched.Added(j.Parent, live.ID), j.Walk.Touched.Taken(j.Parent, live.ID):
		return diagnose.KeyTwice(j.Subject, live.KID)
	case live.Status == oktaapi.StatusInactive, j.Walk.Touched.Left(j.Parent, live.ID):
		return nil
	case live.Status != shared.Status.ValueString():
		return diagnose.KeyInUse(j.Subject, live.KID, importID, "status "+live.Status)
	case !live.ChangedWithin(leftBehind):
		return diagnose.KeyInUse(j.Subject, live.KID, importID,
			"status "+live.Status+", and Okta's record of it does not show a change within the last hour, as it does after an apply that was interrupted")
	default:
		return nil
	}
}

// differs says what is other about a registered key than is planned, if anything is.
func (r *Resource[M]) differs(shared *Shared, live oktaapi.Key, key jwk.Public) string {
	found, err := live.Public()
	switch {
	case err != nil || !found.Equal(key):
		return "another key"
	case r.Vendor.UseOf(live.Use) != r.Vendor.UseOf(shared.Use.ValueString()):
		return fmt.Sprintf("use %q", live.Use)
	case !r.Vendor.WithoutAlg && live.Alg != shared.Alg.ValueString():
		return fmt.Sprintf("alg %q", live.Alg)
	default:
		return ""
	}
}

// addition is the change that registers the key, and the status that it is sent
// with.
func (r *Resource[M]) addition(j *keychange.Job, shared *Shared, key jwk.Public, keys []oktaapi.Key) (keychange.Change, string) {
	use := r.Vendor.UseOf(shared.Use.ValueString())
	status := shared.Status.ValueString()
	if !r.Vendor.addsActive(use, r.Vendor.active(keys, use, "")) {
		status = oktaapi.StatusInactive
	}
	return j.Addition(request(shared, key, status), key), status
}

// activateNew brings a key that was added, or taken over, to the planned status.
func (r *Resource[M]) activateNew(ctx context.Context, j *keychange.Job, shared *Shared, live oktaapi.Key) oktaapi.Key {
	if shared.Status.ValueString() != oktaapi.StatusActive || live.Status == oktaapi.StatusActive {
		return live
	}
	out := j.Do(ctx, j.Activation(live.KID, live.ID))
	switch {
	case !out.OK && out.Known:
		j.Say(diagnose.NotActivated(j.Subject, live.KID, out.Err))
		return live
	case !out.OK:
		j.Say(diagnose.ActivationUnknown(j.Subject, live.KID, out.Err))
		return live
	}
	return out.Key
}
