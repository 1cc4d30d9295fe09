package registeredkey

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
)

// KeyModel is the configuration, the plan or the state of a KeyResource. A model embeds
// KeyAttributes and adds the ID of the parent.
type KeyModel interface {
	Model
	// Attributes are those that every resource of one key has.
	Attributes() *KeyAttributes
}

// KeySpec is what differs between the resources.
type KeySpec struct {
	ParentType

	// Type is the resource type.
	Type string
	// UseText and StatusText describe the arguments.
	UseText, StatusText string
	// DefaultStatus is the vendor's for a key that is added without one.
	DefaultStatus string
	// Models makes the models of the resource type.
	Models KeyModels
}

// KeyModels makes the models of one resource type.
type KeyModels interface {
	// NewModel makes an empty model.
	NewModel() KeyModel
}

// keysDataSourceType is the data source that lists the keys.
func (spec KeySpec) keysDataSourceType() string { return spec.Type + "s" }

// KeyResource implements everything of a resource of one key but its schema.
type KeyResource struct {
	resourceBase
	Spec KeySpec
}

// NewKeyResource makes the resource.
func NewKeyResource(spec KeySpec) KeyResource {
	return KeyResource{resourceBase{ParentType: spec.ParentType, deleteLimit: limits.Write}, spec}
}

// Metadata names the type. The identity can change: somebody may delete a key and
// add the same one again, which then has another ID.
func (r *KeyResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Spec.Type
	resp.ResourceBehavior.MutableIdentity = true
}

// IdentitySchema identifies the resource by its parent and Okta's ID of the key.
func (r *KeyResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		r.Spec.IDAttribute: identityschema.StringAttribute{RequiredForImport: true, Description: "The ID of the parent at which the key is registered."},
		"id":               identityschema.StringAttribute{RequiredForImport: true, Description: "Okta's ID of the key."},
	}}
}

// keyIDForm is the form of Okta's IDs of keys. Another text may be a secret that was
// given by mistake. It would be sent and shown.
var keyIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// ImportState takes PARENT/KEY or an identity. It reads nothing. The refresh that
// follows fills in the key.
func (r *KeyResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	parent, id, found := strings.Cut(req.ID, "/")
	if req.ID == "" && req.Identity != nil {
		var p, k types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(r.Spec.IDAttribute), &p)...)
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("id"), &k)...)
		if resp.Diagnostics.HasError() {
			return
		}
		parent, id, found = p.ValueString(), k.ValueString(), true
	}
	if err := r.Spec.CheckID(parent); err != nil || !found || !keyIDForm.MatchString(id) {
		resp.Diagnostics.Append(diagnostics.ErrInvalidKeyImportID(strings.ToUpper(r.Spec.IDAttribute), r.Spec.keysDataSourceType()))
		return
	}
	for name, value := range map[string]any{r.Spec.IDAttribute: parent, "id": id, "on_destroy": onDestroyDelete} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	for name, value := range map[string]string{r.Spec.IDAttribute: parent, "id": id} {
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(name), value)...)
	}
}
