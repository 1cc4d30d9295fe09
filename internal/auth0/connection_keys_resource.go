package auth0

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
)

var (
	_ resource.ResourceWithConfigure        = (*connectionKeysResource)(nil)
	_ resource.ResourceWithConfigValidators = (*connectionKeysResource)(nil)
	_ resource.ResourceWithIdentity         = (*connectionKeysResource)(nil)
	_ resource.ResourceWithImportState      = (*connectionKeysResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*connectionKeysResource)(nil)
)

// connectionKeysResource rotates the keys of one enterprise connection. Auth0
// holds the private keys, so it can do nothing else: destroying it changes
// nothing.
type connectionKeysResource struct {
	rotateonly.Resource
}

// NewConnectionKeysResource makes idpkeys_auth0_connection_keys.
func NewConnectionKeysResource() resource.Resource {
	return &connectionKeysResource{rotateonly.Resource{Spec: rotateonly.Spec{
		Vendor:      connectionVendor{},
		Type:        "idpkeys_auth0_connection_keys",
		IDAttribute: "connection_id",
		Consequence: "Auth0 changes over at once, and what the old key signed may no longer verify. An identity provider that " +
			"was given keys by upload must hold the key that will sign already.",
	}}}
}

// Schema declares the arguments of every rotate-only resource, the connection,
// and the attributes of its keys.
func (r *connectionKeysResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := rotateonly.SchemaAttributes(ctx)
	attributes["id"] = schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "The ID of the resource: the same as `connection_id`.",
	}
	attributes["connection_id"] = schema.StringAttribute{
		Required:            true,
		Validators:          []validator.String{connectionIDValidator{}},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		MarkdownDescription: "The ID of the enterprise connection (`con_...`) whose keys are rotated. Another ID replaces the resource.",
	}
	for name, text := range map[string]string{
		"current":  "Always `true`: the flat attributes describe the current key.",
		"next":     "Always `false`: see `next_key` for the next key.",
		"previous": "Always `false`: see `previous_key` for the previous key.",
	} {
		attributes[name] = schema.BoolAttribute{Computed: true, MarkdownDescription: text}
	}
	attributes["current_since"] = schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "When the key became current, as Auth0 reports it. In recorded answers this is the creation of the connection, " +
			"even after a rotation: use `last_rotated_at`.",
	}
	maps.Copy(attributes, resourceKeyAttributes())
	attributes["next_key"] = schema.SingleNestedAttribute{
		Computed: true, Attributes: resourceKeyAttributes(),
		MarkdownDescription: "The key that the next rotation makes current. Register it at the other side before you rotate.",
	}
	attributes["previous_key"] = schema.SingleNestedAttribute{
		Computed: true, Attributes: resourceKeyAttributes(),
		MarkdownDescription: "The key that signed before the last rotation; null before the first.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Rotates the keys with which Auth0 signs its client assertions (`private_key_jwt`) at the identity " +
			"provider of an OpenID Connect or Okta Workforce connection. The private keys stay at Auth0, so the resource can " +
			"only rotate: the next key becomes current, the current one previous, and Auth0 makes a new next key.\n\n" +
			"Creating the resource rotates, unless `rotate_on_create` is `false`. **Destroying it changes nothing** at Auth0: " +
			"no request is sent and the current key continues to sign.",
		Attributes: attributes,
	}
}

func resourceKeyAttributes() map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(keyText))
	for name, text := range keyText {
		attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	return attributes
}

// connectionIDValidator refuses malformed IDs at terraform validate.
type connectionIDValidator struct{}

func (connectionIDValidator) Description(context.Context) string {
	return "the ID of an enterprise connection: letters, digits, _ and -"
}

func (v connectionIDValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (connectionIDValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := checkConnectionID(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidParentID(req.Path, "connection ID", err))
	}
}
