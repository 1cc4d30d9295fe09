package okta

import (
	"context"
	"fmt"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// serverVendor is what Okta plugs into the rotate-only resource of an authorization server.
type serverVendor struct{}

// NewModel makes an empty model.
func (serverVendor) NewModel() rotateonly.Model { return new(serverKeysModel) }

// CheckID refuses what cannot be a server's ID.
func (serverVendor) CheckID(id string) error { return checkServerID(id) }

// Subject names the signing keys of a server.
func (serverVendor) Subject(id string) diagnostics.Subject {
	return diagnostics.OktaAuthorizationServerKeys(id)
}

// NewAPI makes the calls on the signing keys of servers.
func (serverVendor) NewAPI(providerData any) (rotateonly.API, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	return serverAPI{client}, nil
}

// RolesAfterRotation is the roles after one rotation.
func (serverVendor) RolesAfterRotation(before rotateonly.Roles, next rotateonly.Key) rotateonly.Roles {
	return rotateonly.Roles{
		Current:  withStatus(before.Next, oktaapi.StatusActive),
		Previous: withStatus(before.Current, oktaapi.StatusExpired),
		Next:     next,
		Mode:     before.Mode,
	}
}

// MergePlanned is the planned key: all of it is known.
func (serverVendor) MergePlanned(planned, _ rotateonly.Key) rotateonly.Key { return planned }

// asSigningKey is the key in a role, nil where there is none.
func asSigningKey(key rotateonly.Key) *oktaapi.SigningKey {
	if k, ok := key.(oktaapi.SigningKey); ok {
		return &k
	}
	return nil
}

// inRole is a key for a role; nil stays nil.
func inRole(key *oktaapi.SigningKey) rotateonly.Key {
	if key == nil {
		return nil
	}
	return *key
}

func withStatus(key rotateonly.Key, status string) rotateonly.Key {
	changed := asSigningKey(key)
	if changed == nil {
		return nil
	}
	changed.Status = status
	return *changed
}

// serverAPI is the calls on the signing keys of authorization servers.
type serverAPI struct {
	client *oktaapi.Client
}

func (a serverAPI) Lock(ctx context.Context, id string) (func(), error) {
	return a.client.Lock(ctx, id)
}

func (a serverAPI) Record(ctx context.Context, id string) processlock.Record {
	return a.client.Record(ctx, id)
}

func (a serverAPI) Now() time.Time { return a.client.Now() }

func (a serverAPI) Policy() *transport.Policy { return a.client.Policy() }

// Rotate takes the keys from the answer, which lists them all. The time of the
// rotation is not in it; the answer's own is at most its travel time later.
func (a serverAPI) Rotate(ctx context.Context, id string) (rotateonly.RotateResponse, error) {
	keys, err := a.client.RotateAuthorizationServerKeys(ctx, id)
	if err != nil {
		return rotateonly.RotateResponse{}, err
	}
	after := justRotated(keys)
	return rotateonly.RotateResponse{Next: after.Next, After: &after}, nil
}

// Keys reads the keys, and the server for when they were last rotated.
func (a serverAPI) Keys(ctx context.Context, id string, mode rotateonly.ReadMode) (rotateonly.LiveKeys, error) {
	list := a.client.AuthorizationServerKeys
	if mode != rotateonly.Cached {
		list = a.client.FreshAuthorizationServerKeys
	}
	keys, err := list(ctx, id)
	if err != nil {
		return rotateonly.LiveKeys{}, serverGone(ctx, a.client, id, err)
	}
	if err := contradiction(keys); err != nil {
		return rotateonly.LiveKeys{}, err
	}
	server, err := a.server(ctx, id, keys)
	if err == nil && mode != rotateonly.Settling && !isNamed(keys, server) {
		// Somebody may have rotated between the two answers: a new list is of after that.
		if keys, err = a.client.FreshAuthorizationServerKeys(ctx, id); err != nil {
			return rotateonly.LiveKeys{}, serverGone(ctx, a.client, id, err)
		}
		err = contradiction(keys)
	}
	if err == nil {
		err = disagreement(keys, server)
	}
	switch {
	case err != nil && mode == rotateonly.Settling:
		return justRotated(keys), nil
	case err != nil:
		return rotateonly.LiveKeys{}, err
	}
	live := liveOf(keys)
	live.Mode, live.Times = server.RotationMode, timesOf(server, len(live.FormerSigning))
	if server.Clocks.Local.After(live.Clocks.Local) {
		live.Clocks = server.Clocks
	}
	return live, nil
}

// server is the server as it is with these keys. This walk's answer is as good as
// a new one if it names the key that signs now: when that began to sign does not
// change.
func (a serverAPI) server(ctx context.Context, id string, keys oktaapi.SigningKeys) (oktaapi.AuthorizationServer, error) {
	server, err := a.client.AuthorizationServer(ctx, id)
	if err != nil || isNamed(keys, server) {
		return server, withKeys(err)
	}
	server, err = a.client.FreshAuthorizationServer(ctx, id)
	return server, withKeys(err)
}

// isNamed reports whether the record of a server names the key that signs, if it names one.
func isNamed(keys oktaapi.SigningKeys, server oktaapi.AuthorizationServer) bool {
	active := keys.Active()
	return active == nil || server.SigningKID == "" || active.KID == server.SigningKID
}

// disagreement is why the keys and the record of a server are not taken together, if so.
func disagreement(keys oktaapi.SigningKeys, server oktaapi.AuthorizationServer) error {
	if isNamed(keys, server) {
		return nil
	}
	return &apierr.Error{
		Kind: apierr.Unavailable, Sent: true,
		Message: fmt.Sprintf("Okta's record of the server does not name the key that signs: it has %s, the list of keys %s as ACTIVE. "+
			"So the provider does not know when the keys were last rotated", server.SigningKID, keys.Active().KID),
		Hint: "Run again in a minute: after a rotation, it can take a moment until both agree.",
	}
}

// withKeys is a failure to read a server whose keys Okta has just listed: that Okta
// does not find the server then does not say that it is gone.
func withKeys(err error) error {
	if !apierr.Is(err, apierr.NotFound) {
		return err
	}
	e := *apierr.As(err)
	e.Kind, e.Hint = apierr.Unavailable, diagnostics.AdviceForOktaContradiction
	e.Message = sentence(e.Message) + " But it lists keys of the server"
	return &e
}

func liveOf(keys oktaapi.SigningKeys) rotateonly.LiveKeys {
	var retired []rotateonly.Key
	if expired := keys.Expired(); expired != nil {
		retired = make([]rotateonly.Key, len(expired))
		for i, key := range expired {
			retired[i] = key
		}
	}
	return rotateonly.LiveKeys{
		Roles:  rotateonly.Roles{Current: inRole(keys.Active()), Next: inRole(keys.Next()), FormerSigning: retired},
		Clocks: keys.Clocks,
	}
}

// justRotated are keys that were listed right after a rotation: it is as old as the
// answer, whatever the clock of this machine says.
func justRotated(keys oktaapi.SigningKeys) rotateonly.LiveKeys {
	live := liveOf(keys)
	live.Times = rotation.Times{Made: keys.Clocks.Vendor, Rotated: keys.Clocks.Vendor}
	if keys.Clocks.Vendor.IsZero() {
		live.Times.Doubt = rotation.NoRecord
	}
	return live
}
