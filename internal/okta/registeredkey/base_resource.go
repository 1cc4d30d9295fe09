package registeredkey

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// resourceBase is what KeyResource and SetResource have in common.
type resourceBase struct {
	ParentType
	// deleteLimit is the default timeout of a delete.
	deleteLimit time.Duration

	// Configure sets client, or clientErr if there is none.
	client    API
	clientErr error
	// run is nil before the provider is configured.
	run *RunState
}

// RunStateSource is the provider's data.
type RunStateSource interface {
	// KeyRunState is what the resources of this run know of each other.
	KeyRunState() *RunState
}

// Configure takes the client and the state of the run from the provider's data.
func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	b.client, b.clientErr = b.NewAPI(req.ProviderData)
	if source, ok := req.ProviderData.(RunStateSource); ok {
		b.run = source.KeyRunState()
	}
}

// configuredAPI is the client. The error is an *apierr.Error of kind NotConfigured or ConfigUnknown.
func (b *resourceBase) configuredAPI() (api API, err error) {
	if b.client == nil && b.clientErr == nil {
		return b.NewAPI(nil)
	}
	return b.client, b.clientErr
}

// listCachedKeys returns the list of this walk, corrected by newer knowledge of the run. The error is an
// *apierr.Error.
func (b *resourceBase) listCachedKeys(ctx context.Context, parent string) ([]oktaapi.Key, error) {
	list, err := b.listCachedAndCorrect(ctx, parent)
	return list.keys, err
}

// listCachedAndCorrect is listCachedKeys, and also returns what was corrected. The error is an
// *apierr.Error.
func (b *resourceBase) listCachedAndCorrect(ctx context.Context, parent string) (correctedList, error) {
	api, err := b.configuredAPI()
	if err != nil {
		return correctedList{}, err
	}
	list, err := api.Keys(ctx, parent, false)
	switch {
	case err != nil:
		return correctedList{}, err
	case b.run == nil:
		return correctedList{keys: list.Keys, at: list.At}, nil
	}
	return b.run.latest.updateAndCorrect(parent, list, b.ParentType), nil
}

// recordLatestKeysInRun notes for the run the keys of a state. A list may not show their last changes yet.
func (b *resourceBase) recordLatestKeysInRun(parent string, keysOfState ...oktaapi.Key) {
	if b.run != nil {
		b.run.latest.recordKeysOfState(parent, keysOfState)
	}
}

// listKeysInRunOrCached returns the keys as the writes of this run know them, or else listCachedKeys. Otherwise,
// each of fifty creates at one parent would send a list of its own.
func (b *resourceBase) listKeysInRunOrCached(ctx context.Context, parent string) (registered []oktaapi.Key, err error) {
	if b.run != nil {
		if keys, ok := b.run.keyLists.get(parent); ok {
			return keys, nil
		}
	}
	return b.listCachedKeys(ctx, parent)
}

// fetchActiveKeyNeeds returns the uses of which the settings of a parent need an active key, and why. The error
// is an *apierr.Error.
func (b *resourceBase) fetchActiveKeyNeeds(ctx context.Context, parent string) (needByUse map[string]ActiveKeyNeed, err error) {
	api, err := b.configuredAPI()
	if err != nil {
		return nil, err
	}
	return api.Needs(ctx, parent)
}

// verbDelete is the verb of an operation that destroys a resource.
const verbDelete = "delete"

// beginLockedOperation makes an operation and takes the lock of the parent. The caller calls unlock. If ok is
// false, the diagnostics of the operation say why not. verb, an infinitive, says what the operation does.
func (b *resourceBase) beginLockedOperation(ctx context.Context, parent, verb string) (op *Operation, unlock func(), ok bool) {
	op = &Operation{Run: b.run, Subject: b.Subject(parent), Type: b.ParentType, Parent: parent}
	if verb == verbDelete {
		op.Subject = op.Subject.ForDestroy()
	}
	api, err := b.configuredAPI()
	if err != nil {
		op.addDiagnostic(diagnostics.ErrCallFailed(verb, op.Subject, err))
		return op, nil, false
	}
	op.API = api
	unlock, ok = op.lockParent(ctx, verb)
	return op, unlock, ok
}

// getStateForDelete reads the state into the model, and sets the deadline of a Delete. replacement is what the
// create plans if the resource is replaced. removesKeys is false if nothing is to be sent: after an error, or
// because on_destroy abandons the keys.
func (b *resourceBase) getStateForDelete(
	ctx context.Context, state Model, req resource.DeleteRequest, resp *resource.DeleteResponse,
) (within context.Context, cancel context.CancelFunc, replacement keysPlannedByCreate, removesKeys bool) {
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, state)...)
	if resp.Diagnostics.HasError() {
		return ctx, func() {}, nil, false
	}
	within, cancel = limits.Within(ctx, state.Lifecycle().Timeouts.Delete, b.deleteLimit, &resp.Diagnostics)
	switch {
	case resp.Diagnostics.HasError():
		return within, cancel, nil, false
	case state.Lifecycle().OnDestroy.ValueString() == onDestroyAbandon:
		if keyID, _ := state.SingleKeyIDs(); keyID != "" && b.run != nil { // the create of a replacement may find the key
			b.run.applied.markLeftForReplacement(keyID)
		}
		return within, cancel, nil, false
	}
	replacement, diags := readKeysPlannedByCreate(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	return within, cancel, replacement, true
}
