package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
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

// A list that lags shows the keys from before the last rotation.
func TestConnectionKeys_aListThatLagsAllowsNothing(t *testing.T) {
	t.Parallel()
	acctest.ListThatLags(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aListWithNoKeyInCommonAllowsNothing(t *testing.T) {
	t.Parallel()
	acctest.ListWithNoKeyInCommon(t, acctest.Auth0Keys)
}

func TestConnectionKeys_nothingIsAdoptedWhileAListLags(t *testing.T) {
	t.Parallel()
	acctest.AdoptionWhileAListLags(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aLostAnswerWhileListsLagIsOneRotation(t *testing.T) {
	t.Parallel()
	acctest.LostAnswerWhileListsLag(t, acctest.Auth0Keys)
}

// Somebody rotates, no list shows it yet, and then the rotation that is asked for is made, with an
// answer and without.
func TestConnectionKeys_aRotationBehindALagIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, commit := range map[string]func(*acctest.Sandbox){
		"answered": func(*acctest.Sandbox) {},
		"lost": func(s *acctest.Sandbox) {
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.RotationBehindALag(t, acctest.Auth0Keys, commit)
		})
	}
}
