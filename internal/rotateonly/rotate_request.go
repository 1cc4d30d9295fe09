package rotateonly

import (
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// rotationRequest is one rotation to carry out.
type rotationRequest struct {
	parent   string
	interval time.Duration
	// target is nil where the plan could not name one. Then the keys that are
	// read first decide.
	target   *rotation.Target
	creating bool
	// requiresNextKey refuses to rotate where there is no next key.
	requiresNextKey bool
	// known are the keys that the target was made from, as far as they are recorded.
	known rotation.Listing
	// attempted is an earlier rotation of unknown outcome that is in the private state; nil
	// if there is none.
	attempted *attemptedRotation
	// published is what has to be published before it is sent; nil if nothing has.
	published *publishedRequirement
	// triggerHash is the hash of the trigger for which it is sent; empty if there is none.
	triggerHash string
}

// newRotationRequest is a rotation to the target; without one, the keys that are read first decide.
func (r *Resource) newRotationRequest(plan Model, targetOrNil *rotation.Target) rotationRequest {
	return rotationRequest{
		target:          targetOrNil,
		parent:          plan.ParentID().ValueString(),
		interval:        plan.attributes().minRotationInterval(),
		requiresNextKey: plan.RequiresNextKeyToRotate(),
	}
}
