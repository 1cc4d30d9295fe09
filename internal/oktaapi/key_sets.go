package oktaapi

import (
	"context"

	"github.com/okta/okta-sdk-golang/v6/okta"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// KeySets are the keys that are registered at one kind of parent: apps, or
// authorization servers for their resource servers. A parent is named by its ID.
// Each call sends one request, and only List repeats it; failures are
// *apierr.Error.
type KeySets struct {
	client *Client
	calls  keyCalls
	lists  *listcache.Cache[[]Key]
	// lock serialises the writes to one parent, drop forgets its list.
	lock func(ctx context.Context, parent string) (func(), error)
	drop func(parent string)
	// mayBeNothing is true where Okta may answer null for a set without keys.
	mayBeNothing bool
}

// keyCalls make the requests for one kind of parent with the SDK's builders.
type keyCalls struct {
	list                         func(ctx context.Context, sdk *okta.APIClient, parent string) error
	add                          func(ctx context.Context, sdk *okta.APIClient, parent string, body map[string]any) error
	activate, deactivate, remove func(ctx context.Context, sdk *okta.APIClient, parent, keyID string) error
}

// List lists the keys of a parent, in the order of their kids. One answer serves
// every reader of the walk until the keys are changed.
func (s KeySets) List(ctx context.Context, parent string) ([]Key, error) {
	return cached(ctx, s.lists, parent, func(ctx context.Context) ([]Key, error) {
		set, exchange, err := read[keySet](ctx, s.client, func(ctx context.Context, sdk *okta.APIClient) error {
			return s.calls.list(ctx, sdk, parent)
		})
		switch {
		case err != nil:
			return nil, err
		case !set.Present && !(s.mayBeNothing && isNull(exchange)):
			return nil, vendor.Unusable(exchange, "the answer holds no list of keys")
		}
		if err := vendor.CheckCount(exchange, len(set.Keys)); err != nil {
			return nil, err
		}
		return keysOf(set.Keys, s.client.clocks(exchange).Checked()), nil
	})
}

// Forget has the next list of the keys of a parent be made anew.
func (s KeySets) Forget(parent string) { s.drop(parent) }

// Lock serialises the writes to the keys of one parent: activating one changes
// another.
func (s KeySets) Lock(ctx context.Context, parent string) (func(), error) {
	unlock, err := s.lock(ctx, parent)
	if err != nil {
		return nil, transport.AsError(err)
	}
	return unlock, nil
}

// Add registers a key, and returns it as Okta keeps it. Its ID is ignored.
func (s KeySets) Add(ctx context.Context, parent string, key Key) (Key, error) {
	return s.change(ctx, parent, func(ctx context.Context, sdk *okta.APIClient) error {
		return s.calls.add(ctx, sdk, parent, key.body())
	})
}

// Activate puts a key in use. Where only one key can be, that deactivates the one
// that was.
func (s KeySets) Activate(ctx context.Context, parent, keyID string) (Key, error) {
	return s.changeOne(ctx, parent, keyID, s.calls.activate)
}

// Deactivate takes a key out of use.
func (s KeySets) Deactivate(ctx context.Context, parent, keyID string) (Key, error) {
	return s.changeOne(ctx, parent, keyID, s.calls.deactivate)
}

// Delete removes an inactive key.
func (s KeySets) Delete(ctx context.Context, parent, keyID string) error {
	if err := checkIDs(parent, keyID); err != nil {
		return err
	}
	defer s.drop(parent)
	_, err := s.client.call(ctx, s.client.writes, goodDelete, func(ctx context.Context, sdk *okta.APIClient) error {
		return s.calls.remove(ctx, sdk, parent, keyID)
	})
	return err
}

func (s KeySets) changeOne(
	ctx context.Context, parent, keyID string, send func(ctx context.Context, sdk *okta.APIClient, parent, keyID string) error,
) (Key, error) {
	if err := checkID(keyID); err != nil {
		return Key{}, err
	}
	return s.change(ctx, parent, func(ctx context.Context, sdk *okta.APIClient) error { return send(ctx, sdk, parent, keyID) })
}

// change sends one request that answers with the key.
func (s KeySets) change(ctx context.Context, parent string, send request) (Key, error) {
	if err := checkID(parent); err != nil {
		return Key{}, err
	}
	defer s.drop(parent)
	wire, exchange, err := write[wireKey](ctx, s.client, send)
	switch {
	case err != nil:
		return Key{}, err
	case wire.ID == "":
		return Key{}, vendor.Unusable(exchange, "the answer names no key")
	}
	return wire.key(), nil
}
