package registeredkey

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// KeyAttributes are the attributes that every resource of one key has. The model of a
// resource type embeds it.
type KeyAttributes struct {
	keyinput.Model
	LifecycleAttributes

	ID          types.String `tfsdk:"id"`
	KID         types.String `tfsdk:"kid"`
	Use         types.String `tfsdk:"use"`
	Alg         types.String `tfsdk:"alg"`
	Status      types.String `tfsdk:"status"`
	Created     types.String `tfsdk:"created"`
	LastUpdated types.String `tfsdk:"last_updated"`
}

// Attributes are these.
func (a *KeyAttributes) Attributes() *KeyAttributes { return a }

// SingleKeyIDs is Okta's ID of the key, and its kid.
func (a *KeyAttributes) SingleKeyIDs() (keyID, kid string) {
	return a.ID.ValueString(), a.KID.ValueString()
}

// isNotReadSinceImport reports whether this is the state of an import before the first refresh. The kid alone does
// not show that, because a key can be without a kid.
func (a *KeyAttributes) isNotReadSinceImport() bool {
	return a.KID.IsNull() && a.Status.IsNull() && a.Kty.IsNull()
}

// SchemaAttributes are the schema of KeyAttributes. A resource type adds its own to the map.
func (spec KeySpec) SchemaAttributes(ctx context.Context) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"id": schema.StringAttribute{Computed: true, MarkdownDescription: "Okta's ID of the key."},
		"kid": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{keyinput.KID},
			MarkdownDescription: "The key ID. Defaults to the `kid` of `jwk_json`, or to the thumbprint of the key (RFC 7638) without one. Another one replaces the resource.",
		},
		"use": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{keyinput.OneOfValidator(spec.Uses)},
			MarkdownDescription: spec.UseText,
		},
		"alg": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{keyinput.Algorithm},
			MarkdownDescription: "The algorithm that the key is for, such as `RS256`. Defaults to the `alg` of `jwk_json`, or to none. Another one replaces the resource.",
		},
		"status": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{keyinput.OneOfValidator{oktaapi.StatusActive, oktaapi.StatusInactive}},
			MarkdownDescription: spec.StatusText,
		},
		"created":      schema.StringAttribute{Computed: true, MarkdownDescription: "When the key was registered, as Okta reports it."},
		"last_updated": schema.StringAttribute{Computed: true, MarkdownDescription: "When the key was last changed, as Okta reports it."},
		"on_destroy": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(onDestroyDelete),
			Validators: []validator.String{onDestroyValues},
			MarkdownDescription: "What destroying the resource does: `delete` (the default) deactivates the key where needed and deletes it, " +
				"`delete_if_unneeded` does the same but leaves the key as it is while a setting of the app or the server still needs it, `deactivate` leaves it inactive, `abandon` sends nothing.",
		},
		"timeouts": limits.Attribute(ctx, "adding and activating", "activating or deactivating",
			"How long deactivating and deleting may take, waiting for rate limits included. Defaults to 5m.", ""),
	}
	if spec.WithoutAlg {
		attributes["alg"] = schema.StringAttribute{
			Computed: true, MarkdownDescription: "The algorithm, if Okta reports one. Okta accepts none, so the `alg` of `jwk_json` is left out.",
		}
	}
	maps.Copy(attributes, spec.KeyRules.SchemaAttributes())
	return attributes
}

// canBeAddedActive reports whether a key can be added active while activeOfUse are active. Otherwise it
// is added inactive and then activated.
func (spec KeySpec) canBeAddedActive(use string, activeOfUse []oktaapi.Key) bool {
	return spec.Limits.AddsActive && (!spec.allowsOnlyOneActive(use) || len(activeOfUse) == 0)
}
