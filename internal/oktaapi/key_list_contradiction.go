package oktaapi

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Contradiction says in which way the list contradicts itself, so that it does not tell
// which key is which; it is empty for one that does not. That no key is active is no
// contradiction: there may be none.
func (k SigningKeys) Contradiction() string {
	kids := make([]string, 0, len(k.Keys))
	held := map[string]string{}
	problem := ""
	for _, key := range k.Keys {
		kids = append(kids, key.KID)
		other, taken := held[key.Status]
		if taken && (key.Status == StatusActive || key.Status == StatusNext) {
			problem = fmt.Sprintf("the keys %q and %q both have the status %s", other, key.KID, key.Status)
		}
		held[key.Status] = key.KID
	}
	if names := transport.CheckKIDs(kids, k.Nameless); names != "" {
		return names
	}
	return problem
}

// UnusableID says which of the keys has an ID that no request can name, and is empty if
// none has.
func UnusableID(keys []Key) string {
	for _, key := range keys {
		if checkID(key.ID) != nil {
			return fmt.Sprintf("the key %q has the ID %q, and an ID is 1 to 40 letters, digits, - and _", key.KID, key.ID)
		}
	}
	return ""
}
