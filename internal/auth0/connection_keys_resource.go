package auth0

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
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
	rotateonly.Resource[connectionKeysModel, auth0api.ConnectionKey]
}

// NewConnectionKeysResource makes idpkeys_auth0_connection_keys.
func NewConnectionKeysResource() resource.Resource {
	r := new(connectionKeysResource)
	r.Vendor = rotateonly.Vendor[connectionKeysModel, auth0api.ConnectionKey]{
		Type:        "idpkeys_auth0_connection_keys",
		Parent:      "connection_id",
		CheckParent: checkConnectionID,
		Subject:     diagnose.Auth0ConnectionKeys,
		Consequence: "Auth0 changes over at once, and what the old key signed may no longer verify. An identity provider that " +
			"was given keys by upload must hold the key that will sign already.",
		KID:      func(key auth0api.ConnectionKey) string { return key.KID },
		Shared:   func(m *connectionKeysModel) *rotateonly.Shared { return &m.Shared },
		ParentID: func(m *connectionKeysModel) *types.String { return &m.ConnectionID },
		Roles: func(ctx context.Context, m connectionKeysModel) (connectionRoles, diag.Diagnostics) {
			return m.roles(ctx)
		},
		SetRoles: func(ctx context.Context, m *connectionKeysModel, roles connectionRoles) diag.Diagnostics {
			return m.setRoles(ctx, roles)
		},
		SetNextUnknown: (*connectionKeysModel).setNextUnknown,
		SetUnknown:     (*connectionKeysModel).setUnknown,
		Shift:          shift,
		Agree:          agree,
		API: func(providerData any) (rotateonly.API[auth0api.ConnectionKey], error) {
			client, err := clientFrom(providerData)
			return connectionCalls{client}, err
		},
	}
	return r
}

// connectionCalls plugs the adapter into the shared resource.
type connectionCalls struct {
	client *auth0api.Client
}

func (c connectionCalls) Lock(ctx context.Context, id string) (func(), error) {
	return c.client.Lock(ctx, id)
}

func (c connectionCalls) Now() time.Time { return c.client.Now() }

func (c connectionCalls) Policy() *transport.Policy { return c.client.Policy() }

func (c connectionCalls) Rotate(ctx context.Context, id string) (rotateonly.Answer[auth0api.ConnectionKey], error) {
	next, err := c.client.RotateConnectionKeys(ctx, id)
	return rotateonly.Answer[auth0api.ConnectionKey]{Next: &next}, err
}

func (c connectionCalls) Keys(ctx context.Context, id string, look rotateonly.Look) (rotateonly.Live[auth0api.ConnectionKey], error) {
	list := c.client.ConnectionKeys
	if look != rotateonly.Cached {
		list = c.client.FreshConnectionKeys
	}
	keys, err := list(ctx, id)
	if err != nil {
		return rotateonly.Live[auth0api.ConnectionKey]{}, err
	}
	roles := connectionRoles{Current: keys.Current(), Next: keys.Next(), Previous: keys.Previous()}
	roles.Times = timesOf(roles)
	return rotateonly.Live[auth0api.ConnectionKey]{Roles: roles, Clocks: keys.Clocks}, nil
}

// Schema declares the arguments of every rotate-only resource, the connection,
// and the attributes of its keys.
func (r *connectionKeysResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := rotateonly.Attributes(ctx)
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
		MarkdownDescription: "When the key became current, as Auth0 answers it. In recorded answers this is the creation of the connection, " +
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
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid connection ID", err.Error()+".")
	}
}
