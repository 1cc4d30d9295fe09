package auth0api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/auth0/go-auth0/management"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// ConnectionKey is one key of an enterprise connection, as Auth0 lists it. A
// member that Auth0 did not send is the zero value.
type ConnectionKey struct {
	KID          string
	Cert         string
	PKCS         string
	Fingerprint  string
	Thumbprint   string
	Algorithm    string
	KeyUse       string
	SubjectDN    string
	CurrentSince string
	Current      bool
	Next         bool
	Previous     bool
}

// KeyID is the kid.
func (k ConnectionKey) KeyID() string { return k.KID }

// ConnectionKeys are all keys of a connection, in the order current, next,
// previous, others.
type ConnectionKeys struct {
	Keys []ConnectionKey
	// Nameless is how many entries of the list name no key. They are left out.
	Nameless int
	// Clocks are Auth0's and that of this machine when it answered.
	Clocks rotation.Clocks
}

// Current is the key that signs, or nil.
func (k ConnectionKeys) Current() *ConnectionKey {
	return k.find(func(key ConnectionKey) bool { return key.Current })
}

// Next is the key that the next rotation puts in use, or nil.
func (k ConnectionKeys) Next() *ConnectionKey {
	return k.find(func(key ConnectionKey) bool { return key.Next })
}

// Previous is the key that signed before the last rotation, or nil.
func (k ConnectionKeys) Previous() *ConnectionKey {
	return k.find(func(key ConnectionKey) bool { return key.Previous })
}

// find selects by flag: the order of Auth0's answer is no contract.
func (k ConnectionKeys) find(is func(ConnectionKey) bool) *ConnectionKey {
	if i := slices.IndexFunc(k.Keys, is); i >= 0 {
		return &k.Keys[i]
	}
	return nil
}

// ConnectionKeys lists the keys of a connection
// (GET /api/v2/connections/{id}/keys). One answer serves every reader of the
// walk until the connection is rotated. It fails with NotFound when the
// connection is gone, and Invalid when it has no keys because it does not use
// private_key_jwt.
func (c *Client) ConnectionKeys(ctx context.Context, id string) (ConnectionKeys, error) {
	if err := checkID(id); err != nil {
		return ConnectionKeys{}, err
	}
	keys, err := c.lists.Get(ctx, id, func(ctx context.Context) (ConnectionKeys, error) {
		return c.listConnectionKeys(ctx, id)
	})
	if err != nil {
		return ConnectionKeys{}, transport.AsError(err)
	}
	return keys, nil
}

// FreshConnectionKeys lists the keys as they are now, past the cache.
func (c *Client) FreshConnectionKeys(ctx context.Context, id string) (ConnectionKeys, error) {
	c.lists.Drop(id)
	return c.ConnectionKeys(ctx, id)
}

func (c *Client) listConnectionKeys(ctx context.Context, id string) (ConnectionKeys, error) {
	var list ConnectionKeys
	err := c.policy.Read(ctx, func(ctx context.Context) error {
		var wire []*management.ConnectionKey
		exchange, err := c.call(ctx, http.StatusOK, func(ctx context.Context) error {
			var err error
			wire, err = c.reads.Connection.ReadKeys(ctx, id)
			return err
		})
		if err != nil {
			return err
		}
		if wire == nil {
			return vendor.Unusable(exchange, "the answer holds no list of keys")
		}
		if err := vendor.CheckCount(exchange, len(wire)); err != nil {
			return err
		}
		keys := fromWire(wire)
		list = ConnectionKeys{Keys: keys, Nameless: len(wire) - len(keys), Clocks: rotation.Clocks{Vendor: exchange.Date(), Local: c.settings.Now()}}
		return nil
	})
	return list, err
}

// RotateConnectionKeys rotates the keys of a connection
// (POST /api/v2/connections/{id}/keys/rotate) with exactly one request, and
// returns the new next key. What an error says of the rotation is for
// package rotation to judge.
func (c *Client) RotateConnectionKeys(ctx context.Context, id string) (ConnectionKey, error) {
	if err := checkID(id); err != nil {
		return ConnectionKey{}, err
	}
	defer c.lists.Drop(id)
	correlation := correlationID()
	var key *management.ConnectionKey
	exchange, err := c.call(ctx, http.StatusCreated, func(ctx context.Context) error {
		var err error
		key, err = c.writes.Connection.RotateKeys(ctx, id, management.Header("X-Correlation-ID", correlation))
		return err
	})
	if err == nil && (key == nil || key.GetKID() == "" || transport.Altered(convert(key).KID)) {
		err = vendor.Unusable(exchange, "the answer names no key")
	}
	if err != nil {
		e := *apierr.As(err)
		e.CorrelationID = correlation
		return ConnectionKey{}, &e
	}
	return convert(key), nil
}

// idForm is that of Auth0's IDs of connections, which are 20 characters long. What is
// longer than twice that may be a secret in the wrong argument, and is not sent.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// checkID refuses what is no ID. It may be known only after the configuration was
// validated.
func checkID(id string) error {
	if idForm.MatchString(id) {
		return nil
	}
	return &apierr.Error{Kind: apierr.Invalid, Ours: true, Message: "what is given for the ID is none: 1 to 40 letters, digits, - and _"}
}

// correlationID marks a rotation in the tenant's log, where Auth0 shows it as
// references.correlation_id (at most 64 characters).
func correlationID() string {
	var random [12]byte
	// crypto/rand.Read never fails (Go 1.24).
	_, _ = rand.Read(random[:])
	return "idpkeys-" + hex.EncodeToString(random[:])
}

func fromWire(wire []*management.ConnectionKey) []ConnectionKey {
	keys := make([]ConnectionKey, 0, len(wire))
	for _, key := range wire {
		if key != nil && key.GetKID() != "" {
			keys = append(keys, convert(key))
		}
	}
	slices.SortStableFunc(keys, func(a, b ConnectionKey) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a.KID, b.KID)
	})
	return keys
}

func rank(key ConnectionKey) int {
	switch {
	case key.Current:
		return 0
	case key.Next:
		return 1
	case key.Previous:
		return 2
	default:
		return 3
	}
}

func convert(key *management.ConnectionKey) ConnectionKey {
	text := transport.Text
	return ConnectionKey{
		KID: text(key.GetKID()), Cert: transport.PEM(key.GetCert()), PKCS: transport.PEM(key.GetPKCS()),
		Fingerprint: text(key.GetFingerprint()), Thumbprint: text(key.GetThumbprint()),
		Algorithm: text(key.GetAlgorithm()), KeyUse: text(key.GetKeyUse()), SubjectDN: text(key.GetSubjectDN()),
		CurrentSince: text(key.GetCurrentSince()),
		Current:      key.GetCurrent(), Next: key.GetNext(), Previous: key.GetPrevious(),
	}
}
