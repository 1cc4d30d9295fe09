package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
)

var _ registeredkey.Resource = (*appJWKSResource)(nil)

// appJWKSResource is the keys of an app.
type appJWKSResource struct {
	registeredkey.SetResource
}

// appJWKSResourceModel is the resource.
type appJWKSResourceModel struct {
	registeredkey.SetAttributes

	AppID types.String `tfsdk:"app_id"`
}

// NewAppJWKSResource makes the resource idpkeys_okta_app_jwks.
func NewAppJWKSResource() resource.Resource {
	return &appJWKSResource{registeredkey.NewSetResource(registeredkey.SetSpec{
		ParentType: appParents,
		Type:       appJWKSType,
		UseText:    "What the key is for: `sig` (the default), with which the app signs, or `enc`, to which Okta encrypts ID tokens.",
		StatusText: "`ACTIVE` or `INACTIVE`. If it is set, it is enforced. If it is not set, the key is added `ACTIVE`, and the status is then only read. Any number of " +
			"signing keys can be active, and one encryption key: activating it deactivates the one that was.",
		Models: appJWKSModels{},
	})}
}

// appJWKSModels makes its models.
type appJWKSModels struct{}

// NewModel makes an empty model.
func (appJWKSModels) NewModel() registeredkey.SetModel { return new(appJWKSResourceModel) }

// ParentID is the ID of the app.
func (m *appJWKSResourceModel) ParentID() types.String { return m.AppID }

// Schema declares the app and its keys.
func (r *appJWKSResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.Spec.SchemaAttributes(ctx)
	attributes["app_id"] = schema.StringAttribute{
		Required: true, Validators: []validator.String{appIDValidator},
		MarkdownDescription: "The ID of the app (`0oa...`) at which the keys are registered. Another ID replaces the resource.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the public keys of an OAuth 2.0 client app of Okta as a set, so that one apply does a whole rollover: it adds the new " +
			"key, activates it, and then deactivates and deletes the old one, in that order.",
		Attributes: attributes,
	}
}
