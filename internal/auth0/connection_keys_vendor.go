package auth0

import (
	"context"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// connectionVendor is what Auth0 plugs into the rotate-only resource of a connection.
type connectionVendor struct{}

// NewModel makes an empty model.
func (connectionVendor) NewModel() rotateonly.Model { return new(connectionKeysModel) }

// CheckID refuses what cannot be a connection's ID.
func (connectionVendor) CheckID(id string) error { return checkConnectionID(id) }

// Subject names the keys of a connection.
func (connectionVendor) Subject(id string) diagnostics.Subject {
	return diagnostics.Auth0ConnectionKeys(id)
}

// NewAPI makes the calls on the keys of connections.
func (connectionVendor) NewAPI(providerData any) (rotateonly.API, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	return connectionAPI{client}, nil
}

// RolesAfterRotation is the roles after one rotation.
func (connectionVendor) RolesAfterRotation(before rotateonly.Roles, next rotateonly.Key) rotateonly.Roles {
	after := rotateonly.Roles{Current: before.Next, Previous: before.Current, Next: next}
	if next != nil {
		after.Times = timesOf(after)
	}
	return after
}

// MergePlanned is the planned key with the live current_since, which no plan knows.
func (connectionVendor) MergePlanned(planned, live rotateonly.Key) rotateonly.Key {
	merged, now := connectionKey(planned), connectionKey(live)
	if merged == nil || now == nil {
		return live
	}
	merged.CurrentSince = now.CurrentSince
	return *merged
}

// connectionKey is the key in a role, nil where there is none.
func connectionKey(key rotateonly.Key) *auth0api.ConnectionKey {
	if k, ok := key.(auth0api.ConnectionKey); ok {
		return &k
	}
	return nil
}

// inRole is a key for a role; nil stays nil.
func inRole(key *auth0api.ConnectionKey) rotateonly.Key {
	if key == nil {
		return nil
	}
	return *key
}

// connectionAPI is the calls on the keys of connections.
type connectionAPI struct {
	client *auth0api.Client
}

func (a connectionAPI) Lock(ctx context.Context, id string) (func(), error) {
	return a.client.Lock(ctx, id)
}

func (a connectionAPI) Record(_ context.Context, id string) processlock.Record {
	return a.client.Record(id)
}

func (a connectionAPI) Now() time.Time { return a.client.Now() }

func (a connectionAPI) Policy() *transport.Policy { return a.client.Policy() }

func (a connectionAPI) Rotate(ctx context.Context, id string) (rotateonly.RotateResponse, error) {
	next, err := a.client.RotateConnectionKeys(ctx, id)
	return rotateonly.RotateResponse{Next: next}, err
}

func (a connectionAPI) Keys(ctx context.Context, id string, mode rotateonly.ReadMode) (rotateonly.LiveKeys, error) {
	list := a.client.ConnectionKeys
	if mode != rotateonly.Cached {
		list = a.client.FreshConnectionKeys
	}
	keys, err := list(ctx, id)
	if err == nil {
		err = contradiction(keys)
	}
	if err != nil {
		return rotateonly.LiveKeys{}, err
	}
	roles := rotateonly.Roles{Current: inRole(keys.Current()), Next: inRole(keys.Next()), Previous: inRole(keys.Previous())}
	roles.Times = timesOf(roles)
	return rotateonly.LiveKeys{Roles: roles, Clocks: keys.Clocks}, nil
}
