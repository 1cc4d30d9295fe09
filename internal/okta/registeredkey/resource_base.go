package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// resourceBase is what KeyResource and SetResource have in common.
type resourceBase struct {
	ParentType

	// client is set by Configure, or clientErr says why there is none.
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

// api is the client. The error is an *apierr.Error of kind NotConfigured or ConfigUnknown.
func (b *resourceBase) api() (API, error) {
	if b.client == nil && b.clientErr == nil {
		return b.NewAPI(nil)
	}
	return b.client, b.clientErr
}

// listKeys is the keys of a parent as this run knows them. The error is an
// *apierr.Error.
func (b *resourceBase) listKeys(ctx context.Context, parent string) ([]oktaapi.Key, error) {
	api, err := b.api()
	if err != nil {
		return nil, err
	}
	return api.Keys(ctx, parent, false)
}

// listKeysKnownToRun is listKeys, but with what the writes of this run know of the keys,
// where they do: of fifty creates at one parent each would otherwise list anew after the
// one before.
func (b *resourceBase) listKeysKnownToRun(ctx context.Context, parent string) ([]oktaapi.Key, error) {
	if b.run != nil {
		if keys, ok := b.run.cache.get(parent); ok {
			return keys, nil
		}
	}
	return b.listKeys(ctx, parent)
}

// needs are the uses of which a parent has to keep an active key by its settings, and
// why. The error is an *apierr.Error.
func (b *resourceBase) needs(ctx context.Context, parent string) (map[string]Need, error) {
	api, err := b.api()
	if err != nil {
		return nil, err
	}
	return api.Needs(ctx, parent)
}

// verbDelete is the verb of an operation that destroys a resource.
const verbDelete = "delete"

// beginOperation makes an operation and takes the lock of the parent. If ok is false, the
// diagnostics of the operation say why it cannot; verb, an infinitive, says what for.
func (b *resourceBase) beginOperation(ctx context.Context, parent, verb string) (op *Operation, unlock func(), ok bool) {
	op = &Operation{Run: b.run, Subject: b.Subject(parent), Parent: parent}
	if verb == verbDelete {
		op.Subject = op.Subject.ForDestroy()
	}
	api, err := b.api()
	if err != nil {
		op.addDiagnostic(diagnostics.ErrCallFailed(verb, op.Subject, err))
		return op, nil, false
	}
	op.API = api
	unlock, ok = op.lock(ctx, verb)
	return op, unlock, ok
}

// beginDelete reads the state, and under which deadline a Delete runs. replacement is what
// the create plans if the resource is replaced. ok is false where nothing is to be sent:
// after an error, or because on_destroy abandons the keys.
func (b *resourceBase) beginDelete(
	ctx context.Context, state Model, req resource.DeleteRequest, resp *resource.DeleteResponse,
) (within context.Context, cancel context.CancelFunc, replacement plannedCreates, ok bool) {
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	if resp.Diagnostics.HasError() {
		return ctx, func() {}, nil, false
	}
	within, cancel = limits.Within(ctx, state.Lifecycle().Timeouts.Delete, limits.Write, &resp.Diagnostics)
	switch {
	case resp.Diagnostics.HasError():
		return within, cancel, nil, false
	case state.Lifecycle().OnDestroy.ValueString() == onDestroyAbandon:
		if keyID, _ := state.Identity(); keyID != "" && b.run != nil { // the create of a replacement may find the key
			b.run.touched.addLeft(keyID)
		}
		return within, cancel, nil, false
	}
	replacement, diags := readPlannedCreates(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	return within, cancel, replacement, true
}
