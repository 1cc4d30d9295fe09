package rollover

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// remark says what a plan does to keys that may still be needed, and refuses what
// is known to fail.
func (r *Resource[M]) remark(ctx context.Context, plan *M, s outlook) (diags diag.Diagnostics) {
	diags.Append(r.claim(plan, s)...)
	diags.Append(r.refuseOwn(plan, s)...)
	if diags.HasError() {
		return diags
	}
	diags.Append(r.foresee(ctx, plan, s)...)
	if diags.HasError() {
		return diags
	}
	diags.Append(r.takesLast(ctx, plan, s)...)
	if diags.HasError() {
		return diags
	}
	diags.Append(r.warnOfHolder(plan, s)...)
	subject := r.subject(plan)
	for _, c := range s.changeovers(r.Vendor.Limits) {
		diags.Append(diagnose.Deactivates(subject, c.kid, c.other))
	}
	if gone := s.deleted(); len(gone) > 0 {
		diags.Append(diagnose.LosesKeys(subject, gone))
	}
	diags.Append(r.remarkOnOthers(ctx, plan, s)...)
	return diags
}

// claim notes which keys this resource is to have active, and refuses two resources
// that want it where only one key can be.
func (r *Resource[M]) claim(plan *M, s outlook) (diags diag.Diagnostics) {
	walk := r.Vendor.Walk(r.data)
	if walk == nil || r.Vendor.ParentID(plan).IsUnknown() {
		return nil
	}
	for _, kid := range sortedKIDs(s.wants) {
		w := s.wants[kid]
		use := r.Vendor.UseOf(w.entry.Use.ValueString())
		if w.target != keyset.Active || w.uncertain || !w.named.Given.Known || !r.Vendor.OneActive(use) {
			continue
		}
		if others := walk.Claims.Claim(r.parent(plan), use, w.material(kid), kid); len(others) > 0 {
			diags.Append(diagnose.TwoActive(r.subject(plan), use, slices.Sorted(slices.Values(append(others, kid)))))
		}
	}
	return diags
}

// changeover is an activation that takes another key out of use.
type changeover struct{ kid, other string }

func (s outlook) changeovers(l keyset.Limits) (all []changeover) {
	keys := s.have
	for _, step := range s.steps {
		next := keyset.After(keys, step, s.list, l)
		for _, key := range keys {
			if step.Do == keyset.Activate && key.Active && !isActive(next, key.KID) {
				all = append(all, changeover{step.KID, key.KID})
			}
		}
		keys = next
	}
	return all
}

// deleted are the kids of the keys that are going to be deleted.
func (s outlook) deleted() (kids []string) {
	for _, step := range s.steps {
		if step.Do == keyset.Delete {
			kids = append(kids, step.KID)
		}
	}
	return kids
}

// remarkOnOthers says what an activation, or exclusive, does to keys that the state
// does not hold.
func (r *Resource[M]) remarkOnOthers(ctx context.Context, plan *M, s outlook) (diags diag.Diagnostics) {
	l := r.Vendor.Limits
	displaces := slices.ContainsFunc(l.OneActive, func(use string) bool { return s.activated(use, l) != "" })
	later := s.created && r.Vendor.Shared(plan).Exclusive.ValueBool()
	if !s.others || !s.exclusive && !later && !displaces || r.Vendor.ParentID(plan).IsUnknown() {
		return nil
	}
	keys, err := r.list(ctx, plan)
	if err != nil {
		return nil // a warning is all that is lost
	}
	keys = slices.DeleteFunc(slices.Clone(keys), func(key oktaapi.Key) bool {
		w, wanted := s.wants[key.KID]
		_, held := s.state[key.KID]
		return held || wanted && r.Vendor.isWanted(w, key)
	})
	for _, key := range keys {
		if kid := s.activated(r.Vendor.UseOf(key.Use), l); kid != "" && key.Status == active {
			diags.Append(diagnose.Deactivates(r.subject(plan), kid, nameOf(key)))
		}
	}
	switch {
	case later && len(keys) > 0:
		diags.Append(diagnose.DeletedLater(r.subject(plan), namesOf(keys)))
	case s.exclusive:
		diags.Append(r.remarkOnCleared(plan, s, keys)...)
	}
	return diags
}

func namesOf(keys []oktaapi.Key) (names []string) {
	for _, key := range keys {
		names = append(names, nameOf(key))
	}
	return names
}

// remarkOnCleared says which other keys exclusive deletes, as far as the steps do not
// tell: those that the state knows the kids of are in them.
func (r *Resource[M]) remarkOnCleared(plan *M, s outlook, keys []oktaapi.Key) (diags diag.Diagnostics) {
	var cleared []string
	for _, key := range keys {
		diags.Append(r.refuseOwnKey(plan, key)...)
		if _, wanted := s.wants[key.KID]; wanted {
			cleared = append(cleared, nameOf(key))
		}
	}
	if len(cleared) > 0 {
		diags.Append(diagnose.LosesKeys(r.subject(plan), cleared))
	}
	return diags
}

// activated is the key whose activation takes any other one of the use out of it.
func (s outlook) activated(use string, l keyset.Limits) string {
	if !slices.Contains(l.OneActive, use) {
		return ""
	}
	for _, w := range s.list {
		if w.Use == use && slices.ContainsFunc(s.steps, func(step keyset.Step) bool { return activates(step) && step.KID == w.KID }) {
			return w.KID
		}
	}
	return ""
}

// activates reports whether a step puts a key in use. One that can be added active
// by what the state knows is activated where there is another one.
func activates(step keyset.Step) bool {
	return step.Do == keyset.Activate || step.Do == keyset.Add && step.Active
}
