package okta

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// lookAtKeys is what to do about a list that cannot be right.
const lookAtKeys = "Run again in a minute. If the list stays like that, look at the keys in Okta's Admin Console, and at what is between this machine and Okta."

// notRight is the error for an answer of which nothing is to be made. It says what is wrong.
func notRight(text string) error {
	return &apierr.Error{Kind: apierr.Unavailable, Sent: true, Hint: lookAtKeys, Message: apierr.Printable(text, apierr.MaxText)}
}

// contradiction is why nothing is rotated by a list of keys, nil where it does not contradict
// itself.
func contradiction(keys oktaapi.SigningKeys) error {
	if problem := keys.Contradiction(); problem != "" {
		return notRight("Okta's list of the keys contradicts itself: " + problem + ". No key is rotated or recorded by such a list")
	}
	return nil
}

// nameable is a list for a resource, which changes keys by their IDs: an error if no request
// can name one of them, before any is sent. Data sources show the list as it is.
func nameable(keys []oktaapi.Key, err error) ([]oktaapi.Key, error) {
	if err != nil {
		return nil, err
	}
	if problem := oktaapi.UnusableID(keys); problem != "" {
		return nil, notRight("Okta's list of the keys cannot be right: " + problem + ". No key of such a list is changed")
	}
	return keys, nil
}
