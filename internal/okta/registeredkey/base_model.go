package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// Model is the configuration, the plan or the state of a resource of registered keys.
type Model interface {
	// ParentID is the ID of the app or the server.
	ParentID() types.String
	// Lifecycle is what both resources have.
	Lifecycle() *LifecycleAttributes
	// SingleKeyIDs is Okta's ID of the key and its kid; both are empty for a set.
	SingleKeyIDs() (keyID, kid string)
}

// LifecycleAttributes are the attributes that both resources have.
type LifecycleAttributes struct {
	OnDestroy types.String   `tfsdk:"on_destroy"`
	Timeouts  timeouts.Value `tfsdk:"timeouts"`
}

// Lifecycle is these.
func (a *LifecycleAttributes) Lifecycle() *LifecycleAttributes { return a }

// The values of on_destroy.
const (
	onDestroyDelete     = "delete"
	onDestroyDeactivate = "deactivate"
	onDestroyAbandon    = "abandon"
	// onDestroyIfUnneeded deletes, but leaves a key that the parent still needs.
	onDestroyIfUnneeded = "delete_if_unneeded"
)

// onDestroyValues are all of them.
var onDestroyValues = keyinput.OneOfValidator{onDestroyDelete, onDestroyIfUnneeded, onDestroyDeactivate, onDestroyAbandon}

// subject names the parent in diagnostics.
func (b *resourceBase) parentSubject(m Model) diagnostics.Subject { return b.Subject(parentIDOf(m)) }

// parentIDOf is the ID of the parent.
func parentIDOf(m Model) string { return m.ParentID().ValueString() }

// saveModelAndIdentity writes the model and its identity. Neither is written without the other.
func (b *resourceBase) saveModelAndIdentity(ctx context.Context, m Model, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := b.setIdentity(ctx, m, identity)
	diags.Append(tfmodel.SetState(ctx, state, m)...)
	return diags
}

// setIdentity writes the ID of the parent, and that of the key if it is a single one.
func (b *resourceBase) setIdentity(ctx context.Context, m Model, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	texts := map[string]string{b.IDAttribute: parentIDOf(m)}
	if keyID, _ := m.SingleKeyIDs(); keyID != "" {
		texts["id"] = keyID
	}
	return tfmodel.SetIdentity(ctx, identity, texts)
}
