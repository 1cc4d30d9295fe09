package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
)

var _ registeredkey.Resource = (*resourceServerJWKSResource)(nil)

// resourceServerJWKSResource is the encryption keys of an authorization server.
type resourceServerJWKSResource struct {
	registeredkey.SetResource
}

// resourceServerJWKSResourceModel is the resource.
type resourceServerJWKSResourceModel struct {
	registeredkey.SetAttributes

	ServerID  types.String `tfsdk:"authorization_server_id"`
	ActiveKID types.String `tfsdk:"active_kid"`
}

// NewResourceServerJWKSResource makes idpkeys_okta_resource_server_jwks.
func NewResourceServerJWKSResource() resource.Resource {
	return &resourceServerJWKSResource{registeredkey.NewSetResource(registeredkey.SetSpec{
		ParentType:   resourceServerParents,
		Type:         resourceServerJWKSType,
		UseText:      "What the key is for: `enc`.",
		StatusText:   "`ACTIVE` for the key to which access tokens are encrypted, `INACTIVE` for others: as `active_kid` decides, or as Okta has it.",
		Models:       resourceServerJWKSModels{},
		HasActiveKID: true,
	})}
}

// resourceServerJWKSModels makes its models.
type resourceServerJWKSModels struct{}

// NewModel makes an empty model.
func (resourceServerJWKSModels) NewModel() registeredkey.SetModel {
	return new(resourceServerJWKSResourceModel)
}

// ParentID is the ID of the server.
func (m *resourceServerJWKSResourceModel) ParentID() types.String { return m.ServerID }

// ActiveKIDOrNil is active_kid.
func (m *resourceServerJWKSResourceModel) ActiveKIDOrNil() *types.String { return &m.ActiveKID }

// Schema declares the server and its keys.
func (r *resourceServerJWKSResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.Spec.SchemaAttributes(ctx)
	attributes["authorization_server_id"] = schema.StringAttribute{
		Required: true, Validators: []validator.String{serverIDValidator},
		MarkdownDescription: "The ID of the custom authorization server (`aus...`) at which the keys are registered, or `default`. " +
			"Another ID replaces the resource.",
	}
	attributes["active_kid"] = schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "The `kid` of the one key in `keys` to which access tokens are encrypted. If it is set, it is enforced: the key is activated, and Okta " +
			"deactivates the one that was active. If it is not set, the provider activates no key, and the attribute shows which of `keys` is active.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the encryption keys of a custom authorization server of Okta as a set, so that one apply does a whole rollover: " +
			"it adds the new key, activates it, and deletes the old one, in that order.",
		Attributes: attributes,
	}
}
