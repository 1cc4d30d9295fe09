package diagnostics

import "github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"

// AdviceForKeyList is what to do about a list of keys that cannot be right. vendor is the vendor's
// name, and console the name of the pages on which it shows the keys.
func AdviceForKeyList(vendor, console string) string {
	return "Run again in a minute. If the list stays like that, look at the keys in " + vendor + "'s " + console +
		", and at what is between this machine and " + vendor + "."
}

// UnusableKeyList is the error about a list of keys by which nothing is done. problem says what is
// wrong with the list, and consequence what is not done.
func UnusableKeyList(vendor, console, problem, consequence string) error {
	return &apierr.Error{
		Kind: apierr.Unavailable, Sent: true, Hint: AdviceForKeyList(vendor, console),
		Message: vendor + "'s list of the keys " + apierr.Printable(problem, apierr.MaxText) + ". " + consequence,
	}
}

// ContradictoryKeyList is the error about a list of keys that contradicts itself; nil if problem is
// empty.
func ContradictoryKeyList(vendor, console, problem string) error {
	if problem == "" {
		return nil
	}
	return UnusableKeyList(vendor, console, "contradicts itself: "+problem, "No key is rotated or recorded by such a list")
}
