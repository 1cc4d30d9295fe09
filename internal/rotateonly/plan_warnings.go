package rotateonly

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// What a plan that leaves the keys alone has to say of arguments that it only records:
// whoever has just written them may expect a rotation, or none.

// warnOfArgumentsOnlyRecorded says what changed arguments are going to do, or are not, where the
// plan leaves the keys alone. A warning may rest on the clock, unlike a planned value.
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

// warnIfOlderThanPeriod warns of keys that are adopted, or get another rotation_period, and are
// older than it at now.
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
