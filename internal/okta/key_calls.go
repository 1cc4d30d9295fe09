package okta

import (
	"context"
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// keyCalls plug the adapter into what changes registered keys.
type keyCalls struct {
	oktaapi.KeySets
	client *oktaapi.Client
	// list lists the keys of a parent.
	list func(ctx context.Context, c *oktaapi.Client, parent string) ([]oktaapi.Key, error)
	// clients is true where the provider may sign in as a parent.
	clients bool
}

func appKeyCalls(providerData any) (registeredkey.API, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	return keyCalls{KeySets: client.AppKeys(), client: client, list: appKeys, clients: true}, nil
}

func resourceServerKeyCalls(providerData any) (registeredkey.API, error) {
	client, err := clientFrom(providerData)
	if err != nil {
		return nil, err
	}
	return keyCalls{KeySets: client.ResourceServerKeys(), client: client, list: resourceServerKeys}, nil
}

// resourceServerKeys lists the encryption keys of an authorization server. The error is
// NotFound only if the server itself is not found.
func resourceServerKeys(ctx context.Context, c *oktaapi.Client, serverID string) ([]oktaapi.Key, error) {
	keys, err := c.ResourceServerKeys().List(ctx, serverID)
	return keys, serverGone(ctx, c, serverID, err)
}

// signingKeys lists the keys with which an authorization server signs. The error is
// NotFound only if the server itself is not found.
func signingKeys(ctx context.Context, c *oktaapi.Client, serverID string) (oktaapi.SigningKeys, error) {
	keys, err := c.AuthorizationServerKeys(ctx, serverID)
	return keys, serverGone(ctx, c, serverID, err)
}

// serverGone is what to make of a refusal about the keys of an authorization server: a
// 404 says that the server is gone only if the server itself is not found.
func serverGone(ctx context.Context, c *oktaapi.Client, serverID string, refusal error) error {
	if !apierr.Is(refusal, apierr.NotFound) {
		return refusal
	}
	server, err := c.FreshAuthorizationServer(ctx, serverID)
	if err != nil {
		return unlessGone("authorization server", refusal, err)
	}
	return there(refusal, fmt.Sprintf("The authorization server is there (%q)", server.Name), diagnose.OktaContradicts)
}

// Keys lists the keys.
func (c keyCalls) Keys(ctx context.Context, parent string, fresh bool) ([]oktaapi.Key, error) {
	if fresh {
		c.Forget(parent)
	}
	return c.list(ctx, c.client, parent)
}

// Policy is the client's.
func (c keyCalls) Policy() *transport.Policy { return c.client.Policy() }

// SignsIn reports whether the provider signs in as this parent with this key.
func (c keyCalls) SignsIn(parent, thumbprint string) bool {
	return c.clients && c.client.SignsIn(parent, thumbprint)
}

// walkFrom is what the resources of this walk know of each other.
func walkFrom(providerData any) *registeredkey.RunState {
	if source, ok := providerData.(Source); ok {
		return source.KeyRunState()
	}
	return nil
}
