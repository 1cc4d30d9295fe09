package oktaapi

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// KeySets are the keys that are registered at one kind of parent: apps, or
// authorization servers for their resource servers. A parent is named by its ID.
// Each call sends one request, and only List repeats it; failures are
// *apierr.Error.
type KeySets struct {
	client *Client
	parent keyParent
	lists  *listcache.Cache[KeyList]
	// mayBeNothing is true where Okta may answer null for a set without keys.
	mayBeNothing bool
}

// keyParent is one kind of parent: the requests about its keys, made with the SDK's
// builders, and what serialises them.
type keyParent interface {
	list(parent string) request
	add(parent string, body map[string]any) request
	activate(parent, keyID string) request
	deactivate(parent, keyID string) request
	remove(parent, keyID string) request
	// lock serialises the writes to one parent, drop forgets its list.
	lock(ctx context.Context, parent string) (func(), error)
	drop(parent string)
}

// List lists the keys of a parent, in the order of their kids. One answer serves
// every reader of the walk until the keys are changed.
func (s KeySets) List(ctx context.Context, parent string) (KeyList, error) {
	return cached(ctx, s.lists, parent, func(ctx context.Context) (KeyList, error) {
		set, exchange, err := read[keySet](ctx, s.client, s.parent.list(parent))
		switch {
		case err != nil:
			return KeyList{}, err
		case !set.Present && !(s.mayBeNothing && isNull(exchange)):
			return KeyList{}, vendor.Unusable(exchange, "the answer holds no list of keys")
		}
		if err := vendor.CheckCount(exchange, len(set.Keys)); err != nil {
			return KeyList{}, err
		}
		return keysOf(set.Keys, s.client.clocks(exchange).VendorOrZero()), nil
	})
}

// Forget has the next list of the keys of a parent be made anew.
func (s KeySets) Forget(parent string) { s.parent.drop(parent) }

// Lock serialises the writes to the keys of one parent: activating one changes
// another.
func (s KeySets) Lock(ctx context.Context, parent string) (func(), error) {
	unlock, err := s.parent.lock(ctx, parent)
	if err != nil {
		return nil, transport.AsError(err)
	}
	return unlock, nil
}

// Add registers a key, and returns it as Okta keeps it. Its ID is ignored.
func (s KeySets) Add(ctx context.Context, parent string, key Key) (Key, error) {
	if err := checkID(parent); err != nil {
		return Key{}, err
	}
	defer s.parent.drop(parent)
	return changedKey(s.client.call(ctx, s.client.writes, goodChange, s.parent.add(parent, key.body())))
}

// Activate puts a key in use. Where only one key can be, that deactivates the one
// that was.
func (s KeySets) Activate(ctx context.Context, parent, keyID string) (Key, error) {
	if err := checkIDs(parent, keyID); err != nil {
		return Key{}, err
	}
	defer s.parent.drop(parent)
	return changedKey(s.client.call(ctx, s.client.writes, goodChange, s.parent.activate(parent, keyID)))
}

// Deactivate takes a key out of use.
func (s KeySets) Deactivate(ctx context.Context, parent, keyID string) (Key, error) {
	if err := checkIDs(parent, keyID); err != nil {
		return Key{}, err
	}
	defer s.parent.drop(parent)
	return changedKey(s.client.call(ctx, s.client.writes, goodChange, s.parent.deactivate(parent, keyID)))
}

// Delete removes an inactive key.
func (s KeySets) Delete(ctx context.Context, parent, keyID string) error {
	if err := checkIDs(parent, keyID); err != nil {
		return err
	}
	defer s.parent.drop(parent)
	_, err := s.client.call(ctx, s.client.writes, goodDelete, s.parent.remove(parent, keyID))
	return err
}

// changedKey reads the key out of the answer to a change.
func changedKey(exchange *transport.Exchange, err error) (Key, error) {
	if err != nil {
		return Key{}, err
	}
	wire, err := decode[wireKey](exchange)
	switch {
	case err != nil:
		return Key{}, err
	case wire.ID == "":
		return Key{}, vendor.Unusable(exchange, "the answer names no key")
	}
	return wire.key(), nil
}
