package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Read refreshes the key from the list of its parent. One request serves all
// resources of a parent. If the key is not listed any more, or its parent was deleted,
// the resource is removed from the state.
func (r *KeyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	m := r.Spec.Models.NewModel()
	list, ok := r.getStateAndListKeys(ctx, m, func() diag.Diagnostics { r.recordKeyOfStateInRun(m); return nil }, req, resp)
	if !ok {
		return
	}
	keys := list.keys
	live, found := r.findByRecordedIDOrKID(m, keys)
	switch {
	case !found && m.Attributes().isNotReadSinceImport():
		named, _ := findByKID(keys, m.Attributes().ID.ValueString())
		resp.Diagnostics.Append(diagnostics.ErrImportedKeyNotFound(r.parentSubject(m), named.ID, r.Spec.keysDataSourceType()))
		return
	case !found:
		r.removeFromState(ctx, m, resp)
		return
	}
	resp.Diagnostics.Append(r.warnIfListIsBehind(list, r.parentSubject(m), live)...)
	r.writeDriftAndWarn(ctx, m, live, req, resp)
	resp.Diagnostics.Append(r.setAttributesFromLive(m, live)...)
	resp.Diagnostics.Append(r.recordRefreshedKeyInRun(m)...)
	resp.Diagnostics.Append(writeActiveOtherIDs(ctx, resp.Private, r.keysDeactivatedByActivating(m, keys))...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, m, &resp.State, resp.Identity)...)
	}
}

// findByRecordedIDOrKID finds the recorded key. Somebody may have deleted it and added a key under
// its kid. If that is the same key, it counts as the recorded one. If it is another key, the next
// plan replaces it.
func (r *KeyResource) findByRecordedIDOrKID(m KeyModel, registered []oktaapi.Key) (live oktaapi.Key, found bool) {
	attributes := m.Attributes()
	if live, ok := findByID(registered, attributes.ID.ValueString()); ok {
		return live, true
	}
	return findByKID(registered, attributes.KID.ValueString())
}

// recordKeyOfStateInRun notes for the run the key of a state.
func (r *KeyResource) recordKeyOfStateInRun(state KeyModel) {
	r.recordLatestKeysInRun(parentIDOf(state), state.Attributes().keyOfStateOrNone()...)
}

// keyOfStateOrNone returns the key of a state, or none before the first refresh of an import.
func (s *KeyAttributes) keyOfStateOrNone() (oneOrNone []oktaapi.Key) {
	if s.ID.ValueString() == "" || s.isNotReadSinceImport() {
		return nil
	}
	return []oktaapi.Key{withRecordedMaterial(oktaapi.Key{
		ID: s.ID.ValueString(), KID: s.KID.ValueString(), Use: s.Use.ValueString(), Alg: s.Alg.ValueString(), Status: s.Status.ValueString(),
		Created: s.Created.ValueString(), LastUpdated: s.LastUpdated.ValueString(),
	}, s.Encodings)}
}

// noThumbprint is used as the thumbprint of a key that cannot be read.
const noThumbprint = "none"

func thumbprintOrNoneText(key jwk.Public) string {
	text, err := key.Thumbprint()
	if err != nil {
		return noThumbprint
	}
	return text
}

// setAttributesFromLive records a live key. The form in the state is kept as long as it is
// the same key, and so is a use for which Okta answers null.
//
// A key of a type that cannot be read cannot be imported. If it has taken the place of a
// recorded key, the forms are empty, so that a plan can replace it and a destroy can
// delete it.
func (r *KeyResource) setAttributesFromLive(m KeyModel, live oktaapi.Key) (errIfUnreadable diag.Diagnostics) {
	attributes := m.Attributes()
	model, public, ok := encodeLiveKey(live)
	recorded, known := attributes.Recorded()
	if !ok && attributes.isNotReadSinceImport() {
		errIfUnreadable.Append(diagnostics.ErrCallFailed("read", r.parentSubject(m), &apierr.Error{
			Kind: apierr.Unknown, Message: "key " + live.KID + " (" + live.ID + ") is of a kind that cannot be read", Sent: true,
		}))
		return errIfUnreadable
	}
	otherUse := r.Spec.EffectiveUse(live.Use) != r.Spec.EffectiveUse(attributes.Use.ValueString())
	switch {
	case !ok, !known, !recorded.Equal(public), attributes.KID.ValueString() != live.KID:
		model.PublicKeyPEMWOVersion = attributes.PublicKeyPEMWOVersion
		attributes.Model = model
	case otherUse, live.Alg != attributes.Alg.ValueString():
		attributes.JWKJSON = model.JWKJSON
	}
	if attributes.Use.IsNull() || otherUse {
		attributes.Use = nullable.String(live.Use)
	}
	attributes.ID, attributes.KID, attributes.Alg = nullable.String(live.ID), nullable.String(live.KID), nullable.String(live.Alg)
	attributes.Status = nullable.String(live.Status)
	attributes.Created, attributes.LastUpdated = nullable.String(live.Created), nullable.String(live.LastUpdated)
	return errIfUnreadable
}

// encodeLiveKey returns all forms of a live key. readable is false if the provider cannot read the key.
func encodeLiveKey(live oktaapi.Key) (forms keyinput.Model, public jwk.Public, readable bool) {
	public, err := live.Public()
	if err != nil {
		return keyinput.Model{}, jwk.Public{}, false
	}
	model, err := keyinput.Encode(keyinput.Model{}, public, live.Members())
	return model, public, err == nil
}
