package rotateonly

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// The warnings of a plan that changes no keys and only records arguments. The user may
// expect a rotation.

// warnOfArgumentsOnlyRecorded warns that a new trigger is only recorded, and that a new rotation_period is over
// already. The plan changes no keys. A warning may use the clock, unlike a planned value.
func (r *Resource) warnOfArgumentsOnlyRecorded(plan, state Model, times rotation.Times, seen rotation.Observation) (diags diag.Diagnostics) {
	p, s := plan.attributes(), state.attributes()
	if s.RotateWhenChanged.IsNull() && !p.RotateWhenChanged.IsNull() {
		diags.Append(diagnostics.WarnTriggerOnlyRecorded(r.parentSubject(state)))
	}
	if p.RotationPeriod.Equal(s.RotationPeriod) || seen.Doubt != rotation.NoDoubt {
		return diags
	}
	if api, err := r.configuredAPI(); err == nil {
		diags.Append(warnIfOlderThanPeriod(r.parentSubject(state), p, times, api.Now())...)
	}
	return diags
}

// warnIfOlderThanPeriod warns if keys that are adopted, or get another rotation_period, are older
// than that period at the time now.
func warnIfOlderThanPeriod(s diagnostics.Subject, planned *Attributes, times rotation.Times, now time.Time) (diags diag.Diagnostics) {
	if times.Due(planned.rotationPeriod(), now) {
		diags.Append(diagnostics.WarnOlderThanPeriod(s, times.DueAt(planned.rotationPeriod())))
	}
	return diags
}

// warnOfPeriodIfAgeUnknown warns of a rotation_period that has no effect while the age of the
// keys is not known.
func warnOfPeriodIfAgeUnknown(s diagnostics.Subject, planned *Attributes, doubt rotation.Doubt) (diags diag.Diagnostics) {
	if doubt != rotation.NoDoubt && !planned.RotationPeriod.IsNull() {
		diags.Append(diagnostics.WarnPeriodWithoutAge(s, doubt))
	}
	return diags
}
