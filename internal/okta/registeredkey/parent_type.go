package registeredkey

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
)

// What becomes of the keys when their resource is destroyed.
const (
	onDestroyDelete     = "delete"
	onDestroyDeactivate = "deactivate"
	onDestroyAbandon    = "abandon"
	// OnDestroyIfUnneeded deletes, but leaves a key that the parent still needs.
	onDestroyIfUnneeded = "delete_if_unneeded"
)

// onDestroyValues are all of them.
var onDestroyValues = keyinput.OneOf{onDestroyDelete, onDestroyIfUnneeded, onDestroyDeactivate, onDestroyAbandon}

// Resource is what every resource of registered keys implements.
type Resource interface {
	resource.ResourceWithConfigure
	resource.ResourceWithIdentity
	resource.ResourceWithImportState
	resource.ResourceWithModifyPlan
	resource.ResourceWithValidateConfig
}

// ParentType is a type of parent that keys are registered at, an app or a server, and
// its rules.
type ParentType struct {
	keyinput.Rules
	Parent

	// Limits are the vendor's.
	Limits keyset.Limits
	// IDAttribute is the attribute that holds the parent's ID.
	IDAttribute string
	// Losses are, by use, what is not possible without an active key, as a clause,
	// whatever the settings of the parent.
	Losses map[string]string
}

// Parent checks, names and reaches the parents of one type.
type Parent interface {
	// CheckID refuses a malformed ID, saying what is expected.
	CheckID(id string) error
	// Subject names the parent in diagnostics.
	Subject(id string) diagnose.Subject
	// NewAPI makes the client from the provider's data. The error is an *apierr.Error of
	// kind NotConfigured or ConfigUnknown.
	NewAPI(providerData any) (API, error)
}

// hasSingleActive reports whether only one key of the use can be active. Activating one
// of them deactivates the other.
func (t ParentType) hasSingleActive(use string) bool { return slices.Contains(t.Limits.OneActive, use) }
