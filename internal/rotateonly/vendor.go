package rotateonly

import (
	"context"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Key is a key of a parent.
type Key interface {
	// KeyID is its identifier.
	KeyID() string
}

// Roles are a parent's keys by role. A role without a key is nil.
type Roles struct {
	Current  Key
	Next     Key
	Previous Key
	// FormerSigning are the keys that no longer sign, of a vendor that does not say
	// which of them signed last. Previous is then found among them.
	FormerSigning []Key
	// Mode is the vendor's word for how it rotates by itself. It is empty if the vendor does
	// not say.
	Mode string
	// Times are the vendor's times of these keys.
	Times rotation.Times
}

// ReadMode says how keys are to be read.
type ReadMode int

// The modes of reading.
const (
	// Cached uses the list of this walk.
	Cached ReadMode = iota
	// Fresh sends a request.
	Fresh
	// Settling is Fresh after a rotation was sent. Values that are not needed to identify
	// the keys may be missing, so that a failure to read them does not hide the outcome.
	Settling
)

// RotateResponse is the answer to a rotation.
type RotateResponse struct {
	// Next is the new next key, if the answer names it.
	Next Key
	// After are all keys after the rotation, if the answer lists them.
	After *LiveKeys
}

// API is the calls that a vendor offers. Failures are *apierr.Error.
type API interface {
	// Lock serialises the writes to one parent.
	Lock(ctx context.Context, parent string) (func(), error)
	// Keys reads the keys.
	Keys(ctx context.Context, parent string, mode ReadMode) (LiveKeys, error)
	// Rotate sends exactly one request.
	Rotate(ctx context.Context, parent string) (RotateResponse, error)
	// PublishedLocation returns where the keys of the parent are published by default. known is what an
	// earlier call has returned. It saves a request if it is still right.
	PublishedLocation(ctx context.Context, parent string, live Roles, known PublishedLocation) (PublishedLocation, error)
	// Published reads JWK sets as a verifier does. It sends no credentials.
	Published() *transport.PublishedKeys
	// Now is the clock of this machine.
	Now() time.Time
	// Record returns the record file of this machine about the last rotation of the parent's keys that was sent. The
	// caller has the lock of the parent, and has read the keys.
	Record(ctx context.Context, parent string) processlock.Record
	// Policy repeats what may be repeated.
	Policy() *transport.Policy
}

// PublishedLocation is where a vendor publishes the keys of a parent. It is kept in private state.
type PublishedLocation struct {
	// Issuer is that of the parent, if the vendor has the URI in metadata of an issuer.
	Issuer string `json:"issuer,omitempty"`
	// URI is where the JWK set is.
	URI string `json:"uri,omitempty"`
}

// Spec is what differs between the rotate-only resources.
type Spec struct {
	Vendor

	// Type is the resource type, IDAttribute the attribute with the parent's ID.
	Type        string
	IDAttribute string
	// Consequence says in a plan's warning what the vendor does to the key that
	// stops signing.
	Consequence string
	// NextMayBeAbsent is true for a vendor whose next key may be absent until it rotates.
	NextMayBeAbsent bool
}

// Vendor is what a vendor implements for one resource type.
type Vendor interface {
	// NewModel makes an empty model.
	NewModel() Model
	// CheckID refuses a malformed ID of a parent. The error says what is expected.
	CheckID(id string) error
	// Subject names the parent in diagnostics.
	Subject(id string) diagnostics.Subject
	// NewAPI makes the client from the provider's data. The error is an *apierr.Error of
	// kind NotConfigured or ConfigUnknown.
	NewAPI(providerData any) (API, error)
	// RolesAfterRotation returns the roles after one rotation. next is nil while it is unknown.
	RolesAfterRotation(before Roles, next Key) Roles
	// MergePlanned returns the live key, with the values of the planned key that were known in the plan.
	MergePlanned(planned, live Key) Key
}
