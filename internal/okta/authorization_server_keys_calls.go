package okta

import (
	"context"
	"fmt"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// serverCalls plugs the adapter into the shared resource.
type serverCalls struct {
	client *oktaapi.Client
}

type liveServer = rotateonly.Live[oktaapi.SigningKey]

func (c serverCalls) Lock(ctx context.Context, id string) (func(), error) {
	return c.client.Lock(ctx, id)
}

func (c serverCalls) Now() time.Time { return c.client.Now() }

func (c serverCalls) Policy() *transport.Policy { return c.client.Policy() }

// Rotate takes the keys from the answer, which lists them all. The time of the
// rotation is not in it; the answer's own is at most its travel time later.
func (c serverCalls) Rotate(ctx context.Context, id string) (rotateonly.Answer[oktaapi.SigningKey], error) {
	keys, err := c.client.RotateAuthorizationServerKeys(ctx, id)
	if err != nil {
		return rotateonly.Answer[oktaapi.SigningKey]{}, err
	}
	after := justRotated(keys)
	return rotateonly.Answer[oktaapi.SigningKey]{Next: after.Next, After: &after}, nil
}

// Keys reads the keys, and the server for when they were last rotated.
func (c serverCalls) Keys(ctx context.Context, id string, look rotateonly.Look) (liveServer, error) {
	list := c.client.AuthorizationServerKeys
	if look != rotateonly.Cached {
		list = c.client.FreshAuthorizationServerKeys
	}
	keys, err := list(ctx, id)
	if err != nil {
		return liveServer{}, serverGone(ctx, c.client, id, err)
	}
	server, err := c.server(ctx, id, keys)
	if err == nil && look != rotateonly.Settling && !isNamed(keys, server) {
		// Somebody may have rotated between the two answers: a new list is of after that.
		if keys, err = c.client.FreshAuthorizationServerKeys(ctx, id); err != nil {
			return liveServer{}, serverGone(ctx, c.client, id, err)
		}
	}
	if err == nil {
		err = disagreement(keys, server)
	}
	switch {
	case err != nil && look == rotateonly.Settling:
		return justRotated(keys), nil
	case err != nil:
		return liveServer{}, err
	}
	live := liveOf(keys)
	live.Mode, live.Times = server.RotationMode, timesOf(server, len(live.Retired))
	if server.Clocks.Local.After(live.Clocks.Local) {
		live.Clocks = server.Clocks
	}
	return live, nil
}

// server is the server as it is with these keys. This walk's answer is as good as
// a new one if it names the key that signs now: when that began to sign does not
// change.
func (c serverCalls) server(ctx context.Context, id string, keys oktaapi.SigningKeys) (oktaapi.AuthorizationServer, error) {
	server, err := c.client.AuthorizationServer(ctx, id)
	if err != nil || isNamed(keys, server) {
		return server, withKeys(err)
	}
	server, err = c.client.FreshAuthorizationServer(ctx, id)
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
			"So when the keys were last rotated is not known", server.SigningKID, keys.Active().KID),
		Hint: "Run again in a minute: after a rotation it can take Okta a moment until both say the same.",
	}
}

// withKeys is a failure to read a server whose keys Okta has just listed: that Okta
// does not find the server then does not say that it is gone.
func withKeys(err error) error {
	if !apierr.Is(err, apierr.NotFound) {
		return err
	}
	e := *apierr.As(err)
	e.Kind, e.Hint = apierr.Unavailable, diagnose.OktaContradicts
	e.Message = sentence(e.Message) + " But it lists keys of the server"
	return &e
}

func liveOf(keys oktaapi.SigningKeys) liveServer {
	return liveServer{
		Roles:  serverRoles{Current: keys.Active(), Next: keys.Next(), Retired: keys.Expired()},
		Clocks: keys.Clocks,
	}
}

// justRotated are keys that were listed right after a rotation: it is as old as the
// answer, whatever the clock of this machine says.
func justRotated(keys oktaapi.SigningKeys) liveServer {
	live := liveOf(keys)
	live.Times = rotation.Times{Made: keys.Clocks.Vendor, Rotated: keys.Clocks.Vendor}
	if keys.Clocks.Vendor.IsZero() {
		live.Times.Doubt = rotation.NoRecord
	}
	return live
}
