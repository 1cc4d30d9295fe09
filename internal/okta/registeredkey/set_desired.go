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
	named keyinput.RequestedKey
	entry keyEntry

	// isNew is true for a key that the state does not hold.
	isNew bool
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

// desiredKeys is what a configuration wants of the keys, beside what a state holds.
func (r *SetResource) desiredKeys(ctx context.Context, config SetModel, state map[string]keyEntry) (all map[string]desiredEntry, diags diag.Diagnostics) {
	all = map[string]desiredEntry{}
	if n := len(config.Attributes().Keys.Elements()); n > maxConfigured {
		diags.Append(diagnostics.ErrInvalidKey(r.subject(config), fmt.Errorf("keys has %d keys; more than %d are not read, and Okta takes %d", n, maxConfigured, r.Spec.Limits.Max)))
		return nil, diags
	}
	entries, diags := decodeKeys(ctx, config.Attributes().Keys)
	for _, kid := range sortedKIDs(entries) {
		if problem := keyinput.KID.Problem(kid); problem != "" {
			// It may be a private key, so nothing may repeat it.
			diags.Append(diagnostics.ErrInvalidKey(r.subject(config), fmt.Errorf("a kid in keys %s", problem)))
			continue
		}
		w, err := r.Spec.readDesiredEntry(kid, entries[kid], state)
		if err != nil {
			diags.Append(diagnostics.ErrInvalidKey(r.subject(config), fmt.Errorf("key %q: %w", kid, err)))
			continue
		}
		w.resolveStatus(entries[kid].Status, r.activeKID(config), r.Spec.HasActiveKID, kid)
		all[kid] = w
	}
	return all, diags
}

// readDesiredEntry reads one key, and spells it as the state does, if that holds it.
func (v SetSpec) readDesiredEntry(kid string, config keyEntry, state map[string]keyEntry) (desiredEntry, error) {
	named, err := v.Read(keyinput.Model{Encodings: config.Encodings}, types.StringNull(), config.Use, config.Alg)
	switch {
	case errors.Is(err, keyinput.ErrNoKey):
		return desiredEntry{}, fmt.Errorf("%w. Set one of %s, %s; or %s", keyinput.ErrNoKey, keyinput.FormPEM, keyinput.FormJWK, keyinput.FormMembers)
	case err != nil:
		return desiredEntry{}, err
	case named.KID.ValueString() != "" && named.KID.ValueString() != kid:
		return desiredEntry{}, fmt.Errorf("jwk_json has the kid %q. Put the key under that kid in keys, or remove the member", named.KID.ValueString())
	}
	named.KID = types.StringValue(kid)
	w := desiredEntry{named: named}
	held, ok := state[kid]
	if ok && v.isSame(named, held) {
		w.entry = held
		if held.Use.IsNull() {
			w.entry.Use = config.Use
		}
		return w, nil
	}
	w.isNew = true
	w.entry, err = v.newEntry(named, config)
	if ok && !named.Parsed.Known {
		// It may turn out to be the key that the state holds.
		w.entry.Use = unknownIfDifferent(w.entry.Use, held.Use, config.Use)
		w.entry.Alg = unknownIfDifferent(w.entry.Alg, held.Alg, config.Alg)
	}
	return w, err
}

// unknownIfDifferent is what is going to be, unknown where that may turn out to stay as it
// was: where the two differ, and it is not configured.
func unknownIfDifferent(next, was, config types.String) types.String {
	if config.IsNull() && !next.Equal(was) {
		return types.StringUnknown()
	}
	return next
}

// isSame reports whether a state holds the key that is wanted, in whatever form.
func (v SetSpec) isSame(named keyinput.RequestedKey, held keyEntry) bool {
	recorded, ok := held.Recorded()
	return ok && named.Parsed.Known && named.Parsed.Key.Equal(recorded) &&
		!isDifferent(named.Use, v.EffectiveUse(held.Use.ValueString())) && !isDifferent(named.Alg, held.Alg.ValueString())
}

// newEntry is a key that is going to be added.
func (v SetSpec) newEntry(named keyinput.RequestedKey, config keyEntry) (keyEntry, error) {
	unknown := types.StringUnknown()
	e := keyEntry{ID: unknown, Created: unknown, Status: unknown, Use: keyinput.OrDefault(named.Use, v.Uses[0]), Alg: named.Alg}
	if !named.Parsed.Known {
		e.Encodings = keyinput.Unknown(keyinput.Model{Encodings: config.Encodings}).Encodings
		if named.Parsed.MayHaveMetadata() && config.Use.IsNull() && len(v.Uses) > 1 {
			e.Use = unknown
		}
		if named.Parsed.MayHaveMetadata() && config.Alg.IsNull() && !v.WithoutAlg {
			e.Alg = unknown
		}
		return e, nil
	}
	model, err := keyinput.Encode(keyinput.Model{Encodings: config.Encodings}, named.Parsed.Key.Public, jwk.Members{
		KeyID: named.KID.ValueString(), Use: e.Use.ValueString(), Algorithm: e.Alg.ValueString(),
	})
	e.Encodings = model.Encodings
	return e, err
}

// resolveStatus decides what is enforced of the status: by the one active key where there is
// such an argument, else by the key's own; a new key without is added active, as
// the vendor does, and so is one of which an apply came no further than to add it.
func (w *desiredEntry) resolveStatus(status, activeKID types.String, one bool, kid string) {
	switch {
	case one:
		w.statusUnknown = activeKID.IsUnknown() || activeKID.IsNull() && w.isNew
		if !activeKID.IsUnknown() && activeKID.ValueString() == kid {
			w.target = keyplan.Active
		}
	case status.IsUnknown():
		w.statusUnknown = true
	case status.ValueString() == active:
		w.target = keyplan.Active
	case status.IsNull() && (w.isNew || w.entry.Status.IsNull()):
		w.target, w.byDefault = keyplan.Active, true
	case status.ValueString() == inactive:
		w.target = keyplan.Inactive
	}
}

// thumbprint is the thumbprint; of a key that is not known yet, that of no other.
func (w desiredEntry) thumbprint(kid string) string {
	if !w.named.Parsed.Known {
		return "unknown " + kid
	}
	return thumbprintOrID(w.named.Parsed.Key.Public, kid)
}

// knownThumbprint is the thumbprint, empty as long as the key is not known.
func (w desiredEntry) knownThumbprint(kid string) string {
	if !w.named.Parsed.Known {
		return ""
	}
	return w.thumbprint(kid)
}

// isDesired reports whether a registered key is the one that is wanted, whoever added
// it.
func (v SetSpec) isDesired(w desiredEntry, live oktaapi.Key) bool {
	return w.thumbprint(live.KID) == liveThumbprint(live) &&
		v.EffectiveUse(w.entry.Use.ValueString()) == v.EffectiveUse(live.Use) && v.effectiveAlg(w.entry.Alg.ValueString()) == v.effectiveAlg(live.Alg)
}

// desiredForPlanner are the wanted keys in the words of keyplan.
func (v SetSpec) desiredForPlanner(desired map[string]desiredEntry) []keyplan.Desired {
	list := make([]keyplan.Desired, 0, len(desired))
	for kid, w := range desired {
		list = append(list, keyplan.Desired{
			KID: kid, Thumbprint: w.thumbprint(kid), Use: v.EffectiveUse(w.entry.Use.ValueString()), Alg: v.effectiveAlg(w.entry.Alg.ValueString()), Status: w.target,
		})
	}
	return list
}
