package registeredkey

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// desiredKey is what a configuration says of the key itself.
type desiredKey struct{ keyinput.RequestedKey }

// parseDesiredKey parses the key of a configuration. It takes kid, use and alg from the key if they are
// not configured.
func (spec KeySpec) parseDesiredKey(model keyinput.Model, kid, use, alg types.String) (desired desiredKey, err error) {
	named, err := spec.Read(model, kid, use, alg)
	return desiredKey{named}, err
}

// fillPlanForNewKey fills in a plan in which the key is added.
func (w desiredKey) fillPlanForNewKey(spec KeySpec, config, plan *KeyAttributes) error {
	plan.ID, plan.Created, plan.LastUpdated = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	plan.KID, plan.Use, plan.Alg = w.KID, keyinput.OrDefault(w.Use, spec.Uses[0]), w.Alg
	plan.Status = keyinput.OrDefault(config.Status, spec.DefaultStatus)
	if w.Parsed.MayHaveMetadata() {
		plan.KID, plan.Use = unknownIfNull(config.KID), unknownIfNull(config.Use)
		if !spec.WithoutAlg {
			plan.Alg = unknownIfNull(config.Alg)
		}
	}
	if !w.Parsed.Known || w.Parsed.WriteOnly() {
		plan.KID = unknownIfNull(plan.KID)
		plan.Model = keyinput.Unknown(config.Model)
		return nil
	}
	return w.fillKIDAndAllForms(config, plan)
}

// unknownIfNull returns the value, or unknown if it is null.
func unknownIfNull(value types.String) types.String {
	if value.IsNull() {
		return types.StringUnknown()
	}
	return value
}

// fillKIDAndAllForms fills in all forms of a key that is known.
func (w desiredKey) fillKIDAndAllForms(config, plan *KeyAttributes) error {
	if plan.KID.IsNull() {
		thumbprint, err := w.Parsed.Key.Thumbprint()
		if err != nil {
			return err
		}
		plan.KID = types.StringValue(thumbprint)
	}
	model, err := keyinput.Encode(config.Model, w.Parsed.Key.Public, jwk.Members{
		KeyID: plan.KID.ValueString(), Use: plan.Use.ValueString(), Algorithm: plan.Alg.ValueString(),
	})
	if err != nil {
		return err
	}
	plan.Model = model
	if unknown := plan.KID.IsUnknown() || plan.Use.IsUnknown() || plan.Alg.IsUnknown(); unknown && config.JWKJSON.IsNull() {
		plan.JWKJSON = types.StringUnknown()
	}
	return nil
}

// isKeyOfState reports whether the state has the desired key, in whatever form.
func (w desiredKey) isKeyOfState(spec KeySpec, config, state *KeyAttributes) bool {
	switch {
	case mayRequestOtherValue(w.KID, state.KID.ValueString()), mayRequestOtherValue(w.Alg, state.Alg.ValueString()):
		return false
	case mayRequestOtherValue(w.Use, spec.EffectiveUse(state.Use.ValueString())):
		return false
	case w.Parsed.WriteOnly():
		// After an import there is no version yet: it is recorded.
		return state.PublicKeyPEMWOVersion.IsNull() || config.PublicKeyPEMWOVersion.Equal(state.PublicKeyPEMWOVersion)
	}
	recorded, ok := state.Recorded()
	return ok && w.Parsed.Known && w.Parsed.Key.Equal(recorded)
}

// fillPlanFromState plans the key of the state, in the form that it has there, whatever form the configuration
// has. What the state does not know, because Okta answers null for it, is taken from the configuration.
func (w desiredKey) fillPlanFromState(config, plan, state *KeyAttributes) {
	plan.Model, plan.PublicKeyPEMWOVersion = state.Model, config.PublicKeyPEMWOVersion
	plan.ID, plan.KID, plan.Use, plan.Alg = state.ID, state.KID, state.Use, state.Alg
	plan.Created, plan.LastUpdated = state.Created, state.LastUpdated
	if state.Use.IsNull() {
		plan.Use = config.Use
	}
}

// onlyRecordsWriteOnlyVersion reports whether the plan only records the version of a write-only key, although
// the key may be another one than that of the state.
func (w desiredKey) onlyRecordsWriteOnlyVersion(state *KeyAttributes) bool {
	if !w.Parsed.WriteOnly() || !state.PublicKeyPEMWOVersion.IsNull() {
		return false
	}
	recorded, ok := state.Recorded()
	return !ok || !w.Parsed.Known || !w.Parsed.Key.Equal(recorded)
}

// mayRequestOtherValue reports whether the requested value differs from the recorded one, or may differ because it is
// unknown.
func mayRequestOtherValue(requested types.String, recorded string) bool {
	return requested.IsUnknown() || !requested.IsNull() && requested.ValueString() != recorded
}

// requestBody returns the body of the request that registers a planned key.
func requestBody(plan *KeyAttributes, key jwk.Public, status string) oktaapi.Key {
	return oktaapi.NewKey(key, jwk.Members{
		KeyID: plan.KID.ValueString(), Use: plan.Use.ValueString(), Algorithm: plan.Alg.ValueString(),
	}, status)
}
