package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyset"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
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

// ParentType is a kind of parent that keys are registered at, and its rules.
type ParentType struct {
	keyinput.Rules

	// Limits are the vendor's.
	Limits keyset.Limits
	// IDAttribute is the attribute that holds the parent's ID.
	IDAttribute string
	// CheckParent refuses a malformed ID, saying what is expected.
	CheckParent func(id string) error
	// Subject words the parent in diagnostics.
	Subject func(parent string) diagnose.Subject
	// API is the client, or a *apierr.Error of kind NotConfigured or ConfigUnknown.
	API func(providerData any) (API, error)
	// Run is what the resources of this run know of each other, nil before the
	// provider is configured.
	Run func(providerData any) *RunState
	// Losses are, by use, what is not possible without an active key, as a clause,
	// whatever the settings of the parent.
	Losses map[string]string
	// Needs are the uses of which a parent has to keep an active key by its settings, and why.
	// It asks the vendor. The error is an *apierr.Error.
	Needs func(ctx context.Context, providerData any, parent string) (map[string]Need, error)
}

// hasSingleActive reports whether only one key of the use can be active. Activating one
// of them deactivates the other.
func (k ParentType) hasSingleActive(use string) bool { return slices.Contains(k.Limits.OneActive, use) }

// listKeys is the keys of a parent as this run knows them. The error is an
// *apierr.Error.
func (k ParentType) listKeys(ctx context.Context, providerData any, parent string) ([]oktaapi.Key, error) {
	api, err := k.API(providerData)
	if err != nil {
		return nil, err
	}
	return api.Keys(ctx, parent, false)
}

// verbDelete is the verb of a job that destroys a resource.
const verbDelete = "delete"

// listKeysKnownToRun is List, but with what the writes of this run know of the keys, where they do: of
// fifty creates at one parent each would otherwise list anew after the one before.
func (k ParentType) listKeysKnownToRun(ctx context.Context, providerData any, parent string) ([]oktaapi.Key, error) {
	if run := k.Run(providerData); run != nil {
		if keys, ok := run.cache.get(parent); ok {
			return keys, nil
		}
	}
	return k.listKeys(ctx, providerData, parent)
}

// beginOperation makes a job and takes the lock of the parent. If ok is false, the
// diagnostics of the job say why it cannot; verb, an infinitive, says what for.
func (k ParentType) beginOperation(ctx context.Context, providerData any, parent, verb string) (op *Operation, unlock func(), ok bool) {
	op = &Operation{Run: k.Run(providerData), Subject: k.Subject(parent), Parent: parent}
	if verb == verbDelete {
		op.Subject = op.Subject.ForDestroy()
	}
	api, err := k.API(providerData)
	if err != nil {
		op.addDiagnostic(diagnose.Error(verb, op.Subject, err))
		return op, nil, false
	}
	op.API = api
	unlock, ok = op.lock(ctx, verb)
	return op, unlock, ok
}
