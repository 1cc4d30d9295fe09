package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// API is the calls on the keys of one kind of parent. Failures are
// *apierr.Error. Each write sends exactly one request.
type API interface {
	// Lock serialises the writes to one parent.
	Lock(ctx context.Context, parent string) (func(), error)
	// Keys lists the keys. If fresh is true, it sends a request, although this run has a list.
	Keys(ctx context.Context, parent string, fresh bool) (oktaapi.KeyList, error)
	Add(ctx context.Context, parent string, key oktaapi.Key) (oktaapi.Key, error)
	Activate(ctx context.Context, parent, keyID string) (oktaapi.Key, error)
	Deactivate(ctx context.Context, parent, keyID string) (oktaapi.Key, error)
	Delete(ctx context.Context, parent, keyID string) error
	// Policy repeats what may be repeated.
	Policy() *transport.Policy
	// Needs returns the uses of which the settings of a parent need an active key, and
	// why.
	Needs(ctx context.Context, parent string) (map[string]ActiveKeyNeed, error)
	// SignsIn reports whether the provider signs in with this key of this parent.
	SignsIn(parent, thumbprint string) bool
}

// Operation is one create, update or delete of keys of one parent.
type Operation struct {
	API     API
	Run     *RunState
	Subject diagnostics.Subject
	// Type is the type of the parent, Parent its ID.
	Type   ParentType
	Parent string
	// Diags are the diagnostics so far.
	Diags diag.Diagnostics
}

// addDiagnostic adds a diagnostic.
func (op *Operation) addDiagnostic(d diag.Diagnostic) { op.Diags.Append(d) }

// lockParent takes the lock of the parent. If ok is false, the diagnostics say why not.
// verb, an infinitive, says what the operation does.
func (op *Operation) lockParent(ctx context.Context, verb string) (unlock func(), ok bool) {
	unlock, err := op.API.Lock(ctx, op.Parent)
	if err != nil {
		op.addDiagnostic(diagnostics.ErrCallFailed(verb, op.Subject, err))
		return nil, false
	}
	return unlock, true
}

// isSignInKey reports whether the provider signs in with this key. The apply checks the registered
// key, because -replace and a tainted resource have no plan that could refuse, and because a state
// may be old.
func (op *Operation) isSignInKey(live oktaapi.Key) bool {
	key, err := live.Public()
	return err == nil && op.API.SignsIn(op.Parent, thumbprintOrNoneText(key))
}

// findByID finds a key by the vendor's ID.
func findByID(keys []oktaapi.Key, oktaID string) (found oktaapi.Key, ok bool) {
	for _, key := range keys {
		if key.ID == oktaID {
			return key, true
		}
	}
	return oktaapi.Key{}, false
}

// findByKID finds a key by its kid. It finds none for the kid "".
func findByKID(keys []oktaapi.Key, kid string) (found oktaapi.Key, ok bool) {
	for _, key := range keys {
		if key.KID == kid && kid != "" {
			return key, true
		}
	}
	return oktaapi.Key{}, false
}
