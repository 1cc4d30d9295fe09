package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// A list may not show a rotation at once. So what the list shows right after a lost answer does
// not allow another rotation.
func TestConnectionKeys_anUnknownOutcomeHoldsTheNextRotation(t *testing.T) {
	t.Parallel()
	acctest.HeldAfterUnknownOutcome(t, acctest.Auth0Keys)
}

func TestConnectionKeys_anUnknownOutcomeOfUnknownAgeHoldsTheNextRotation(t *testing.T) {
	t.Parallel()
	acctest.HeldWithoutAge(t, acctest.Auth0Keys)
}
