// Package rotateonly is what the resources that rotate keys share. The vendor has
// the private keys, so a resource can only rotate them. The package has the
// arguments, the plan that names the keys, the guard, the apply that rotates exactly once,
// and a destroy that changes nothing. A vendor implements Vendor, Model, Key and API.
package rotateonly

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// Resource implements everything of a rotate-only resource but its schema.
type Resource struct {
	Spec Spec
	// Configure sets client, or clientErr if there is none.
	client    API
	clientErr error
}

// Configure takes the client from the provider's data.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.client, r.clientErr = r.Spec.NewAPI(req.ProviderData)
}

// Metadata names the type.
func (r *Resource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Spec.Type
}

// IdentitySchema identifies the resource by its parent.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		r.Spec.IDAttribute: identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "The ID of the parent whose keys are rotated.",
		},
	}}
}

// ImportState adopts the keys of a parent by its ID or identity. It never rotates. The arguments
// get their defaults, so that the next plan changes nothing. But rotate_on_create is
// false, so that a configuration that Terraform generates adopts the keys if the
// resource is created again.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := req.ID
	if id == "" && req.Identity != nil {
		var parent types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(r.Spec.IDAttribute), &parent)...)
		if resp.Diagnostics.HasError() {
			return
		}
		id = parent.ValueString()
	}
	if err := r.Spec.CheckID(id); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidImportID(err))
		return
	}
	for name, value := range map[string]any{
		"id": id, r.Spec.IDAttribute: id,
		"rotate_on_create": false, "min_rotation_interval": DefaultInterval,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(r.Spec.IDAttribute), id)...)
}

// Delete sends nothing: the plan has warned that the keys stay as they are.
func (r *Resource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// saveModelAndIdentity writes the model and its identity. Neither is written without the other.
func (r *Resource) saveModelAndIdentity(ctx context.Context, m Model, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := r.setIdentity(ctx, m, identity)
	diags.Append(tfmodel.SetState(ctx, state, m)...)
	return diags
}

func (r *Resource) setIdentity(ctx context.Context, m Model, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return tfmodel.SetIdentity(ctx, identity, map[string]string{r.Spec.IDAttribute: m.ParentID().ValueString()})
}

// configuredAPI is the client. The error is an *apierr.Error of kind NotConfigured or ConfigUnknown.
func (r *Resource) configuredAPI() (api API, err error) {
	if r.client == nil && r.clientErr == nil {
		return r.Spec.NewAPI(nil)
	}
	return r.client, r.clientErr
}

// canRotate reports whether the keys can be rotated and recorded.
func (r *Resource) canRotate(keys rotation.Snapshot) bool {
	return keys.Current != "" && (keys.Next != "" || r.Spec.NextMayBeAbsent)
}

// fillKeyAttributes writes roles into the model, both the shared part and the vendor's.
func (r *Resource) fillKeyAttributes(ctx context.Context, m Model, roles Roles) diag.Diagnostics {
	m.attributes().setKIDsAndTimes(snapshotOf(roles), roles.Times)
	return m.SetRoles(ctx, roles)
}

func (r *Resource) setAllKeysUnknown(m Model) {
	m.attributes().setKIDsAndTimesUnknown()
	m.attributes().setNextPublishedSinceUnknown()
	m.SetAllKeysUnknown()
}
