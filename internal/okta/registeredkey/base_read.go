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

// getStateAndListKeys reads the state into the model, and lists the keys of its parent, which one
// request serves to all resources; recordStateInRun records the
// keys of the state in the run. If the parent is
// gone, so is the resource. ok is false where the answer is complete, or an error.
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

// removeFromState removes the resource from the state. Its identity has to be there all the
// same: a Terraform that knows none (before 1.12) sends none to be kept.
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
