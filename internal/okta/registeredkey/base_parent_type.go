package registeredkey

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

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
	keyinput.KeyRules
	Parent

	// Limits are the vendor's.
	Limits keyplan.Limits
	// IDAttribute is the attribute with the parent's ID.
	IDAttribute string
	// Losses are what is not possible without an active key, by use, as a clause, whatever the settings of
	// the parent are.
	Losses map[string]string
}

// Parent checks, names and reaches the parents of one type.
type Parent interface {
	// CheckID refuses a malformed ID. The error says what is expected.
	CheckID(id string) error
	// Subject names the parent in diagnostics.
	Subject(id string) diagnostics.Subject
	// NewAPI makes the client from the provider's data. The error is an *apierr.Error of
	// kind NotConfigured or ConfigUnknown.
	NewAPI(providerData any) (API, error)
}

// allowsOnlyOneActive reports whether only one key of the use can be active. Activating one
// of them deactivates the other.
func (t ParentType) allowsOnlyOneActive(use string) bool {
	return slices.Contains(t.Limits.OneActive, use)
}

// effectiveAlg returns the algorithm to compare: none if keys of this type of parent are registered without one,
// whatever Okta answers.
func (t ParentType) effectiveAlg(alg string) string {
	if t.WithoutAlg {
		return ""
	}
	return alg
}

// activeKeysOfUse returns the active keys of a use, without the one of exceptOktaID.
func (t ParentType) activeKeysOfUse(registered []oktaapi.Key, use, exceptOktaID string) []oktaapi.Key {
	var found []oktaapi.Key
	for _, key := range registered {
		if key.Status == oktaapi.StatusActive && key.ID != exceptOktaID && t.EffectiveUse(key.Use) == use {
			found = append(found, key)
		}
	}
	return found
}
