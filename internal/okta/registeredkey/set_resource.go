package registeredkey

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
)

// SetSpec is what differs between the resources. M is the model.
type SetSpec[M any] struct {
	ParentType

	// Type is the resource type.
	Type string
	// UseText and StatusText describe the attributes of a key.
	UseText, StatusText string
	// Attrs and ParentID point into the model.
	Attrs    func(*M) *SetAttributes
	ParentID func(*M) *types.String
	// ActiveKID points to the argument that names the one active key; nil where each
	// key has a status of its own.
	ActiveKID func(*M) *types.String
}

// SetResource implements everything of a resource but its schema.
type SetResource[M any] struct {
	Spec SetSpec[M]
	data any
}

// Configure keeps the provider's data.
func (r *SetResource[M]) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.data = req.ProviderData
}

// Metadata names the type.
func (r *SetResource[M]) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Spec.Type
}

// IdentitySchema identifies the resource by its parent.
func (r *SetResource[M]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		r.Spec.IDAttribute: identityschema.StringAttribute{RequiredForImport: true, Description: "The ID of what the keys are registered at."},
	}}
}

// ImportState takes the parent's ID or an identity. It reads nothing; the refresh
// that follows takes all keys of the parent as those of the resource.
func (r *SetResource[M]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	parent := req.ID
	if req.ID == "" && req.Identity != nil {
		var p types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(r.Spec.IDAttribute), &p)...)
		parent = p.ValueString()
	}
	if err := r.Spec.CheckParent(parent); err != nil {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf("The import ID is of the form %s: %s.", strings.ToUpper(r.Spec.IDAttribute), err))
		return
	}
	for name, value := range map[string]any{
		r.Spec.IDAttribute: parent, "id": parent, "exclusive": false, "on_destroy": onDestroyDelete,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(r.Spec.IDAttribute), parent)...)
}

// save writes the model and its identity. The two are never written apart.
func (r *SetResource[M]) save(ctx context.Context, m *M, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := r.identify(ctx, m, identity)
	diags.Append(state.Set(ctx, m)...)
	return diags
}

func (r *SetResource[M]) identify(ctx context.Context, m *M, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return identity.SetAttribute(ctx, path.Root(r.Spec.IDAttribute), r.parent(m))
}

func (r *SetResource[M]) parent(m *M) string { return r.Spec.ParentID(m).ValueString() }

func (r *SetResource[M]) subject(m *M) diagnose.Subject { return r.Spec.Subject(r.parent(m)) }

// activeKID is the argument, null where there is none.
func (r *SetResource[M]) activeKID(m *M) types.String {
	if r.Spec.ActiveKID == nil {
		return types.StringNull()
	}
	return *r.Spec.ActiveKID(m)
}
