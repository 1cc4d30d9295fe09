package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A list may not show a rotation at once. So what the list shows right after a lost answer does
// not allow another rotation.
func TestAuthorizationServerKeys_anUnknownOutcomeHoldsTheNextRotation(t *testing.T) {
	t.Parallel()
	acctest.HeldAfterUnknownOutcome(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_anUnknownOutcomeOfUnknownAgeHoldsTheNextRotation(t *testing.T) {
	t.Parallel()
	acctest.HeldWithoutAge(t, acctest.OktaKeys)
}

// Without a period, only the trigger asks for a rotation, and its value is known in the apply.
func TestAuthorizationServerKeys_anUnknownOutcomeHoldsAnUndecidedRotation(t *testing.T) {
	t.Parallel()
	acctest.HeldUndecided(t, acctest.OktaKeys)
}

// A list that lags shows the keys from before the last rotation.
func TestAuthorizationServerKeys_aListThatLagsAllowsNothing(t *testing.T) {
	t.Parallel()
	acctest.ListThatLags(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aListWithNoKeyInCommonAllowsNothing(t *testing.T) {
	t.Parallel()
	acctest.ListWithNoKeyInCommon(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_nothingIsAdoptedWhileAListLags(t *testing.T) {
	t.Parallel()
	acctest.AdoptionWhileAListLags(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aLostAnswerWhileListsLagIsOneRotation(t *testing.T) {
	t.Parallel()
	acctest.LostAnswerWhileListsLag(t, acctest.OktaKeys)
}

// Somebody rotates, no list shows it yet, and then the rotation that is asked for is made, with an
// answer and without.
func TestAuthorizationServerKeys_aRotationBehindALagIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, commit := range map[string]func(*acctest.Sandbox){
		"answered": func(*acctest.Sandbox) {},
		"lost": func(s *acctest.Sandbox) {
			s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.RotationBehindALag(t, acctest.OktaKeys, commit)
		})
	}
}
