package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

var _ registeredkey.Resource = (*resourceServerJWKResource)(nil)

// resourceServerJWKResource is one encryption key of an authorization server.
type resourceServerJWKResource struct {
	registeredkey.KeyResource
}

// resourceServerJWKResourceModel is the resource.
type resourceServerJWKResourceModel struct {
	registeredkey.KeyAttributes

	ServerID types.String `tfsdk:"authorization_server_id"`
}

// NewResourceServerJWKResource makes idpkeys_okta_resource_server_jwk.
func NewResourceServerJWKResource() resource.Resource {
	return &resourceServerJWKResource{registeredkey.NewKeyResource(registeredkey.KeySpec{
		ParentType: resourceServerParents,
		UseText:    "What the key is for: always `enc`.",
		StatusText: "`ACTIVE` or `INACTIVE`. If it is set, it is enforced. If it is not set, the key is added `INACTIVE`, and the status is then only read. Okta takes new keys " +
			"`INACTIVE` only, so an `ACTIVE` one is added and then activated. One key can be active: activating it deactivates the one that was.",
		DefaultStatus: oktaapi.StatusInactive,
		Type:          resourceServerJWKType,
		Models:        resourceServerJWKModels{},
	})}
}

// resourceServerJWKModels makes its models.
type resourceServerJWKModels struct{}

// NewModel makes an empty model.
func (resourceServerJWKModels) NewModel() registeredkey.KeyModel {
	return new(resourceServerJWKResourceModel)
}

// ParentID is the ID of the server.
func (m *resourceServerJWKResourceModel) ParentID() types.String { return m.ServerID }

// Schema declares the server and the key.
func (r *resourceServerJWKResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.Spec.SchemaAttributes(ctx)
	attributes["authorization_server_id"] = schema.StringAttribute{
		Required:      true,
		Validators:    []validator.String{serverIDValidator},
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		MarkdownDescription: "The ID of the custom authorization server (`aus...`) at which the key is registered, or `default`. " +
			"Another ID replaces the resource.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Registers one of the encryption keys of a custom authorization server of Okta: a public key of the resource server, to " +
			"which access tokens are encrypted while the key is active. It is added inactive, then activated. Other keys stay as they are, " +
			"except the one that an activation deactivates.",
		Attributes: attributes,
	}
}
