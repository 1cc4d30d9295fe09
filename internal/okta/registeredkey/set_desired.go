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

// desiredEntry is one key as it is to be.
type desiredEntry struct {
	requested keyinput.RequestedKey
	entry     keyEntry

	// isNew is true for a key that the state does not hold, returns for one that retires and is
	// in keys again.
	isNew, returns bool
	// target is what is to be enforced of its status. It is uncertain where that is
	// not known yet.
	target        keyplan.Status
	statusUnknown bool
	// byDefault is true where the target is the vendor's for a new key.
	byDefault bool
}

// maxConfigured bounds how many keys of a configuration are read, for each of which a key
// is parsed.
const maxConfigured = 500

// parseDesiredByKID is what a configuration wants of the keys, beside what a state holds. A key that
// cannot be parsed is an error, and left out.
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
		w.setTargetStatus(entries[kid].Status, r.activeKIDOrNull(config), r.Spec.HasActiveKID, kid)
		desiredByKID[kid] = w
	}
	return desiredByKID, diags
}

// parseDesiredEntry parses one key, and spells it as the state does, if that holds it.
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
		// It may turn out to be the key that the state holds.
		w.entry.Use = unknownUnlessConfiguredOrSame(w.entry.Use, held.Use, config.Use)
		w.entry.Alg = unknownUnlessConfiguredOrSame(w.entry.Alg, held.Alg, config.Alg)
	}
	return w, err
}

// returningEntry is a key that retires and is in keys again, as the configuration spells it.
func (spec SetSpec) returningEntry(requested keyinput.RequestedKey, config, retiring keyEntry) (desired desiredEntry, err error) {
	requested.Use, requested.Alg = keyinput.OrDefault(requested.Use, retiring.Use.ValueString()), keyinput.OrDefault(requested.Alg, retiring.Alg.ValueString())
	desired = desiredEntry{requested: requested, returns: true}
	desired.entry, err = spec.newPlannedEntry(requested, config)
	desired.entry.ID, desired.entry.Status, desired.entry.Created = retiring.ID, retiring.Status, retiring.Created
	return desired, err
}

// unknownUnlessConfiguredOrSame is what is going to be, unknown where that may turn out to stay as it
// was: where the two differ, and it is not configured.
func unknownUnlessConfiguredOrSame(next, recorded, configured types.String) types.String {
	if configured.IsNull() && !next.Equal(recorded) {
		return types.StringUnknown()
	}
	return next
}

// hasSameKeyUseAlg reports whether a state holds the key that is wanted, in whatever form, for the use and
// the algorithm that are wanted. It is false while the key is not known. The kid is not compared.
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

// setTargetStatus decides what is enforced of the status: by the one active key where there is
// such an argument, else by the key's own; a new key without is added active, as
// the vendor does, and so is one of which an apply came no further than to add it.
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

// thumbprintOrUnknownText is the thumbprint; of a key that is not known yet, that of no other.
func (w desiredEntry) thumbprintOrUnknownText(kid string) string {
	if !w.requested.Parsed.Known {
		return "unknown " + kid
	}
	return thumbprintOrUnreadable(w.requested.Parsed.Key.Public, kid)
}

// thumbprintOrEmpty is the thumbprint, empty as long as the key is not known.
func (w desiredEntry) thumbprintOrEmpty(kid string) string {
	if !w.requested.Parsed.Known {
		return ""
	}
	return w.thumbprintOrUnknownText(kid)
}

// isLiveKeyDesired reports whether a registered key is the one that is wanted, whoever added
// it.
func (spec SetSpec) isLiveKeyDesired(desired desiredEntry, live oktaapi.Key) bool {
	return desired.thumbprintOrUnknownText(live.KID) == liveThumbprintOrUnreadable(live) &&
		spec.EffectiveUse(desired.entry.Use.ValueString()) == spec.EffectiveUse(live.Use) && spec.effectiveAlg(desired.entry.Alg.ValueString()) == spec.effectiveAlg(live.Alg)
}

// desiredForPlanner are the wanted keys in the words of keyplan.
func (spec SetSpec) desiredForPlanner(desired map[string]desiredEntry) []keyplan.Desired {
	list := make([]keyplan.Desired, 0, len(desired))
	for kid, w := range desired {
		list = append(list, keyplan.Desired{
			KID: kid, Thumbprint: w.thumbprintOrUnknownText(kid), Use: spec.EffectiveUse(w.entry.Use.ValueString()), Alg: spec.effectiveAlg(w.entry.Alg.ValueString()), Status: w.target,
		})
	}
	return list
}
