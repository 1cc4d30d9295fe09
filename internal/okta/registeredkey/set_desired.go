package registeredkey

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// desiredEntry is one desired key.
type desiredEntry struct {
	requested keyinput.RequestedKey
	entry     keyEntry

	// isNew is true for a key that the state does not hold, returns for one that retires and is
	// in keys again.
	isNew, returns bool
	// target is the status that is enforced. If statusUnknown is true, it is not known
	// yet.
	target        keyplan.Status
	statusUnknown bool
	// byDefault is true if the target is the vendor's default for a new key.
	byDefault bool
}

// maxConfigured is how many keys of a configuration are read at most, because parsing each of them
// takes time.
const maxConfigured = 500

// parseDesiredByKID returns the keys that a configuration desires. recorded are the keys of the state. A key that
// cannot be parsed is an error, and is left out.
func (r *SetResource) parseDesiredByKID(ctx context.Context, config SetModel, recorded recordedKeys) (desiredByKID map[string]desiredEntry, diags diag.Diagnostics) {
	desiredByKID = map[string]desiredEntry{}
	if n := len(config.Attributes().Keys.Elements()); n > maxConfigured {
		diags.Append(diagnostics.ErrInvalidKey(r.parentSubject(config), fmt.Errorf("keys has %d keys; more than %d are not read, and Okta takes %d", n, maxConfigured, r.Spec.Limits.Max)))
		return nil, diags
	}
	entries, diags := decodeEntries(ctx, config.Attributes().Keys)
	for _, kid := range sortedKIDs(entries) {
		if problem := keyinput.KID.Problem(kid); problem != "" {
			// It may be a private key, so nothing may repeat it.
			diags.Append(diagnostics.ErrInvalidKey(r.parentSubject(config), fmt.Errorf("a kid in keys %s", problem)))
			continue
		}
		w, err := r.Spec.parseDesiredEntry(kid, entries[kid], recorded)
		if err != nil {
			diags.Append(diagnostics.ErrInvalidKey(r.parentSubject(config), fmt.Errorf("key %q: %w", kid, err)))
			continue
		}
		w.setTargetStatus(entries[kid].Status, r.activeKIDArgumentOrNull(config), r.Spec.HasActiveKID, kid)
		desiredByKID[kid] = w
	}
	return desiredByKID, diags
}

// parseDesiredEntry parses one key. If the state has the same key, it keeps the form of the state.
func (spec SetSpec) parseDesiredEntry(kid string, config keyEntry, recorded recordedKeys) (desired desiredEntry, err error) {
	named, err := spec.Read(keyinput.Model{Encodings: config.Encodings}, types.StringNull(), config.Use, config.Alg)
	switch {
	case errors.Is(err, keyinput.ErrNoKey):
		return desiredEntry{}, fmt.Errorf("%w. Set one of %s, %s; or %s", keyinput.ErrNoKey, keyinput.FormPEM, keyinput.FormJWK, keyinput.FormMembers)
	case err != nil:
		return desiredEntry{}, err
	case named.KID.ValueString() != "" && named.KID.ValueString() != kid:
		return desiredEntry{}, fmt.Errorf("jwk_json has the kid %q. Put the key under that kid in keys, or remove the member", named.KID.ValueString())
	}
	named.KID = types.StringValue(kid)
	w := desiredEntry{requested: named}
	held, ok := recorded.inSet[kid]
	if ok && spec.hasSameKeyUseAlg(named, held) {
		w.entry = held
		if held.Use.IsNull() {
			w.entry.Use = config.Use
		}
		return w, nil
	}
	if retiring, retires := recorded.retiring[kid]; retires && spec.hasSameKeyUseAlg(named, retiring.asKeyEntry()) {
		return spec.returningEntry(named, config, retiring.asKeyEntry())
	}
	w.isNew = true
	w.entry, err = spec.newPlannedEntry(named, config)
	if ok && !named.Parsed.Known {
		// It may be the key of the state.
		w.entry.Use = unknownUnlessConfiguredOrSame(w.entry.Use, held.Use, config.Use)
		w.entry.Alg = unknownUnlessConfiguredOrSame(w.entry.Alg, held.Alg, config.Alg)
	}
	return w, err
}

// returningEntry returns the entry of a retiring key that is in keys again, in the form of the configuration.
func (spec SetSpec) returningEntry(requested keyinput.RequestedKey, config, retiring keyEntry) (desired desiredEntry, err error) {
	requested.Use, requested.Alg = keyinput.OrDefault(requested.Use, retiring.Use.ValueString()), keyinput.OrDefault(requested.Alg, retiring.Alg.ValueString())
	desired = desiredEntry{requested: requested, returns: true}
	desired.entry, err = spec.newPlannedEntry(requested, config)
	desired.entry.ID, desired.entry.Status, desired.entry.Created = retiring.ID, retiring.Status, retiring.Created
	return desired, err
}

