package auth0

import (
	"cmp"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// lookAtKeys is what to do about a list that cannot be right.
const lookAtKeys = "Run again in a minute. If the list stays like that, look at the keys in Auth0's Dashboard, and at what is between this machine and Auth0."

// contradiction is why nothing is rotated by a list of keys, nil where it does not contradict
// itself.
func contradiction(keys auth0api.ConnectionKeys) error {
	problem := keys.Contradiction()
	if problem == "" {
		return nil
	}
	return &apierr.Error{
		Kind: apierr.Unavailable, Sent: true, Hint: lookAtKeys,
		Message: "Auth0's list of the keys contradicts itself: " + apierr.Printable(problem, apierr.MaxText) + ". No key is rotated or recorded by such a list",
	}
}

// warnOfContradiction says that a data source shows a list that cannot be right.
func warnOfContradiction(s diagnostics.Subject, keys auth0api.ConnectionKeys) (diags diag.Diagnostics) {
	problem := cmp.Or(keys.Contradiction(), keys.WrongThumbprint())
	if problem == "" && keys.Current() == nil {
		problem = "no key is the current key"
	}
	if problem != "" {
		diags.Append(diagnostics.WarnListedWithContradiction(s, problem, lookAtKeys))
	}
	return diags
}
