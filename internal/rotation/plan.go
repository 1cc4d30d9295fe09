package rotation

import "time"

// Intent is what a plan is going to do with the keys.
type Intent int

// The intents.
const (
	// Keep leaves the keys alone.
	Keep Intent = iota
	// Rotate rotates once.
	Rotate
	// Adopt takes a rotation that has happened already for the one that is
	// asked for, and sends nothing.
	Adopt
	// Undecided means that a trigger is only known after apply.
	Undecided
	// Refuse sends nothing, because the age of the keys is not known.
	Refuse
)

// String is the intent in one word.
func (i Intent) String() string {
	return [...]string{"keep", "rotate", "adopt", "undecided", "refuse"}[i]
}

// Reason is why a plan rotates.
type Reason int

// The reasons.
const (
	// NoReason goes with Keep, unless a rotation that is due waits.
	NoReason Reason = iota
	// Created means that the resource is new and rotate_on_create is true.
	Created
	// Triggered means that rotate_when_changed changed.
	Triggered
	// Period means that the keys are older than rotation_period. With Undecided
	// it means that the plan rotates whatever becomes of the trigger.
	Period
)

// Trigger is what became of rotate_when_changed.
type Trigger int

// The states of a trigger.
const (
	// Unchanged also covers a map that is new or gone: both are only recorded.
	Unchanged Trigger = iota
	// Changed means that one map took the place of another.
	Changed
	// Unknown means that a value is only known after apply.
	Unknown
)

// Baseline is which keys the last recorded act of the resource left. It does
// not advance when something else rotates, so that a rotation since can be
// told from one before.
type Baseline struct {
	Current string `json:"current"`
	Next    string `json:"next"`
}

// RotatedOnce reports whether exactly one rotation lies between the baseline
// and live.
func (b Baseline) RotatedOnce(live Snapshot) bool {
	return b.Current != "" && Target{Current: b.Next, Previous: b.Current}.ReachedBy(live)
}

// Observation is what the last reading of the keys found, measured on the vendor's
// clock. It holds no time of the look itself: it changes only when the truth
// does, or it would rewrite the state on every apply.
type Observation struct {
	// Due is true when rotation_period had run out.
	Due bool `json:"due,omitempty"`
	// RecentUntil is set while a rotation would be too soon.
	RecentUntil time.Time `json:"recent_until,omitzero"`
	// Doubt is why neither could be told, if so.
	Doubt Doubt `json:"doubt,omitempty"`
	// Hold is set while an attempt whose outcome is unknown may not be listed yet.
	Hold Hold `json:"hold,omitzero"`
	// SentFor tells the trigger for which a rotation was sent that the keys show and no state has
	// recorded; empty if there is none.
	SentFor string `json:"sent_for,omitempty"`
	// Gate is whether a rotation has to wait for the published document; nil if nobody has looked.
	Gate *Gate `json:"gate,omitempty"`
}

// UpdateInput is what a plan for a resource that exists is decided by. It holds no
// clock and no live keys: Terraform plans twice, and both must agree.
type UpdateInput struct {
	Trigger Trigger
	// PeriodSet and PeriodChanged speak of rotation_period. A changed period
	// is recorded by this apply and takes effect at the next plan.
	PeriodSet     bool
	PeriodChanged bool
	// GuardOff is true when min_rotation_interval is zero.
	GuardOff bool
	// Attempted is true when a rotation for this very trigger was sent before
	// and its outcome stayed unknown, or could not be recorded.
	Attempted bool
	// Fulfilled is true when a rotation for this very trigger was confirmed, but
	// could not be recorded because something else rotated right after it.
	Fulfilled bool
	Baseline  Baseline
	Seen      Observation
	// Gate is whether a rotation has to wait for the published document, by the planned
	// arguments.
	Gate Gate
	// Recorded are the keys in the refreshed state.
	Recorded Snapshot
}

// Decision is what a plan decides.
type Decision struct {
	Intent Intent
	Reason Reason
	// Own is true for an Adopt of a rotation that was sent for this very trigger.
	Own bool
	// Uncertain is true for an Adopt of an own rotation that may not have taken place: the keys were
	// rotated more than once since it was sent.
	Uncertain bool
	// AdoptsIfChanged is true for an Undecided where a trigger that turns out to be
	// changed is taken for served by a rotation that has happened.
	AdoptsIfChanged bool
	// TooSoonUntil is set when the apply will refuse the rotation before that
	// time.
	TooSoonUntil time.Time
	// Doubt is why the apply will refuse the rotation as long as the age of the keys
	// is not known.
	Doubt Doubt
	// Hold is set when the apply will refuse the rotation because of an earlier attempt.
	Hold Hold
	// Gate is closed when the apply will refuse the rotation because the next key is not published for
	// long enough. With Keep it is what a rotation that is due waits for.
	Gate Gate
}

// PlanUpdate decides for a resource that exists.
func PlanUpdate(u UpdateInput) Decision {
	recent := !u.GuardOff && !u.Seen.RecentUntil.IsZero()
	plan := Decision{Intent: Rotate, Hold: u.Seen.Hold, Gate: u.Gate}
	if recent {
		plan.TooSoonUntil = u.Seen.RecentUntil
	}
	if !u.GuardOff {
		plan.Doubt = u.Seen.Doubt
	}
	due := u.Seen.Due && u.PeriodSet && !u.PeriodChanged
	waits := due && u.Gate.Closed()
	due = due && !waits
	switch {
	case u.Trigger == Unknown && due:
		plan.Intent, plan.Reason = Undecided, Period
	case u.Trigger == Unknown:
		plan.Intent, plan.Reason, plan.AdoptsIfChanged = Undecided, Triggered, u.adopts(recent)
	case u.Trigger == Changed && u.adopts(recent):
		return Decision{
			Intent: Adopt, Reason: Triggered, Own: u.Fulfilled || u.Attempted,
			Uncertain: !u.Fulfilled && !u.Baseline.RotatedOnce(u.Recorded),
		}
	case u.Trigger == Changed:
		plan.Reason = Triggered
	case due:
		plan.Reason = Period
	case waits:
		return Decision{Intent: Keep, Reason: Period, Gate: u.Gate}
	default:
		return Decision{Intent: Keep}
	}
	return plan
}

// adopts reports whether the trigger has been served already: by a rotation of
// ours that was confirmed, or by the one rotation since the baseline, if that
// is our own whose answer was lost, or so recent that a second would retire a
// key that verifiers have only just fetched. If the keys were rotated more than once since our own
// was sent, it may be one of these, so that another one is not sent for the same trigger.
func (u UpdateInput) adopts(recent bool) bool {
	moved := u.Baseline.Current != "" && u.Baseline.Current != u.Recorded.Current
	return u.Fulfilled || u.Attempted && moved || u.Baseline.RotatedOnce(u.Recorded) && recent
}

// PlanCreate decides for a resource that is new. There is no baseline, so any
// recent rotation is adopted, and where it is not known whether there was one, nothing
// is sent: it may be that of an apply that was interrupted.
func PlanCreate(rotateOnCreate bool, times Times, interval time.Duration, now time.Time) Decision {
	switch {
	case !rotateOnCreate:
		return Decision{Intent: Keep}
	case times.GuardDoubt(interval) != NoDoubt:
		return Decision{Intent: Refuse, Reason: Created, Doubt: times.Doubt}
	case !times.RecentUntil(interval, now).IsZero():
		return Decision{Intent: Adopt, Reason: Created}
	default:
		return Decision{Intent: Rotate, Reason: Created}
	}
}
