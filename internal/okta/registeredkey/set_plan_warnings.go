package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// planWarnings says what a plan does to keys that may still be needed, and refuses what
// is known to fail.
func (r *SetResource) planWarnings(ctx context.Context, plan SetModel, s plannedChanges) (diags diag.Diagnostics) {
	diags.Append(r.claimActive(plan, s)...)
	diags.Append(r.refuseOwnKeys(plan, s)...)
	if diags.HasError() {
		return diags
	}
	diags.Append(r.checkLiveKeys(ctx, plan, s)...)
	if diags.HasError() {
		return diags
	}
	diags.Append(r.planActivity(ctx, plan, s)...)
	if diags.HasError() {
		return diags
	}
	diags.Append(r.recordNew(ctx, plan, s)...)
	subject := r.subject(plan)
	for _, d := range s.plan.Displaced {
		diags.Append(diagnose.Deactivates(subject, d.Activated, d.Displaced))
	}
	if gone := s.deletedKIDs(); len(gone) > 0 {
		diags.Append(diagnose.LosesKeys(subject, gone))
	}
	diags.Append(r.warnOfOtherKeys(ctx, plan, s)...)
	return diags
}

// claimActive notes which keys this resource is to have active, and refuses two resources
// that want it where only one key can be.
func (r *SetResource) claimActive(plan SetModel, s plannedChanges) (diags diag.Diagnostics) {
	if r.run == nil || plan.ParentID().IsUnknown() {
		return nil
	}
	for _, kid := range sortedKIDs(s.desired) {
		w := s.desired[kid]
		use := r.Spec.UseOf(w.entry.Use.ValueString())
		if w.target != keyplan.Active || w.statusUnknown || !w.named.Given.Known || !r.Spec.hasSingleActive(use) {
			continue
		}
		if others := r.run.active.claim(parentOf(plan), use, w.thumbprint(kid), kid); len(others) > 0 {
			diags.Append(diagnose.TwoActive(r.subject(plan), use, slices.Sorted(slices.Values(append(others, kid)))))
		}
	}
	return diags
}

// deletedKIDs are the kids of the keys that are going to be deleted.
func (s plannedChanges) deletedKIDs() (kids []string) {
	for _, step := range s.plan.Steps {
		if step.Action == keyplan.Delete {
			kids = append(kids, step.KID)
		}
	}
	return kids
}

// warnOfOtherKeys says what an activation, or exclusive, does to keys that the state
// does not hold.
func (r *SetResource) warnOfOtherKeys(ctx context.Context, plan SetModel, s plannedChanges) (diags diag.Diagnostics) {
	l := r.Spec.Limits
	displaces := slices.ContainsFunc(l.OneActive, func(use string) bool { return s.activatedKID(use, l) != "" })
	later := s.created && plan.Attributes().Exclusive.ValueBool()
	if !s.mayHaveOthers || !s.exclusive && !later && !displaces || plan.ParentID().IsUnknown() {
		return nil
	}
	keys, err := r.list(ctx, plan)
	if err != nil {
		return nil // a warning is all that is lost
	}
	keys = slices.DeleteFunc(slices.Clone(keys), func(key oktaapi.Key) bool {
		w, wanted := s.desired[key.KID]
		_, held := s.state[key.KID]
		return held || wanted && r.Spec.isDesired(w, key)
	})
	for _, key := range keys {
		if kid := s.activatedKID(r.Spec.UseOf(key.Use), l); kid != "" && key.Status == active {
			diags.Append(diagnose.Deactivates(r.subject(plan), kid, kidOrID(key)))
		}
	}
	switch {
	case later && len(keys) > 0:
		diags.Append(diagnose.DeletedLater(r.subject(plan), kidsOrIDs(keys)))
	case s.exclusive:
		diags.Append(r.warnOfExclusiveDeletes(plan, s, keys)...)
	}
	return diags
}

func kidsOrIDs(keys []oktaapi.Key) (names []string) {
	for _, key := range keys {
		names = append(names, kidOrID(key))
	}
	return names
}

// warnOfExclusiveDeletes says which other keys exclusive deletes, as far as the steps do not
// tell: those that the state knows the kids of are in them.
func (r *SetResource) warnOfExclusiveDeletes(plan SetModel, s plannedChanges, keys []oktaapi.Key) (diags diag.Diagnostics) {
	var cleared []string
	for _, key := range keys {
		diags.Append(r.refuseOwnLiveKey(plan, key)...)
		if _, wanted := s.desired[key.KID]; wanted {
			cleared = append(cleared, kidOrID(key))
		}
	}
	if len(cleared) > 0 {
		diags.Append(diagnose.LosesKeys(r.subject(plan), cleared))
	}
	return diags
}

// activatedKID is the key whose activation takes any other one of the use out of it.
func (s plannedChanges) activatedKID(use string, l keyplan.Limits) string {
	if !slices.Contains(l.OneActive, use) {
		return ""
	}
	for _, w := range s.plannerKeys {
		if w.Use == use && slices.ContainsFunc(s.plan.Steps, func(step keyplan.Step) bool { return isActivation(step) && step.KID == w.KID }) {
			return w.KID
		}
	}
	return ""
}

// isActivation reports whether a step puts a key in use. One that can be added active
// by what the state knows is activated where there is another one.
func isActivation(step keyplan.Step) bool {
	return step.Action == keyplan.Activate || step.Action == keyplan.Add && step.Active
}
