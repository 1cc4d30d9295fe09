package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// getStateAndListKeys reads the state into the model, and lists the keys of its parent. One request serves all
// resources of a parent. recordStateInRun notes the keys of the state for the run. If the parent was deleted, the
// resource is removed from the state. ok is false if the response is complete already, or has an error.
func (b *resourceBase) getStateAndListKeys(
	ctx context.Context, m Model, recordStateInRun func() diag.Diagnostics, req resource.ReadRequest, resp *resource.ReadResponse,
) (list correctedList, ok bool) {
	resp.Diagnostics.Append(tfmodel.GetState(ctx, req.State, m)...)
	if resp.Diagnostics.HasError() {
		return list, false
	}
	resp.Diagnostics.Append(recordStateInRun()...)
	ctx, cancel := limits.Within(ctx, m.Lifecycle().Timeouts.Read, limits.Read, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return list, false
	}
	list, err := b.listCachedAndCorrect(ctx, parentIDOf(m))
	switch {
	case apierr.Is(err, apierr.NotFound):
		_, kid := m.SingleKeyIDs()
		resp.Diagnostics.Append(diagnostics.WarnCallFailed("read", b.parentSubject(m), kid, err, "The resource is removed from the state."))
		b.run.missingParents.add(parentIDOf(m))
		b.removeFromState(ctx, m, resp)
		return list, false
	case err != nil:
		resp.Diagnostics.Append(diagnostics.ErrCallFailed("read", b.parentSubject(m).ForDestroy(), err))
		return list, false
	}
	return list, true
}

// removeFromState removes the resource from the state. It sets the identity all the same, because Terraform
// before 1.12 sends none that could be kept.
func (b *resourceBase) removeFromState(ctx context.Context, m Model, resp *resource.ReadResponse) {
	resp.Diagnostics.Append(b.setIdentity(ctx, m, resp.Identity)...)
	resp.State.RemoveResource(ctx)
}

// listCachedKeysOf is listCachedKeys for the parent of a model, within the time of a read.
func (b *resourceBase) listCachedKeysOf(ctx context.Context, m Model) (registered []oktaapi.Key, err error) {
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	return b.listCachedKeys(ctx, parentIDOf(m))
}
