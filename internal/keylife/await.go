package keylife

import (
	"context"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// How long a deactivation that was refused waits for the activation of another
// key, and how often it looks; and for the plan of that activation: Terraform plans
// each resource again just before it applies it, so that the other one may come
// later.
const (
	waitTime = 2 * time.Minute
	waitLook = time.Second
	planTime = 3 * time.Second
	planLook = 100 * time.Millisecond
)

// await is for a deactivation that did not take effect. Okta refuses to deactivate
// the active encryption key while encryption is on; activating another one does
// it. If this walk activates another one, it waits until that has happened. It
// holds no lock, or the other could not be activated. ok is false if the key is
// not inactive in the end.
func (r *Resource[M]) await(ctx context.Context, j *keychange.Job, shared *Shared, live oktaapi.Key, c keychange.Change, out keychange.Outcome) (oktaapi.Key, bool) {
	if !out.Refused(apierr.Invalid) {
		j.Fail(c, out)
		return live, false
	}
	others := r.activating(ctx, j, shared)
	if len(others) > 0 {
		if now, ok := taken(ctx, j, live.ID); ok {
			return now, true
		}
	}
	j.Say(diagnose.NotDeactivated(j.Subject, live.KID, others, out.Err))
	return live, false
}

// activating are the keys whose activation, planned by this walk, takes this one
// out of use.
func (r *Resource[M]) activating(ctx context.Context, j *keychange.Job, shared *Shared) []string {
	use := r.Vendor.UseOf(shared.Use.ValueString())
	key, known := shared.Recorded()
	if !known || !r.Vendor.Slot(use) {
		return nil
	}
	for range int(planTime / planLook) {
		if others := j.Walk.Claims.Others(j.Parent, use, thumbprintOf(key)); len(others) > 0 {
			return others
		}
		if j.API.Policy().Wait(ctx, planLook) != nil {
			break
		}
	}
	return nil
}

// taken looks until the key is inactive. The list is asked for anew only after a
// change of this walk, which is what it waits for, and once more at the end.
func taken(ctx context.Context, j *keychange.Job, id string) (oktaapi.Key, bool) {
	ctx, cancel := context.WithTimeout(ctx, waitTime)
	defer cancel()
	const looks = int(waitTime / waitLook)
	for i := range looks {
		keys, err := j.API.Keys(ctx, j.Parent, i == looks-1)
		if now, ok := keychange.ByID(keys, id); err == nil && ok && now.Status == oktaapi.StatusInactive {
			return now, true
		}
		if j.API.Policy().Wait(ctx, waitLook) != nil {
			break
		}
	}
	return oktaapi.Key{}, false
}
