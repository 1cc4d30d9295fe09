package keychange

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// seenActiveMark is private state: the IDs of the keys of others that were active where
// only one key can be, when the keys were last read. A plan names them as what an
// activation takes out of use; so an apply that finds another one stops.
const seenActiveMark = "active_others"

// ActiveOthers are the keys that are active where only one can be, but for those that a
// resource manages itself.
func (k Kind) ActiveOthers(keys []oktaapi.Key, own func(oktaapi.Key) bool) (others []oktaapi.Key) {
	for _, key := range keys {
		if key.Status == oktaapi.StatusActive && k.OneActive(k.UseOf(key.Use)) && !own(key) {
			others = append(others, key)
		}
	}
	return others
}

// RememberActive records the keys of others that are active.
func RememberActive(ctx context.Context, private PrivateWriter, others []oktaapi.Key) diag.Diagnostics {
	ids := []string{}
	for _, key := range others {
		ids = append(ids, key.ID)
	}
	slices.Sort(ids)
	text, err := json.Marshal(ids)
	if err != nil {
		return nil // strings are always encoded
	}
	return private.SetKey(ctx, seenActiveMark, text)
}

// SeenActive are the IDs that RememberActive has recorded; none where nothing was
// recorded, so that what nobody has seen is not taken out of use.
func SeenActive(ctx context.Context, private PrivateReader) (ids []string, diags diag.Diagnostics) {
	text, diags := private.GetKey(ctx, seenActiveMark)
	if len(text) == 0 || json.Unmarshal(text, &ids) != nil {
		return nil, diags
	}
	return ids, diags
}

// RefuseUnseen refuses an activation that would take keys out of use that the plan has
// not named, because somebody has activated them since. It is true if it refuses.
func (j *Job) RefuseUnseen(others []oktaapi.Key, seen []string) (refused bool) {
	for _, key := range others {
		if !slices.Contains(seen, key.ID) {
			j.Say(diagnose.ActivatedSincePlan(j.Subject, key.KID))
			refused = true
		}
	}
	return refused
}
