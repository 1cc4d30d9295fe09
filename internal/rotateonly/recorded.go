package rotateonly

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// What a plan that leaves the keys alone has to say of arguments that it only records:
// whoever has just written them may expect a rotation, or none.

// warnOfArguments says what changed arguments are going to do, or are not, where the
// plan leaves the keys alone. A warning may rest on the clock, unlike a planned value.
func (r *Resource) warnOfArguments(plan, state Model, times rotation.Times, seen rotation.Observation) (diags diag.Diagnostics) {
	p, s := plan.attributes(), state.attributes()
	diags.Append(warnRecorded(r.subject(state), p, s)...)
	if p.RotationPeriod.Equal(s.RotationPeriod) || seen.Doubt != rotation.NoDoubt {
		return diags
	}
	if api, err := r.api(); err == nil {
		diags.Append(warnOverdue(r.subject(state), p, times, api.Now())...)
	}
	return diags
}

// warnRecorded says that rotate_when_changed is new, so that it does not rotate.
func warnRecorded(s diagnose.Subject, planned, recorded *Attributes) (diags diag.Diagnostics) {
	if !recorded.RotateWhenChanged.IsNull() || planned.RotateWhenChanged.IsNull() {
		return nil
	}
	diags.AddWarning(s.Titled("are not rotated by this plan"), fmt.Sprintf(
		"%s: the resource has had no rotate_when_changed before, so applying this plan only records it. The keys are NOT rotated."+
			"\n\nTo rotate them, apply this plan first, then change a value in rotate_when_changed and apply again.", s.Parent))
	return diags
}

// warnOverdue says that the keys that are adopted, or get another rotation_period, are
// older than it at now, so that the plan after this one rotates.
func warnOverdue(s diagnose.Subject, planned *Attributes, times rotation.Times, now time.Time) (diags diag.Diagnostics) {
	if !times.Due(planned.period(), now) {
		return nil
	}
	diags.AddWarning(s.Titled("are older than rotation_period"), fmt.Sprintf(
		"%s: this plan leaves the keys as they are, but rotation_period is over since %s, so the next plan after its apply rotates them once."+
			"\n\nSet a longer rotation_period, or none, if the next plan is not to rotate the keys.",
		s.Parent, times.DueAt(planned.period()).UTC().Format(time.RFC3339)))
	return diags
}
