package oktaapi

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/okta/okta-sdk-golang/v6/okta"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// The statuses of a signing key.
const (
	StatusActive  = "ACTIVE"
	StatusNext    = "NEXT"
	StatusExpired = "EXPIRED"
)

// SigningKey is one key with which an authorization server signs tokens, as Okta
// lists it. A member that Okta did not send is the zero value.
type SigningKey struct {
	KID    string
	Status string
	Alg    string
	Use    string
	Kty    string
	N      string
	E      string
	// Links maps a link relation to its URL.
	Links map[string]string
}

// KeyID is the kid.
func (k SigningKey) KeyID() string { return k.KID }

// SigningKeys are all keys of an authorization server, in the order ACTIVE,
// NEXT, EXPIRED, others, and by kid within each.
type SigningKeys struct {
	Keys []SigningKey
	// Nameless is how many entries of the list name no key. They are left out.
	Nameless int
	// Clocks are Okta's and that of this machine when it answered.
	Clocks rotation.Clocks
}

// Active is the key that signs, or nil.
func (k SigningKeys) Active() *SigningKey { return k.first(StatusActive) }

// Next is the key that the next rotation puts in use, or nil: Okta may not have
// made it yet.
func (k SigningKeys) Next() *SigningKey { return k.first(StatusNext) }

// Expired are the keys that signed before, in the order of their kids.
func (k SigningKeys) Expired() []SigningKey {
	var expired []SigningKey
	for _, key := range k.Keys {
		if key.Status == StatusExpired {
			expired = append(expired, key)
		}
	}
	return expired
}

// first selects by status: the order of Okta's answer is no contract.
func (k SigningKeys) first(status string) *SigningKey {
	if i := slices.IndexFunc(k.Keys, func(key SigningKey) bool { return key.Status == status }); i >= 0 {
		return &k.Keys[i]
	}
	return nil
}

// AuthorizationServerKeys lists the signing keys of a server
// (GET /api/v1/authorizationServers/{id}/credentials/keys). One answer serves
// every reader of the walk until the keys are rotated.
func (c *Client) AuthorizationServerKeys(ctx context.Context, id string) (SigningKeys, error) {
	return cached(ctx, &c.lists, id, func(ctx context.Context) (SigningKeys, error) {
		return c.listAuthorizationServerKeys(ctx, id)
	})
}

// FreshAuthorizationServerKeys lists the keys as they are now, past the cache.
func (c *Client) FreshAuthorizationServerKeys(ctx context.Context, id string) (SigningKeys, error) {
	c.lists.Drop(id)
	return c.AuthorizationServerKeys(ctx, id)
}

func (c *Client) listAuthorizationServerKeys(ctx context.Context, id string) (SigningKeys, error) {
	wire, exchange, err := read[[]*wireSigningKey](ctx, c, func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.AuthorizationServerKeysAPI.ListAuthorizationServerKeys(ctx, id).Execute()
		return err
	})
	switch {
	case err != nil:
		return SigningKeys{}, err
	case wire == nil:
		return SigningKeys{}, vendor.Unusable(exchange, "the answer holds no list of keys")
	}
	if err := vendor.CheckCount(exchange, len(wire)); err != nil {
		return SigningKeys{}, err
	}
	return signingKeys(wire, c.clocks(exchange)), nil
}

// RotateAuthorizationServerKeys rotates the keys of a server
// (POST /api/v1/authorizationServers/{id}/credentials/lifecycle/keyRotate) with
// exactly one request, and returns all keys after the rotation. What an error
// says of the rotation is for package rotation to judge.
func (c *Client) RotateAuthorizationServerKeys(ctx context.Context, id string) (SigningKeys, error) {
	if err := checkID(id); err != nil {
		return SigningKeys{}, err
	}
	use := "sig"
	exchange, err := c.call(ctx, c.writes, goodChange, func(ctx context.Context, sdk *okta.APIClient) error {
		_, _, err := sdk.AuthorizationServerKeysAPI.RotateAuthorizationServerKeys(ctx, id).Use(okta.JwkUse{Use: &use}).Execute()
		return err
	})
	c.forget(id) // whatever came of it
	if err != nil {
		return SigningKeys{}, err
	}
	wire, err := decode[[]*wireSigningKey](exchange)
	if err != nil {
		return SigningKeys{}, err
	}
	if err := vendor.CheckCount(exchange, len(wire)); err != nil {
		return SigningKeys{}, err
	}
	keys := signingKeys(wire, c.clocks(exchange))
	switch problem := keys.Contradiction(); {
	case keys.Active() == nil:
		return SigningKeys{}, vendor.Unusable(exchange, "the answer names no active key")
	case problem != "":
		return SigningKeys{}, vendor.Unusable(exchange, "the list in the answer contradicts itself: "+problem)
	}
	c.lists.Put(id, keys)
	return keys, nil
}

// wireSigningKey is a key as Okta sends it. Members that are null are absent.
type wireSigningKey struct {
	KID    string                     `json:"kid"`
	Status string                     `json:"status"`
	Alg    string                     `json:"alg"`
	Use    string                     `json:"use"`
	Kty    string                     `json:"kty"`
	N      string                     `json:"n"`
	E      string                     `json:"e"`
	Links  map[string]json.RawMessage `json:"_links"`
}

func (w wireSigningKey) key() SigningKey {
	text := transport.Text
	return SigningKey{
		KID: text(w.KID), Status: text(w.Status), Alg: text(w.Alg), Use: text(w.Use), Kty: text(w.Kty),
		N: transport.Base64(w.N), E: transport.Base64(w.E), Links: links(w.Links),
	}
}

func signingKeys(wire []*wireSigningKey, clocks rotation.Clocks) SigningKeys {
	keys := make([]SigningKey, 0, len(wire))
	for _, key := range wire {
		if key == nil || key.KID == "" {
			continue
		}
		keys = append(keys, key.key())
	}
	slices.SortStableFunc(keys, func(a, b SigningKey) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.KID, b.KID))
	})
	return SigningKeys{Keys: keys, Nameless: len(wire) - len(keys), Clocks: clocks}
}

func rank(key SigningKey) int {
	order := []string{StatusActive, StatusNext, StatusExpired}
	if i := slices.Index(order, key.Status); i >= 0 {
		return i
	}
	return len(order)
}

// links keeps the links of the one form that keys have, and leaves out others.
func links(wire map[string]json.RawMessage) map[string]string {
	hrefs := make(map[string]string, len(wire))
	for relation, raw := range wire {
		var link struct {
			Href string `json:"href"`
		}
		if json.Unmarshal(raw, &link) == nil && link.Href != "" {
			hrefs[transport.Text(relation)] = transport.Text(link.Href)
		}
	}
	if len(hrefs) == 0 {
		return nil
	}
	return hrefs
}
