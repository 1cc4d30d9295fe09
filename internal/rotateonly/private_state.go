package rotateonly

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// The keys of the private state. Terraform drops private state when the provider's process
// dies. So Read can make the baseline again from the prior state.
const (
	privateBase = "base"
	privateSeen = "seen"
	// privateFormerSigning are the keys that no longer signed when the keys were last read, for a
	// vendor that does not say which of them signed last.
	privateFormerSigning = "retired"
	// privatePublishedLocation is where the keys are published, for a vendor that states this in a document.
	privatePublishedLocation = "published_at"
)

// baselineState is the baseline, and the rotation that was sent after it and not recorded in the
// state, if there is one.
type baselineState struct {
	rotation.Baseline
	Attempted *attemptedRotation `json:"attempted,omitempty"`
}

// attemptedRotation is a rotation that was sent for a trigger.
type attemptedRotation struct {
	rotation.Attempt
	Trigger map[string]string `json:"trigger"`
	// Confirmed is true if the vendor has answered that it rotated, and the keys were rotated
	// again before that could be recorded.
	Confirmed bool `json:"confirmed,omitempty"`
}

// wasForTrigger reports whether the attempt was for this trigger.
func (a *attemptedRotation) wasForTrigger(trigger map[string]string) bool {
	return a != nil && maps.Equal(a.Trigger, trigger)
}

// holdUntilListsAreCurrent returns until when nothing may be sent because of the attempt, according to this list and
// these clocks.
func (a *attemptedRotation) holdUntilListsAreCurrent(live rotation.Listing, clocks rotation.Clocks) rotation.Hold {
	if a == nil {
		return rotation.Hold{}
	}
	return a.Hold(live, clocks)
}

// baselineFromSnapshot is the baseline that the snapshot makes.
func baselineFromSnapshot(s rotation.Snapshot) (baseline baselineState) {
	return baselineState{Baseline: rotation.Baseline{Current: s.Current, Next: s.Next}}
}

// newObservation returns what a refresh found, for these arguments.
func newObservation(a *Attributes, times rotation.Times, now time.Time) rotation.Observation {
	return rotation.Observation{
		Due:         times.Due(a.rotationPeriod(), now),
		RecentUntil: times.RecentUntil(a.minRotationInterval(), now),
		Doubt:       times.Doubt,
	}
}

// writeBaselineAndObservation writes a new baseline and a new observation, after a create, a rotation or
// an adoption.
func writeBaselineAndObservation(ctx context.Context, private privatestate.Writer, base baselineState, seen rotation.Observation) diag.Diagnostics {
	diags := privatestate.Write(ctx, private, privateBase, base)
	diags.Append(privatestate.Write(ctx, private, privateSeen, seen)...)
	return diags
}

// writeFormerSigningKIDs records the keys that no longer sign, for a vendor that does not say which of them
// signed last.
func (r *Resource) writeFormerSigningKIDs(ctx context.Context, private privatestate.Writer, roles Roles) diag.Diagnostics {
	if roles.FormerSigning == nil {
		return nil
	}
	return privatestate.Write(ctx, private, privateFormerSigning, formerSigningKIDs(roles))
}
