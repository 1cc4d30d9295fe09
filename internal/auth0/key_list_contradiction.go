package auth0

import (
	"cmp"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// vendor and console are the names of Auth0 and of the pages on which it shows keys.
const (
	vendor  = "Auth0"
	console = "Dashboard"
)

// contradiction is why nothing is rotated by a list of keys, nil where it does not contradict
// itself.
func contradiction(keys auth0api.ConnectionKeys) error {
	return diagnostics.ContradictoryKeyList(vendor, console, keys.Contradiction())
}

// warnOfContradiction says that a data source shows a list that cannot be right.
func warnOfContradiction(s diagnostics.Subject, keys auth0api.ConnectionKeys) (diags diag.Diagnostics) {
	problem := cmp.Or(keys.Contradiction(), keys.WrongThumbprint())
	if problem == "" && keys.Current() == nil {
		problem = "no key is the current key"
	}
	if problem != "" {
		diags.Append(diagnostics.WarnListedWithContradiction(s, problem, diagnostics.AdviceForKeyList(vendor, console)))
	}
	return diags
}
