package registeredkey

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// keyEntry is one key of the set.
type keyEntry struct {
	keyinput.Encodings

	ID      types.String `tfsdk:"id"`
	Use     types.String `tfsdk:"use"`
	Alg     types.String `tfsdk:"alg"`
	Status  types.String `tfsdk:"status"`
	Created types.String `tfsdk:"created"`
}

var keyEntryType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "use": types.StringType, "alg": types.StringType, "status": types.StringType, "created": types.StringType,
	"public_key_pem": types.StringType, "jwk_json": types.StringType, "kty": types.StringType, "n": types.StringType,
	"e": types.StringType, "crv": types.StringType, "x": types.StringType, "y": types.StringType,
}}

// unknownKeyEntry is a key of which nothing is known yet.
func unknownKeyEntry() keyEntry {
	u := types.StringUnknown()
	return keyEntry{
		Encodings: keyinput.Encodings{PublicKeyPEM: u, JWKJSON: u, Kty: u, N: u, E: u, Crv: u, X: u, Y: u},
		ID:        u, Use: u, Alg: u, Status: u, Created: u,
	}
}

// decodeEntries returns the keys of a map, by kid. It returns none if the map is null or unknown. An entry
// that is null is an error, because it names a kid and no key.
func decodeEntries(ctx context.Context, m types.Map) (entries map[string]keyEntry, diags diag.Diagnostics) {
	entries = map[string]keyEntry{}
	for kid, value := range m.Elements() {
		e := unknownKeyEntry()
		if value.IsNull() {
			diags.Append(diagnostics.ErrNullKeyEntry(kid))
			continue
		}
		if object, ok := value.(types.Object); ok && !object.IsUnknown() {
			diags.Append(tfmodel.GetObject(ctx, object, &e)...)
		}
		entries[kid] = e
	}
	return entries, diags
}

// encodeEntries returns the value of keys. It is null if entries is nil.
func encodeEntries(ctx context.Context, entries map[string]keyEntry) (encoded types.Map, diags diag.Diagnostics) {
	return tfmodel.Map(ctx, keyEntryType, entries)
}

// encodeKIDsNeverNull returns a list of kids. Without kids, it is empty and not null.
func encodeKIDsNeverNull(ctx context.Context, kids []string) (encoded types.List, diags diag.Diagnostics) {
	if kids == nil {
		kids = []string{}
	}
	return types.ListValueFrom(ctx, types.StringType, kids)
}

// decodeKIDs returns the kids of a list. It is nil if the list is null or unknown.
func decodeKIDs(ctx context.Context, list types.List) (kidsOrNil []string, diags diag.Diagnostics) {
	if !list.IsNull() && !list.IsUnknown() {
		diags = list.ElementsAs(ctx, &kidsOrNil, false)
	}
	return kidsOrNil, diags
}

func sortedKIDs[T any](byKID map[string]T) []string { return slices.Sorted(maps.Keys(byKID)) }

// liveThumbprintOrUnreadable returns the thumbprint of a live key. For a key that cannot be read, it returns a text
// that differs for each key.
func liveThumbprintOrUnreadable(key oktaapi.Key) string {
	public, err := key.Public()
	if err != nil {
		return "unreadable " + key.ID
	}
	return thumbprintOrUnreadable(public, key.ID)
}

func thumbprintOrUnreadable(key jwk.Public, id string) string {
	text, err := key.Thumbprint()
	if err != nil {
		return "unreadable " + id
	}
	return text
}

// recordedThumbprintOrUnreadable returns the thumbprint of a key of a state, or such a text.
func (e keyEntry) recordedThumbprintOrUnreadable() string {
	key, ok := e.Recorded()
	if !ok {
		return "unreadable " + e.ID.ValueString()
	}
	return thumbprintOrUnreadable(key, e.ID.ValueString())
}

// withLiveIDStatusCreated returns an entry with the ID, the status and the creation time of a live key of the same
// material. The form stays.
func (e keyEntry) withLiveIDStatusCreated(live oktaapi.Key) keyEntry {
	e.ID, e.Status, e.Created = nullable.String(live.ID), nullable.String(live.Status), nullable.String(live.Created)
	return e
}

// entryAfterFailedApply returns the entry of a key after a failed apply. A key that was to become active by
// default has no status, because INACTIVE would be kept.
func (w desiredEntry) entryAfterFailedApply(live oktaapi.Key) keyEntry {
	e := w.entry.withLiveIDStatusCreated(live)
	if w.byDefault && live.Status != active {
		e.Status = types.StringNull()
	}
	return e
}

// entryFromLive returns a live key in all forms. readable is false if the provider cannot read the key.
func entryFromLive(live oktaapi.Key) (entry keyEntry, readable bool) {
	e := keyEntry{Use: nullable.String(live.Use), Alg: nullable.String(live.Alg)}
	model, _, ok := encodeLiveKey(live)
	e.Encodings = model.Encodings
	return e.withLiveIDStatusCreated(live), ok
}
