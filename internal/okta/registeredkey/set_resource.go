package registeredkey

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
)

// SetModel is the configuration, the plan or the state of a SetResource. A model embeds
// SetAttributes and adds the ID of the parent.
type SetModel interface {
	Model
	// Attributes are those that every resource of a set has.
	Attributes() *SetAttributes
	// ActiveKIDOrNil is the argument that names the one active key; nil where each key
	// has a status of its own.
	ActiveKIDOrNil() *types.String
	// Activation are the attributes of the delay of an activation; the zero value where there are none.
	Activation() ActivationDelay
}

// SetSpec is what differs between the resources.
type SetSpec struct {
	ParentType

	// Type is the resource type.
	Type string
	// UseText and StatusText describe the attributes of a key.
	UseText, StatusText string
	// Models makes the models of the resource type.
	Models SetModels
	// HasActiveKID is true where an argument names the one active key.
	HasActiveKID bool
}

// SetModels makes the models of one resource type.
type SetModels interface {
	// NewModel makes an empty model.
	NewModel() SetModel
}

// SetResource implements everything of a resource of a set of keys but its schema.
type SetResource struct {
	resourceBase
	Spec SetSpec
}

// NewSetResource makes the resource.
func NewSetResource(spec SetSpec) SetResource {
	return SetResource{resourceBase{ParentType: spec.ParentType, deleteLimit: limits.SetWrite}, spec}
}

// Metadata names the type.
func (r *SetResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Spec.Type
}

// IdentitySchema identifies the resource by its parent.
func (r *SetResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		r.Spec.IDAttribute: identityschema.StringAttribute{RequiredForImport: true, Description: "The ID of the parent at which the keys are registered."},
	}}
}

// ImportState takes the parent's ID or an identity. It reads nothing; the refresh
// that follows takes all keys of the parent as those of the resource.
func (r *SetResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	parent := req.ID
	if req.ID == "" && req.Identity != nil {
		var p types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(r.Spec.IDAttribute), &p)...)
		parent = p.ValueString()
	}
	if err := r.Spec.CheckID(parent); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidSetImportID(strings.ToUpper(r.Spec.IDAttribute), err))
		return
	}
	for name, value := range map[string]any{
		r.Spec.IDAttribute: parent, "id": parent, "exclusive": false, "on_destroy": onDestroyDelete,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(r.Spec.IDAttribute), parent)...)
}

// activeKIDArgumentOrNull returns the value of active_kid, or null for a set that has no such argument.
func (r *SetResource) activeKIDArgumentOrNull(m SetModel) types.String {
	if !r.Spec.HasActiveKID {
		return types.StringNull()
	}
	return *m.ActiveKIDOrNil()
}
