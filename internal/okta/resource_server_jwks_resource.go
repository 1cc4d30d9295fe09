package okta

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/durations"
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

	ActivateAfter types.String `tfsdk:"activate_after"`
	ActivatesAt   types.String `tfsdk:"activates_at"`
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

// Activation are activate_after and activates_at.
func (m *resourceServerJWKSResourceModel) Activation() registeredkey.ActivationDelay {
	return registeredkey.ActivationDelay{After: &m.ActivateAfter, At: &m.ActivatesAt}
}

// Schema declares the server and its keys.
func (r *resourceServerJWKSResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.Spec.SchemaAttributes(ctx)
	attributes["authorization_server_id"] = schema.StringAttribute{
		Required: true, Validators: []validator.String{serverIDValidator},
		MarkdownDescription: "The ID of the custom authorization server (`aus...`) at which the keys are registered, or `default`. " +
			"Another ID replaces the resource.",
	}
	attributes["activate_after"] = schema.StringAttribute{
		Optional: true, Validators: []validator.String{durations.Validator{}},
		MarkdownDescription: "How long a key has to be registered before it is activated because `active_kid` names it, as a duration such as `\"1d\"` or `\"24h\"`, by Okta's `created` and Okta's clock. " +
			"The key is added `INACTIVE`, and the first apply after that time activates it. Needs `active_kid`. If it is not set, the key is activated at once.",
	}
	attributes["activates_at"] = schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "When the key that `active_kid` names is due to be activated, in RFC 3339 form. Null if it does not wait.",
	}
	attributes["active_kid"] = schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "The `kid` of the one key in `keys` to which access tokens are encrypted. If it is set, it is enforced: the key is activated, and Okta " +
			"deactivates the one that was active. If it is not set, the provider activates no key, and the attribute shows which of `keys` is active. " +
			"While the key waits for `activate_after`, `active_kid` names the key that is to be active, and `keys[*].status` says which one is.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the encryption keys of a custom authorization server of Okta as a set, so that one apply does a whole rollover: " +
			"it adds the new key, activates it, and deletes the old one, in that order.",
		Attributes: attributes,
	}
}
