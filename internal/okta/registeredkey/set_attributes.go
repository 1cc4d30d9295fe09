package registeredkey

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// SetAttributes are the attributes that every resource of a set has. The model of a
// resource type embeds it.
type SetAttributes struct {
	LifecycleAttributes

	ID            types.String `tfsdk:"id"`
	Keys          types.Map    `tfsdk:"keys"`
	Exclusive     types.Bool   `tfsdk:"exclusive"`
	UnmanagedKIDs types.List   `tfsdk:"unmanaged_kids"`
	Retire        types.Object `tfsdk:"retire"`
	Retiring      types.Map    `tfsdk:"retiring"`

	// unmanagedIDs is no attribute: see privateUnmanagedIDs.
	unmanagedIDs map[string]string
	// due is none either: see privateDue.
	due dueSteps
}

// Attributes are these.
func (a *SetAttributes) Attributes() *SetAttributes { return a }

// SingleKeyIDs is empty: a set is identified by its parent.
func (a *SetAttributes) SingleKeyIDs() (keyID, kid string) { return "", "" }

// ActiveKIDOrNil is nil: each key has a status of its own. A model with such an
// argument has a method of its own.
func (a *SetAttributes) ActiveKIDOrNil() *types.String { return nil }

// Activation is the zero value: each key has a status of its own.
func (a *SetAttributes) Activation() ActivationDelay { return ActivationDelay{} }

// SchemaAttributes are the schema of SetAttributes. A resource type adds its own to the map.
func (spec SetSpec) SchemaAttributes(ctx context.Context) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `" + spec.IDAttribute + "`."},
		"keys": schema.MapNestedAttribute{
			Required: true, NestedObject: schema.NestedAttributeObject{Attributes: spec.entrySchemaAttributes()},
			MarkdownDescription: "The keys, by `kid`. A key that is not registered yet is added. A registered key with the same `kid` and key material is " +
				"taken over, whoever added it. A key that leaves the map is deleted, or retired as `retire` says.",
		},
		"retire":   spec.retireSchemaAttribute(),
		"retiring": spec.retiringSchemaAttribute(),
		"exclusive": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether keys that are neither in `keys` nor in `retiring` are deleted; the plan names each one, and no other key is deleted. The apply that creates or replaces the resource deletes none. Defaults to `false`, which leaves them alone.",
		},
		"unmanaged_kids": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "The `kid` of each registered key that is neither in `keys` nor in `retiring`, in order; Okta's ID of one without a `kid`.",
		},
		"on_destroy": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(onDestroyDelete),
			Validators: []validator.String{onDestroyValues},
			MarkdownDescription: "What destroying the resource does to the keys in `keys` and in `retiring`: `delete` (the default) deactivates and deletes them, " +
				"`delete_if_unneeded` does the same but leaves a key as it is that a setting of the app or the server still needs, `deactivate` leaves them inactive, `abandon` sends nothing.",
		},
		"timeouts": limits.SetAttribute(ctx, "adding and activating", "the whole change",
			"How long deactivating and deleting may take, waiting for rate limits included. Defaults to 20m.", ""),
	}
}

func (spec SetSpec) entrySchemaAttributes() map[string]schema.Attribute {
	computed := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	attributes := map[string]schema.Attribute{
		"id":      computed("Okta's ID of the key."),
		"created": computed("When the key was registered, as Okta reports it."),
		"use":     computed(spec.UseText),
		"alg":     computed("The algorithm, if Okta reports one. Okta accepts none, so the `alg` of `jwk_json` is left out."),
		"status":  computed(spec.StatusText),
	}
	if len(spec.Uses) > 1 {
		attributes["use"] = schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{keyinput.OneOfValidator(spec.Uses)}, MarkdownDescription: spec.UseText,
		}
	}
	if !spec.WithoutAlg {
		attributes["alg"] = schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{keyinput.Algorithm},
			MarkdownDescription: "The algorithm that the key is for, such as `RS256`. Defaults to the `alg` of `jwk_json`, or to none.",
		}
	}
	if !spec.HasActiveKID {
		attributes["status"] = schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{keyinput.OneOfValidator{oktaapi.StatusActive, oktaapi.StatusInactive}},
			MarkdownDescription: spec.StatusText,
		}
	}
	maps.Copy(attributes, spec.FormSchemaAttributes())
	return attributes
}
