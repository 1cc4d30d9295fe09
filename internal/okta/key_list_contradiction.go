package okta

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// vendor and console are the names of Okta and of the pages on which it shows keys.
const (
	vendor  = "Okta"
	console = "Admin Console"
)

// contradiction is why nothing is rotated by a list of keys, nil where it does not contradict
// itself.
func contradiction(keys oktaapi.SigningKeys) error {
	return diagnostics.ContradictoryKeyList(vendor, console, keys.Contradiction())
}

// nameable is a list for a resource, which changes keys by their IDs: an error if no request
// can name one of them, before any is sent. Data sources show the list as it is.
func nameable(list oktaapi.KeyList, err error) (oktaapi.KeyList, error) {
	if err != nil {
		return oktaapi.KeyList{}, err
	}
	if problem := oktaapi.UnusableID(list.Keys); problem != "" {
		return oktaapi.KeyList{}, diagnostics.UnusableKeyList(vendor, console, "cannot be right: "+problem, "No key of such a list is changed")
	}
	return list, nil
}
