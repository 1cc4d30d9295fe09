package registeredkey

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/durations"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ActivationDelay are the attributes of a set of which an activation can wait: the argument activate_after, and
// activates_at, when the key that waits is due.
type ActivationDelay struct {
	After *types.String
	At    *types.String
}

// delayOrZero is activate_after, zero where it is not set or there is no such argument.
func (d ActivationDelay) delayOrZero() time.Duration {
	if d.After == nil {
		return 0
	}
	return durations.OrZero(*d.After)
}

// isUnknown reports whether activate_after is only known after apply.
func (d ActivationDelay) isUnknown() bool { return d.After != nil && d.After.IsUnknown() }

// dueAt is when a key that was registered at a time, in Okta's words, is due to be activated, in whole seconds, as
// activates_at shows it; the zero time if these tell none that can be right.
func (d ActivationDelay) dueAt(created types.String) time.Time {
	at := parseTimeOrZero(created)
	if !rotation.IsPlausible(at) {
		return time.Time{}
	}
	return at.Add(d.delayOrZero() + time.Second - 1).Truncate(time.Second)
}

// atOrUnknown is activates_at where it is not known whether a key waits: null if none can.
func (d ActivationDelay) atOrUnknown() types.String {
	return unknownStringOrNull(d.isUnknown() || d.delayOrZero() > 0)
}

// activation is what becomes of the key that active_kid names.
type activation struct {
	// waits is its kid if it is not activated yet, empty if it is, or nothing is asked for.
	waits string
	// isUnknown is true if it is only known after apply whether it waits.
	isUnknown bool
	// at is activates_at.
	at types.String
}

// planActivation decides whether the key that active_kid names waits, by the configuration, the state and what a
// refresh found, and looks at no clock. A key that waits is left as it is. registeredLong are
// Okta's IDs of the keys that have been registered for activate_after.
func (r *SetResource) planActivation(config, plan SetModel, desired map[string]desiredEntry, registeredLong []string) activation {
	delay, kid := plan.Activation(), r.activeKIDArgumentOrNull(config)
	w, wanted := desired[kid.ValueString()]
	switch {
	case delay.After == nil || !delay.isUnknown() && delay.delayOrZero() == 0:
		return activation{at: types.StringNull()}
	case kid.IsUnknown():
		return activation{at: types.StringUnknown()}
	case !wanted || w.target != keyplan.Active:
		return activation{at: types.StringNull()}
	case !w.isNew && (w.entry.Status.ValueString() == active || slices.Contains(registeredLong, w.entry.ID.ValueString())):
		return activation{at: types.StringNull()}
	}
	w.target = keyplan.Observed
	desired[kid.ValueString()] = w
	held := activation{waits: kid.ValueString(), isUnknown: delay.isUnknown(), at: types.StringUnknown()}
	if !w.isNew && !held.isUnknown {
		held.at = timeText(delay.dueAt(w.entry.Created))
	}
	return held
}

// fillActivation fills active_kid and activates_at into a model, by the keys as they are. activeKID is the one that is
// active, empty if none is. As long as a key waits to be activated, active_kid names that one.
func (r *SetResource) fillActivation(m SetModel, managedByKID map[string]keyEntry, activeKID types.String) {
	if !r.Spec.HasActiveKID {
		return
	}
	delay, kid := m.Activation(), m.ActiveKIDOrNil()
	e, there := managedByKID[kid.ValueString()]
	*delay.At = types.StringNull()
	if there && e.Status.ValueString() == inactive && delay.delayOrZero() > 0 {
		*delay.At = timeText(delay.dueAt(e.Created))
		return
	}
	*kid = activeKID
}

// refuseToLoseActiveKey refuses steps after which no key is active while the one that is to be waits.
func (s plannedChanges) refuseToLoseActiveKey(subject diagnostics.Subject, uses []string) (errIfLost diag.Diagnostics) {
	for _, use := range uses {
		if s.activation.waits == "" || !hasActiveKey(s.before, use) || hasActiveKey(s.plan.Final, use) {
			continue
		}
		for _, key := range s.before {
			if key.Active && key.Use == use {
				errIfLost.Append(diagnostics.ErrActiveKeyNeededUntilActivation(subject, key.KID, s.activation.waits))
			}
		}
	}
	return errIfLost
}

// warnOfWaitingKey names the key that waits, in the plan that has it wait. Later plans are silent, unless its time
// can never come.
func (r *SetResource) warnOfWaitingKey(plan SetModel, changes plannedChanges) (warnings diag.Diagnostics) {
	kid, at := changes.activation.waits, changes.activation.at
	if kid == "" || changes.wasWaiting && !changes.desired[kid].isNew && !at.IsNull() {
		return nil
	}
	warnings.Append(diagnostics.WarnActivationWaits(r.parentSubject(plan), kid, plan.Activation().After.ValueString(), at.ValueString(), at.IsNull()))
	return warnings
}

// isSameActivation reports whether a plan asks for the same activation as the state.
func isSameActivation(plan, state SetModel) bool {
	p, s := plan.Activation(), state.Activation()
	return p.After == nil || p.After.Equal(*s.After) && plan.ActiveKIDOrNil().Equal(*state.ActiveKIDOrNil())
}

// checkActivateAfter refuses activate_after without active_kid, for which it would wait.
func (r *SetResource) checkActivateAfter(config SetModel) (errIfInvalid diag.Diagnostics) {
	if delay := config.Activation(); delay.After != nil && !delay.After.IsNull() && r.activeKIDArgumentOrNull(config).IsNull() {
		errIfInvalid.Append(diagnostics.ErrInvalidArgument(path.Root("activate_after"), "activate_after", "is set, and active_kid is not. Set active_kid to the key that is to be activated, or remove activate_after"))
	}
	return errIfInvalid
}
