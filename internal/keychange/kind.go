package keychange

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
	OnDestroyDelete     = "delete"
	OnDestroyDeactivate = "deactivate"
	OnDestroyAbandon    = "abandon"
	// OnDestroyIfUnneeded deletes, but leaves a key that the parent still needs.
	OnDestroyIfUnneeded = "delete_if_unneeded"
)

// OnDestroyValues are all of them.
var OnDestroyValues = keyinput.OneOf{OnDestroyDelete, OnDestroyIfUnneeded, OnDestroyDeactivate, OnDestroyAbandon}

// Resource is what every resource of registered keys implements.
type Resource interface {
	resource.ResourceWithConfigure
	resource.ResourceWithIdentity
	resource.ResourceWithImportState
	resource.ResourceWithModifyPlan
	resource.ResourceWithValidateConfig
}

// Kind is a kind of parent that keys are registered at, and its rules.
type Kind struct {
	keyinput.Rules

	// Limits are the vendor's.
	Limits keyset.Limits
	// Parent is the attribute that holds the parent's ID.
	Parent string
	// CheckParent refuses a malformed ID, saying what is expected.
	CheckParent func(id string) error
	// Subject words the parent in diagnostics.
	Subject func(parent string) diagnose.Subject
	// API is the client, or a *apierr.Error of kind NotConfigured or ConfigUnknown.
	API func(providerData any) (API, error)
	// Walk is what the resources of this walk know of each other, nil before the
	// provider is configured.
	Walk func(providerData any) *Walk
	// Losses are, by use, what is not possible without an active key, as a clause,
	// whatever the settings of the parent.
	Losses map[string]string
	// Needs are the uses of which a parent has to keep an active key by its settings, and why.
	// It asks the vendor. The error is an *apierr.Error.
	Needs func(ctx context.Context, providerData any, parent string) (map[string]Need, error)
}

// OneActive reports whether only one key of the use can be active. Activating one
// of them deactivates the other.
func (k Kind) OneActive(use string) bool { return slices.Contains(k.Limits.OneActive, use) }

// List is the keys of a parent as this walk knows them. The error is an
// *apierr.Error.
func (k Kind) List(ctx context.Context, providerData any, parent string) ([]oktaapi.Key, error) {
	api, err := k.API(providerData)
	if err != nil {
		return nil, err
	}
	return api.Keys(ctx, parent, false)
}

// Delete is the verb of a job that destroys a resource.
const Delete = "delete"

// Known is List, but with what the writes of this walk know of the keys, where they do: of
// fifty creates at one parent each would otherwise list anew after the one before.
func (k Kind) Known(ctx context.Context, providerData any, parent string) ([]oktaapi.Key, error) {
	if walk := k.Walk(providerData); walk != nil {
		if keys, ok := walk.lists.get(parent); ok {
			return keys, nil
		}
	}
	return k.List(ctx, providerData, parent)
}

// Begin makes a job and takes the lock of the parent. If ok is false, the
// diagnostics of the job say why it cannot; verb, an infinitive, says what for.
func (k Kind) Begin(ctx context.Context, providerData any, parent, verb string) (j *Job, unlock func(), ok bool) {
	j = &Job{Walk: k.Walk(providerData), Subject: k.Subject(parent), Parent: parent}
	if verb == Delete {
		j.Subject = j.Subject.ForDestroy()
	}
	api, err := k.API(providerData)
	if err != nil {
		j.Say(diagnose.Error(verb, j.Subject, err))
		return j, nil, false
	}
	j.API = api
	unlock, ok = j.Lock(ctx, verb)
	return j, unlock, ok
}