// unknownUnlessConfiguredOrSame returns the next value. If it differs from the recorded one and is not configured, it is
// unknown, because the recorded value may stay.
func unknownUnlessConfiguredOrSame(next, recorded, configured types.String) types.String {
	if configured.IsNull() && !next.Equal(recorded) {
		return types.StringUnknown()
	}
	return next
}

// hasSameKeyUseAlg reports whether the recorded entry has the requested key, in whatever form, with the requested use
// and algorithm. It is false if the key is not known yet. The kid is not compared.
func (spec SetSpec) hasSameKeyUseAlg(requested keyinput.RequestedKey, recordedEntry keyEntry) bool {
	recorded, ok := recordedEntry.Recorded()
	return ok && requested.Parsed.Known && requested.Parsed.Key.Equal(recorded) &&
		!mayRequestOtherValue(requested.Use, spec.EffectiveUse(recordedEntry.Use.ValueString())) && !mayRequestOtherValue(requested.Alg, recordedEntry.Alg.ValueString())
}

// newPlannedEntry is a key that is going to be added.
func (spec SetSpec) newPlannedEntry(requested keyinput.RequestedKey, config keyEntry) (entry keyEntry, err error) {
	unknown := types.StringUnknown()
	e := keyEntry{ID: unknown, Created: unknown, Status: unknown, Use: keyinput.OrDefault(requested.Use, spec.Uses[0]), Alg: requested.Alg}
	if !requested.Parsed.Known {
		e.Encodings = keyinput.Unknown(keyinput.Model{Encodings: config.Encodings}).Encodings
		if requested.Parsed.MayHaveMetadata() && config.Use.IsNull() && len(spec.Uses) > 1 {
			e.Use = unknown
		}
		if requested.Parsed.MayHaveMetadata() && config.Alg.IsNull() && !spec.WithoutAlg {
			e.Alg = unknown
		}
		return e, nil
	}
	model, err := keyinput.Encode(keyinput.Model{Encodings: config.Encodings}, requested.Parsed.Key.Public, jwk.Members{
		KeyID: requested.KID.ValueString(), Use: e.Use.ValueString(), Algorithm: e.Alg.ValueString(),
	})
	e.Encodings = model.Encodings
	return e, err
}

// setTargetStatus sets the status that is enforced: by active_kid if the set has that argument, and
// otherwise by the status of the key. A new key without a status is to be active, as the vendor adds
// it. So is a key that a failed apply has added and not activated.
func (w *desiredEntry) setTargetStatus(status, activeKID types.String, hasActiveKID bool, kid string) {
	switch {
	case hasActiveKID:
		w.statusUnknown = activeKID.IsUnknown() || activeKID.IsNull() && w.isNew
		if !activeKID.IsUnknown() && activeKID.ValueString() == kid {
			w.target = keyplan.Active
		}
	case status.IsUnknown():
		w.statusUnknown = true
	case status.ValueString() == active:
		w.target = keyplan.Active
	case status.IsNull() && (w.isNew || w.returns || w.entry.Status.IsNull()):
		w.target, w.byDefault = keyplan.Active, true
	case status.ValueString() == inactive:
		w.target = keyplan.Inactive
	}
}

// thumbprintOrPlaceholder returns the thumbprint of the key. For a key that is not known yet or cannot be read,
// it returns a text that contains kid and is the thumbprint of no key.
func (w desiredEntry) thumbprintOrPlaceholder(kid string) string {
	if !w.requested.Parsed.Known {
		return "unknown " + kid
	}
	return thumbprintOrUnreadable(w.requested.Parsed.Key.Public, kid)
}

// thumbprintOrEmpty is thumbprintOrPlaceholder, but empty as long as the key is not known.
func (w desiredEntry) thumbprintOrEmpty(kid string) string {
	if !w.requested.Parsed.Known {
		return ""
	}
	return w.thumbprintOrPlaceholder(kid)
}

// isLiveKeyDesired reports whether a registered key is the desired one, whoever added
// it.
func (spec SetSpec) isLiveKeyDesired(desired desiredEntry, live oktaapi.Key) bool {
	return desired.thumbprintOrPlaceholder(live.KID) == liveThumbprintOrUnreadable(live) &&
		spec.EffectiveUse(desired.entry.Use.ValueString()) == spec.EffectiveUse(live.Use) && spec.effectiveAlg(desired.entry.Alg.ValueString()) == spec.effectiveAlg(live.Alg)
}

// desiredForPlanner converts desired keys for keyplan.
func (spec SetSpec) desiredForPlanner(desired map[string]desiredEntry) []keyplan.Desired {
	list := make([]keyplan.Desired, 0, len(desired))
	for kid, w := range desired {
		list = append(list, keyplan.Desired{
			KID: kid, Thumbprint: w.thumbprintOrPlaceholder(kid), Use: spec.EffectiveUse(w.entry.Use.ValueString()), Alg: spec.effectiveAlg(w.entry.Alg.ValueString()), Status: w.target,
		})
	}
	return list
}
