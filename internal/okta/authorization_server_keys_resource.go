package okta

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
)

var (
	_ resource.ResourceWithConfigure        = (*serverKeysResource)(nil)
	_ resource.ResourceWithConfigValidators = (*serverKeysResource)(nil)
	_ resource.ResourceWithIdentity         = (*serverKeysResource)(nil)
	_ resource.ResourceWithImportState      = (*serverKeysResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*serverKeysResource)(nil)
)

const serverKeysType = "idpkeys_okta_authorization_server_keys"

// serverKeysResource rotates the signing keys of one custom authorization
// server. Okta holds the private keys, so it can do nothing else: destroying it
// changes nothing.
type serverKeysResource struct {
	rotateonly.Resource
}

// NewAuthorizationServerKeysResource makes idpkeys_okta_authorization_server_keys.
func NewAuthorizationServerKeysResource() resource.Resource {
	return &serverKeysResource{rotateonly.Resource{Spec: rotateonly.Spec{
		Vendor:      serverVendor{},
		Type:        serverKeysType,
		IDAttribute: "authorization_server_id",
		Consequence: "Okta signs with the new key at once. A verifier that keeps keys must hold the new one already, and the old " +
			"one until the tokens that it signed have expired.",
		NextMayBeAbsent: true,
	}}}
}

// Schema declares the arguments of every rotate-only resource, the server, and
// the attributes of its keys.
func (r *serverKeysResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := rotateonly.SchemaAttributes(ctx)
	describe(attributes, "previous_kid", "The key ID of the previous key; null before the first rotation, and where Okta lists "+
		"several `EXPIRED` keys and it does not follow which of them signed last.")
	describe(attributes, "next_kid", "The key ID of the next key: the one that the next rotation puts in use; null where Okta has not made it yet.")
	if at, ok := attributes["last_rotated_at"].(schema.StringAttribute); ok {
		at.MarkdownDescription = "When the keys were last rotated, whoever rotated them, in RFC 3339 form; before the first rotation, when they were " +
			"made. After an apply that rotated it is the time of Okta's answer; the next refresh replaces it by Okta's own record. Null if that is missing or cannot be right."
		attributes["last_rotated_at"] = at
	}
	attributes["id"] = schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "The ID of the resource: the same as `authorization_server_id`.",
	}
	attributes["authorization_server_id"] = schema.StringAttribute{
		Required:      true,
		Validators:    []validator.String{serverIDValidator},
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		MarkdownDescription: "The ID of the custom authorization server (`aus...`) whose signing keys are rotated, or `default`. " +
			"Another ID replaces the resource.",
	}
	attributes["require_next"] = schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether to refuse a rotation while Okta lists no `NEXT` key. In that case the rotation itself makes the key that " +
			"will sign, and no verifier can have seen it. Unset means `false`: the plan only warns.",
	}
	attributes["rotation_mode"] = schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "`AUTO` if Okta also rotates the keys, `MANUAL` if not. After a rotation by Okta the plan shows no changes, " +
			"and the attributes follow at the next refresh.",
	}
	maps.Copy(attributes, resourceSigningKeyAttributes())
	attributes["next_key"] = schema.SingleNestedAttribute{
		Computed: true, Attributes: resourceSigningKeyAttributes(),
		MarkdownDescription: "The `NEXT` key, which the next rotation activates; null if Okta has not made it yet.",
	}
	attributes["previous_key"] = schema.SingleNestedAttribute{
		Computed: true, Attributes: resourceSigningKeyAttributes(),
		MarkdownDescription: "The `EXPIRED` key that signed before the last rotation; null if `previous_kid` is null.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Rotates the keys with which a custom authorization server of Okta signs its tokens. The private keys stay at " +
			"Okta, so the resource can only rotate: the `NEXT` key becomes `ACTIVE`, the `ACTIVE` one `EXPIRED`, and Okta makes a " +
			"new `NEXT`.\n\n" +
			"Creating the resource rotates, unless `rotate_on_create` is `false`. **Destroying it changes nothing** at Okta: " +
			"no request is sent and the active key continues to sign.",
		Attributes: attributes,
	}
}

// describe gives a computed string attribute Okta's own description.
func describe(attributes map[string]schema.Attribute, name, text string) {
	attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: text}
}

func resourceSigningKeyAttributes() map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(signingKeyText))
	for name, text := range signingKeyText {
		attributes[name] = schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	return attributes
}
