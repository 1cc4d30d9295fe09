package rotateonly

import (
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// rotationRequest is one rotation to execute.
type rotationRequest struct {
	parent   string
	interval time.Duration
	// target is nil if the plan could not name one. Then the keys that are
	// read first give it.
	target   *rotation.Target
	creating bool
	// requiresNextKey is true if a rotation without a next key is to be refused.
	requiresNextKey bool
	// known are the keys from which the target was made, as far as they are recorded.
	known rotation.Listing
	// attempted is an earlier rotation with an unknown outcome that is in private state. It is nil
	// if there is none.
	attempted *attemptedRotation
	// published is what has to be published before the rotation is sent. It is nil if nothing has to be.
	published *publishedRequirement
	// triggerHash is the hash of the trigger for which the rotation is sent. It is empty if there is none.
	triggerHash string
}

// newRotationRequest returns a rotation to the target. If it is nil, the keys that are read first give the target.
func (r *Resource) newRotationRequest(plan Model, targetOrNil *rotation.Target) rotationRequest {
	return rotationRequest{
		target:          targetOrNil,
		parent:          plan.ParentID().ValueString(),
		interval:        plan.attributes().minRotationInterval(),
		requiresNextKey: plan.RequiresNextKeyToRotate(),
	}
}
