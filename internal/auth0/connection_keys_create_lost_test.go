package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// A create that fails leaves no state, by which the next one could know of its rotation.
func TestConnectionKeys_aCreateWithALostAnswerLooksUntilNoListLags(t *testing.T) {
	t.Parallel()
	acctest.CreateLooksOn(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aCreateThatIsCutShortSaysUntilWhen(t *testing.T) {
	t.Parallel()
	acctest.CreateIsCutShort(t, acctest.Auth0Keys)
}
