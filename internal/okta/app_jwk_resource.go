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

var _ registeredkey.Resource = (*appJWKResource)(nil)

// appJWKResource is one public key of an app.
type appJWKResource struct {
	registeredkey.KeyResource
}

// appJWKResourceModel is the resource.
type appJWKResourceModel struct {
	registeredkey.KeyAttributes

	AppID types.String `tfsdk:"app_id"`
}

// NewAppJWKResource makes idpkeys_okta_app_jwk.
func NewAppJWKResource() resource.Resource {
	return &appJWKResource{registeredkey.NewKeyResource(registeredkey.KeySpec{
		ParentType: appParents,
		UseText: "What the key is for: `sig` (the default), with which the app signs, or `enc`, to which Okta encrypts ID tokens. Another " +
			"one replaces the resource.",
		StatusText: "`ACTIVE` or `INACTIVE`. If it is set, it is enforced. If it is not set, the key is added `ACTIVE`, and the status is then only read. Any number of " +
			"signing keys can be active, and one encryption key: activating it deactivates the one that was.",
		DefaultStatus: oktaapi.StatusActive,
		Type:          "idpkeys_okta_app_jwk",
		Models:        appJWKModels{},
	})}
}

// appJWKModels makes its models.
type appJWKModels struct{}

// NewModel makes an empty model.
func (appJWKModels) NewModel() registeredkey.KeyModel { return new(appJWKResourceModel) }

// ParentID is the ID of the app.
func (m *appJWKResourceModel) ParentID() types.String { return m.AppID }

// Schema declares the app and the key.
func (r *appJWKResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.Spec.SchemaAttributes(ctx)
	attributes["app_id"] = schema.StringAttribute{
		Required:            true,
		Validators:          []validator.String{appIDValidator},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		MarkdownDescription: "The ID of the app (`0oa...`) at which the key is registered. Another ID replaces the resource.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Registers one public key at an OAuth 2.0 client app of Okta, with a life cycle of its own: add, activate, " +
			"deactivate, delete. Other keys of the app stay as they are.",
		Attributes: attributes,
	}
}
