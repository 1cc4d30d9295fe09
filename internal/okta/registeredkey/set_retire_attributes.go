package registeredkey

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/durations"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// The members of retire.
const (
	deactivateAfter = "deactivate_after"
	deleteAfter     = "delete_after"
)

// retireSchemaAttribute is the argument retire. Where an activation deactivates the old key, there is
// no delay for it.
func (spec SetSpec) retireSchemaAttribute() schema.Attribute {
	delay := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, Validators: []validator.String{durations.Validator{}}, MarkdownDescription: text}
	}
	members := map[string]schema.Attribute{
		deleteAfter: delay("How long after a key has left `keys` it is deleted, as a duration such as `\"30d\"` or `\"720h\"`. If it is not set, the key stays registered."),
	}
	if !spec.HasActiveKID {
		members[deactivateAfter] = delay("How long after a key has left `keys` it is deactivated, as a duration such as `\"7d\"` or `\"168h\"`. If it is not set, `retire` does not deactivate the key before it deletes it.")
	}
	return schema.SingleNestedAttribute{
		Optional: true, Attributes: members,
		MarkdownDescription: "Keeps a key that leaves `keys` registered for a while. Such a key moves to `retiring`, and the first apply after each delay does that step. " +
			"If `retire` is not set, a key that leaves `keys` is deleted at once, and removing `retire` deletes the keys in `retiring`.",
	}
}

// retiringSchemaAttribute is the attribute retiring.
func (spec SetSpec) retiringSchemaAttribute() schema.Attribute {
	computed := func(text string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: text}
	}
	deactivateText := "When the key is due to be deactivated, if it is active then. Null without `retire.deactivate_after`, and while `since` is null."
	if spec.HasActiveKID {
		deactivateText = "Always null: activating another key deactivates this one."
	}
	return schema.MapNestedAttribute{
		Computed: true, MarkdownDescription: "The keys that have left `keys` and are still registered, by `kid`. Times are by Okta's clock, in RFC 3339 form.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"id":            computed("Okta's ID of the key."),
			"use":           computed("What the key is for."),
			"alg":           computed("The algorithm, if Okta reports one."),
			"jwk_json":      computed("The public key as a JWK (RFC 7517) in JSON."),
			"status":        computed("`ACTIVE` or `INACTIVE`."),
			"created":       computed("When the key was registered, as Okta reports it."),
			"since":         computed("When the key left `keys`. Null while that is not known, because a clock could not be trusted: the first refresh that can tell the time sets it."),
			"deactivate_at": computed(deactivateText),
			"delete_at":     computed("When the key is due to be deleted. Null without `retire.delete_after`, and while `since` is null."),
		}},
	}
}

// retiringEntry is a key that has left the set and is still registered.
type retiringEntry struct {
	ID           types.String `tfsdk:"id"`
	Use          types.String `tfsdk:"use"`
	Alg          types.String `tfsdk:"alg"`
	JWKJSON      types.String `tfsdk:"jwk_json"`
	Status       types.String `tfsdk:"status"`
	Created      types.String `tfsdk:"created"`
	Since        types.String `tfsdk:"since"`
	DeactivateAt types.String `tfsdk:"deactivate_at"`
	DeleteAt     types.String `tfsdk:"delete_at"`
}

var retiringEntryType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "use": types.StringType, "alg": types.StringType, "jwk_json": types.StringType, "status": types.StringType,
	"created": types.StringType, "since": types.StringType, "deactivate_at": types.StringType, "delete_at": types.StringType,
}}

// decodeRetiring are the entries of retiring, by kid; none if it is null, as in a state from before
// there was such an attribute, or unknown.
func decodeRetiring(ctx context.Context, m types.Map) (entries map[string]retiringEntry, diags diag.Diagnostics) {
	entries = map[string]retiringEntry{}
	if m.IsNull() || m.IsUnknown() {
		return entries, nil
	}
	for kid, value := range m.Elements() {
		var e retiringEntry
		if object, ok := value.(types.Object); ok {
			diags.Append(tfmodel.GetObject(ctx, object, &e)...)
		}
		entries[kid] = e
	}
	return entries, diags
}

// encodeRetiring is the value of retiring; of none, it is empty and not null.
func encodeRetiring(ctx context.Context, entries map[string]retiringEntry) (encoded types.Map, diags diag.Diagnostics) {
	if entries == nil {
		entries = map[string]retiringEntry{}
	}
	return tfmodel.Map(ctx, retiringEntryType, entries)
}

// newRetiringEntry is a key of the set that leaves it. When it left is known after apply.
func newRetiringEntry(e keyEntry, delays keyplan.Delays) retiringEntry {
	r := retiringEntry{ID: e.ID, Use: e.Use, Alg: e.Alg, JWKJSON: e.JWKJSON, Status: e.Status, Created: e.Created, Since: types.StringUnknown()}
	r.DeactivateAt, r.DeleteAt = unknownStringOrNull(delays.Deactivate != nil), unknownStringOrNull(delays.Delete != nil)
	return r
}

func unknownStringOrNull(unknown bool) types.String {
	if unknown {
		return types.StringUnknown()
	}
	return types.StringNull()
}

// withSinceAndDueTimes is the entry with the time at which the key left the set, the zero time if that is not
// known, and the times that follow from it.
func (r retiringEntry) withSinceAndDueTimes(since time.Time, delays keyplan.Delays) retiringEntry {
	r.Since = timeText(since)
	r.DeactivateAt, r.DeleteAt = timeText(delays.DeactivateAt(since)), timeText(delays.DeleteAt(since))
	return r
}

// timeText is a time in RFC 3339 form and whole seconds, null for the zero time.
func timeText(t time.Time) types.String {
	return nullable.Time(t.Truncate(time.Second)).StringValue
}

// parseTimeOrZero is the time that timeText has written, the zero time for another text.
func parseTimeOrZero(text types.String) time.Time {
	t, err := time.Parse(time.RFC3339, text.ValueString())
	if err != nil {
		return time.Time{}
	}
	return t
}

// asKeyEntry is the key as it would be in keys, with its material in the forms that a state is read from.
func (r retiringEntry) asKeyEntry() keyEntry {
	e := keyEntry{ID: r.ID, Use: r.Use, Alg: r.Alg, Status: r.Status, Created: r.Created}
	var members struct{ Kty, N, E, Crv, X, Y string }
	if json.Unmarshal([]byte(r.JWKJSON.ValueString()), &members) != nil {
		return e
	}
	e.Encodings = keyinput.Encodings{
		JWKJSON: r.JWKJSON, Kty: nullable.String(members.Kty), N: nullable.String(members.N), E: nullable.String(members.E),
		Crv: nullable.String(members.Crv), X: nullable.String(members.X), Y: nullable.String(members.Y),
	}
	return e
}

// delaysOrNil are the delays of the argument retire, nil if it is not set. A member that is unknown, or no
// duration, counts as not set.
func delaysOrNil(retire types.Object) (delays *keyplan.Delays) {
	if retire.IsNull() || retire.IsUnknown() {
		return nil
	}
	return &keyplan.Delays{Deactivate: delayOrNil(retire, deactivateAfter), Delete: delayOrNil(retire, deleteAfter)}
}

func delayOrNil(retire types.Object, name string) *time.Duration {
	text, _ := retire.Attributes()[name].(types.String)
	if d, ok := durations.Read(text); ok {
		return &d
	}
	return nil
}

// isDelayUnknown reports whether a member of retire is only known after apply.
func isDelayUnknown(retire types.Object, name string) bool {
	member, there := retire.Attributes()[name]
	return there && member.IsUnknown()
}
