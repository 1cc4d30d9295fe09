// Package keychange changes the public keys that are registered at one parent, an
// app or a resource server: adds, activates, deactivates and deletes, each change
// exactly once, and knows what the resources of one walk know of each other.
package keychange

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// API is the calls on the keys of one kind of parent. Failures are
// *apierr.Error. Each write sends exactly one request.
type API interface {
	// Lock serialises the writes to one parent.
	Lock(ctx context.Context, parent string) (func(), error)
	// Keys lists the keys; fresh goes past the list of this walk.
	Keys(ctx context.Context, parent string, fresh bool) ([]oktaapi.Key, error)
	Add(ctx context.Context, parent string, key oktaapi.Key) (oktaapi.Key, error)
	Activate(ctx context.Context, parent, keyID string) (oktaapi.Key, error)
	Deactivate(ctx context.Context, parent, keyID string) (oktaapi.Key, error)
	Delete(ctx context.Context, parent, keyID string) error
	// Policy repeats what may be repeated.
	Policy() *transport.Policy
	// SignsIn reports whether the provider signs in with this key of this parent.
	SignsIn(parent, thumbprint string) bool
}

// Walk is what the resources of one walk know of each other. It is made in
// Configure. The zero value is ready to use.
type Walk struct {
	Claims   Claims
	Touched  Touched
	Holdings Holdings
	Plans    Plans
	Actives  ActivePlans
	Gone     Gone
	lists    lists
}

// Job is one create, update or delete of keys of one parent under way.
type Job struct {
	API     API
	Walk    *Walk
	Subject diagnose.Subject
	// Parent is its ID.
	Parent string
	// Diags are what there is to say so far.
	Diags diag.Diagnostics
}

// Say adds a diagnostic.
func (j *Job) Say(d diag.Diagnostic) { j.Diags.Append(d) }

// Lock takes the lock of the parent. If ok is false, the diagnostics say why it
// cannot; verb, an infinitive, says what for.
func (j *Job) Lock(ctx context.Context, verb string) (unlock func(), ok bool) {
	unlock, err := j.API.Lock(ctx, j.Parent)
	if err != nil {
		j.Say(diagnose.Error(verb, j.Subject, err))
		return nil, false
	}
	return unlock, true
}

// ByID finds a key by the vendor's ID.
func ByID(keys []oktaapi.Key, id string) (oktaapi.Key, bool) {
	for _, key := range keys {
		if key.ID == id {
			return key, true
		}
	}
	return oktaapi.Key{}, false
}

// ByKID finds a key by its kid. Nothing has the kid "".
func ByKID(keys []oktaapi.Key, kid string) (oktaapi.Key, bool) {
	for _, key := range keys {
		if key.KID == kid && kid != "" {
			return key, true
		}
	}
	return oktaapi.Key{}, false
}
