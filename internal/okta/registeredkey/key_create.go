package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// Create adds the key, and activates it if it cannot be added active. A create that
// fails returns no state: a tainted key would be deleted and added again, although
// somebody may use it already. The next create takes over a key that this one has
// added.
func (r *KeyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	config, plan := r.Spec.Models.NewModel(), r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
	resp.Diagnostics.Append(tfmodel.GetPlan(ctx, req.Plan, plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	attributes := plan.Attributes()
	ctx, cancel := limits.Within(ctx, attributes.Timeouts.Create, limits.Write, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	key, err := r.fillUnknownsFromConfig(config.Attributes(), attributes)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidKey(r.parentSubject(plan), err))
		return
	}
	live, others, diags := r.addOrTakeOverAndActivate(ctx, plan, key)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(writeActiveOtherIDs(ctx, resp.Private, others)...)
	attributes.ID, attributes.Created, attributes.LastUpdated = nullable.String(live.ID), nullable.String(live.Created), nullable.String(live.LastUpdated)
	resp.Diagnostics.Append(r.saveModelAndIdentity(ctx, plan, &resp.State, resp.Identity)...)
}

// fillUnknownsFromConfig fills in what the plan did not know: a key that is not stored, or that is only
// known after apply. It returns the key.
func (r *KeyResource) fillUnknownsFromConfig(config, plan *KeyAttributes) (key jwk.Public, err error) {
	w, err := r.Spec.parseDesiredKey(config.Model, config.KID, config.Use, config.Alg)
	if err != nil {
		return jwk.Public{}, err
	}
	if err := w.fillPlanForNewKey(r.Spec, config, plan); err != nil {
		return jwk.Public{}, err
	}
	if w.Parsed.WriteOnly() {
		if !config.KID.IsNull() {
			plan.KID = config.KID
		} else {
			plan.KID = nullable.String("")
		}
		if err := w.fillKIDAndAllForms(config, plan); err != nil {
			return jwk.Public{}, err
		}
	}
	return w.Parsed.Key.Public, nil
}

// addOrTakeOverAndActivate adds the key, or takes it over, and activates it if that is planned. If it is not
// planned, activeOthers are the keys that activating it would deactivate.
func (r *KeyResource) addOrTakeOverAndActivate(ctx context.Context, plan KeyModel, key jwk.Public) (live oktaapi.Key, activeOthers []oktaapi.Key, diags diag.Diagnostics) {
	attributes := plan.Attributes()
	r.recordActiveInRunDuringApply(plan)
	op, unlock, ok := r.beginLockedOperation(ctx, parentIDOf(plan), "add")
	if !ok {
		return live, nil, op.Diags
	}
	defer unlock()
	for again := true; again; {
		var taken takeover
		live, taken, ok = r.addOrTakeOver(ctx, op, attributes, key)
		if !ok {
			return live, nil, op.Diags
		}
		live, again = r.activateIfPlanned(ctx, op, attributes, live, taken)
	}
	if attributes.Status.ValueString() != oktaapi.StatusActive {
		if keys, err := op.listKeysFreshOrInRun(ctx, false); err == nil { // as addOrTakeOver has listed them
			activeOthers = slices.DeleteFunc(r.keysDeactivatedByActivating(plan, keys), func(key oktaapi.Key) bool { return key.ID == live.ID })
		}
	}
	return live, activeOthers, op.Diags
}

// recordActiveInRunDuringApply notes a key that is to be active, if the plan did not know the key. If only one key
// of the use can be active, nothing is noted: for two keys that the plan did not know, the vendor
// decides.
func (r *KeyResource) recordActiveInRunDuringApply(plan KeyModel) {
	attributes := plan.Attributes()
	if r.run != nil && attributes.Status.ValueString() == oktaapi.StatusActive && !r.Spec.allowsOnlyOneActive(r.Spec.EffectiveUse(attributes.Use.ValueString())) {
		r.recordActiveInRunIfKnown(parentIDOf(plan), attributes)
	}
}

// addOrTakeOver adds the key, unless the parent has it already: then it takes it over. It first uses
// the keys as this run knows them. If they contain the key, or the addition is refused, it
// lists the keys again, because they may have changed.
func (r *KeyResource) addOrTakeOver(ctx context.Context, op *Operation, attributes *KeyAttributes, key jwk.Public) (live oktaapi.Key, taken takeover, ok bool) {
	var sent string
	var refused changeOutcome
	for _, fresh := range []bool{false, true} {
		keys, err := op.listKeysFreshOrInRun(ctx, fresh)
		if err != nil {
			op.addDiagnostic(diagnostics.ErrCallFailed("read", op.Subject, err))
			return oktaapi.Key{}, taken, false
		}
		if live, there := findByKID(keys, attributes.KID.ValueString()); there {
			if !fresh {
				continue
			}
			taken, ok = r.takeOverInRunIfAllowed(op, attributes, live, key, sent != "")
			return live, taken, ok
		}
		c, status := r.buildAddition(attributes, key, keys)
		if status == sent {
			op.addChangeError(c, refused) // a second time the answer would be the same
			return oktaapi.Key{}, taken, false
		}
		out := op.executeExactlyOnce(ctx, c)
		switch {
		case out.OK:
			op.Run.applied.markAdded(out.Key.ID)
			return out.Key, taken, true
		case fresh || !out.isRefusedWith(apierr.Invalid):
			op.addChangeError(c, out)
			return oktaapi.Key{}, taken, false
		}
		sent, refused = status, out
	}
	return oktaapi.Key{}, taken, false
}

// buildAddition returns the change that registers the key, and the status that it sends.
func (r *KeyResource) buildAddition(attributes *KeyAttributes, key jwk.Public, registered []oktaapi.Key) (addition keyChange, status string) {
	use := r.Spec.EffectiveUse(attributes.Use.ValueString())
	status = attributes.Status.ValueString()
	if !r.Spec.canBeAddedActive(use, r.Spec.activeKeysOfUse(registered, use, "")) {
		status = oktaapi.StatusInactive
	}
	return newAddition(requestBody(attributes, key, status), key), status
}
