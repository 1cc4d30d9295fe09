package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Model is the configuration, the plan or the state of a rotate-only resource. A model
// embeds Attributes, which has TakeArguments, SetCurrentUnknown, RequiresNext and PlanWarnings
// for a vendor that needs no other.
type Model interface {
	attributes() *Attributes
	// ParentID is the ID of what the keys belong to.
	ParentID() types.String
	// Copy is another model of the same values.
	Copy() Model
	// Roles reads the keys out of the model; what is null or unknown is nil.
	Roles(ctx context.Context) (Roles, diag.Diagnostics)
	// SetRoles writes the vendor's own attributes of the keys.
	SetRoles(ctx context.Context, roles Roles) diag.Diagnostics
	// SetNextUnknown marks the attributes that only a rotation will show, SetUnknown
	// all attributes of the keys.
	SetNextUnknown()
	SetUnknown()
	// SetCurrentUnknown marks the attributes of the current key, for a vendor
	// whose next key may be absent until it rotates.
	SetCurrentUnknown()
	// TakeArguments copies the vendor's own arguments.
	TakeArguments(from Model)
	// RequiresNext reports whether a rotation without a next key is to be refused.
	RequiresNext() bool
	// PlanWarnings are the vendor's own warnings about a plan.
	PlanWarnings() diag.Diagnostics
}

func (a *Attributes) attributes() *Attributes { return a }

// SetCurrentUnknown does nothing: there always is a next key.
func (a *Attributes) SetCurrentUnknown() {}

// TakeArguments does nothing: there are no others.
func (a *Attributes) TakeArguments(Model) {}

// RequiresNext is false: there always is a next key.
func (a *Attributes) RequiresNext() bool { return false }

// PlanWarnings are none.
func (a *Attributes) PlanWarnings() diag.Diagnostics { return nil }
