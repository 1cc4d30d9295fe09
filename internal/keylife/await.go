package keylife

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

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

// refusal is a deactivation that Okta would not carry out, or that was not sent because
// the parent needs the key.
type refusal struct {
	kid string
	err error
	// way is how the key is taken out of use, keepsKID is true for a replacement of the same kid.
	way      diagnose.TakingWay
	keepsKID bool
	// leaves is true where the key may stay as it is. use and setting say why it is needed;
	// setting is empty where Okta has refused.
	leaves       bool
	use, setting string
	// seen are the keys as they were then: what was active cannot help.
	seen []oktaapi.Key
}

// insist tries to change a key, under the lock of its parent. try says in the
// diagnostics what else fails, and returns a deactivation that was refused: if
// this walk activates another key, that has to come first. It is waited for
// without the lock, or the other could not be activated; then it is tried again,
// which looks at the key anew. Sending it again is safe: a refusal changes
// nothing.
func (r *Resource[M]) insist(ctx context.Context, m *M, verb string, try func(*keychange.Job) *refusal) *keychange.Job {
	j, unlock, ok := r.begin(ctx, m, verb)
	for ok {
		refused := try(j)
		unlock()
		if refused == nil || !r.await(ctx, j, r.Vendor.Shared(m), refused) {
			break
		}
		unlock, ok = j.Lock(ctx, verb)
	}
	return j
}

// await waits until the key may go. Okta refuses to deactivate the active
// encryption key while encryption is on; activating another one does it. And it
// refuses to deactivate the last signing key of an app that signs in with one;
// once another one is active, it does not. ok is false if this walk activates no
// other, or not in time.
func (r *Resource[M]) await(ctx context.Context, j *keychange.Job, shared *Shared, refused *refusal) (ok bool) {
	others := r.activating(ctx, j, shared, refused.seen)
	if len(others) > 0 && relieved(ctx, j, shared.ID.ValueString(), others) {
		return true
	}
	j.Say(refused.word(j.Subject, others))
	return false
}

// word says what became of the key. waited are keys for which it was waited in vain.
func (r *refusal) word(s diagnose.Subject, waited []string) diag.Diagnostic {
	switch {
	case r.leaves && r.setting != "":
		return diagnose.LeftNeeded(s, r.kid, r.use, r.setting)
	case r.leaves:
		return diagnose.LeftRefused(s, r.kid, r.err)
	default:
		return diagnose.NotDeactivated(s, diagnose.KeyRefused{KID: r.kid, Way: r.way, KeepsKID: r.keepsKID, Waited: waited, Err: r.err})
	}
}

// activating are the keys of the same use that this walk is to activate, and that
// were not active yet.
func (r *Resource[M]) activating(ctx context.Context, j *keychange.Job, shared *Shared, seen []oktaapi.Key) []string {
	use := r.Vendor.UseOf(shared.Use.ValueString())
	for range int(planTime / planLook) {
		others := j.Walk.Claims.Others(j.Parent, use, shared.KID.ValueString())
		others = slices.DeleteFunc(others, func(kid string) bool { return isActive(seen, kid) })
		if len(others) > 0 {
			return others
		}
		if j.API.Policy().Wait(ctx, planLook) != nil {
			break
		}
	}
	return nil
}

func isActive(keys []oktaapi.Key, kid string) bool {
	key, there := keychange.ByKID(keys, kid)
	return there && key.Status == oktaapi.StatusActive
}

// relieved looks until the key is not active any more, or one of the others is. The
// list is asked for anew only after a change of this walk, which is what it waits
// for, and once more at the end.
func relieved(ctx context.Context, j *keychange.Job, id string, others []string) bool {
	ctx, cancel := context.WithTimeout(ctx, waitTime)
	defer cancel()
	const looks = int(waitTime / waitLook)
	for i := range looks {
		if keys, err := j.API.Keys(ctx, j.Parent, i == looks-1); err == nil && isRelieved(keys, id, others) {
			return true
		}
		if j.API.Policy().Wait(ctx, waitLook) != nil {
			break
		}
	}
	return false
}

func isRelieved(keys []oktaapi.Key, id string, others []string) bool {
	if live, there := keychange.ByID(keys, id); !there || live.Status != oktaapi.StatusActive {
		return true
	}
	return slices.ContainsFunc(others, func(kid string) bool { return isActive(keys, kid) })
}
