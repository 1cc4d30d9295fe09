package rotateonly

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// compareTriggers compares rotate_when_changed before and after. Only a change from
// one map to another counts.
func compareTriggers(before, after types.Map) rotation.Trigger {
	if before.IsNull() || after.IsNull() {
		return rotation.Unchanged
	}
	if after.IsUnknown() {
		return rotation.Unknown
	}
	for _, value := range after.Elements() {
		if value.IsUnknown() {
			return rotation.Unknown
		}
	}
	if before.Equal(after) {
		return rotation.Unchanged
	}
	return rotation.Changed
}

// knownStrings returns the known strings of the map.
func knownStrings(m types.Map) map[string]string {
	values := make(map[string]string, len(m.Elements()))
	for key, value := range m.Elements() {
		if text, ok := value.(types.String); ok {
			values[key] = text.ValueString()
		}
	}
	return values
}

// hashTrigger returns the hash of the values of rotate_when_changed, because the values may be secret. It is
// empty if there are none.
func hashTrigger(m types.Map) (hexOrEmpty string) {
	values := knownStrings(m)
	text, err := json.Marshal(values) // sorted by key
	if len(values) == 0 || err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
