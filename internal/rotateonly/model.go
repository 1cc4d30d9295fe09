package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Model is the configuration, the plan or the state of a rotate-only resource. A model
// embeds Attributes, and with it NoVendorArguments.
type Model interface {
	attributes() *Attributes
	// ParentID is the ID of the parent of the keys.
	ParentID() types.String
	// Copy returns another model with the same values.
	Copy() Model
	// Roles reads the keys from the model. A key that is null or unknown is nil.
	Roles(ctx context.Context) (Roles, diag.Diagnostics)
	// SetRoles writes the vendor's own attributes of the keys.
	SetRoles(ctx context.Context, roles Roles) diag.Diagnostics
	// SetNextKeyUnknown marks the attributes unknown that only a rotation will give. SetAllKeysUnknown
	// marks all attributes of the keys.
	SetNextKeyUnknown()
	SetAllKeysUnknown()
	// SetCurrentKeyUnknown marks the attributes of the current key, for a vendor
	// whose next key may be absent until it rotates.
	SetCurrentKeyUnknown()
	// CopyVendorArguments copies the vendor's own arguments.
	CopyVendorArguments(from Model)
	// RequiresNextKeyToRotate reports whether a rotation without a next key is to be refused.
	RequiresNextKeyToRotate() bool
	// PlanWarnings are the vendor's own warnings about a plan.
	PlanWarnings() diag.Diagnostics
}

func (a *Attributes) attributes() *Attributes { return a }

// NoVendorArguments has the methods of Model for a vendor that always has a next key, and that
// has no arguments of its own. A model of another vendor overrides them.
type NoVendorArguments struct{}

// SetCurrentKeyUnknown does nothing: there always is a next key.
func (NoVendorArguments) SetCurrentKeyUnknown() {}

// CopyVendorArguments does nothing: there are no others.
func (NoVendorArguments) CopyVendorArguments(Model) {}

// RequiresNextKeyToRotate is false: there always is a next key.
func (NoVendorArguments) RequiresNextKeyToRotate() bool { return false }

// PlanWarnings are none.
func (NoVendorArguments) PlanWarnings() diag.Diagnostics { return nil }
