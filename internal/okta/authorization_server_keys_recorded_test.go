package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestAuthorizationServerKeys_aTriggerThatIsNewIsOnlyRecordedAndThePlanSaysSo(t *testing.T) {
	t.Parallel()
	acctest.RecordsATrigger(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_adoptingWithAPeriodThatIsOverSaysThatTheNextPlanRotates(t *testing.T) {
	t.Parallel()
	acctest.AdoptsOverdue(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aPlanThatTheGuardRefusesDoesNotSayThatItRotates(t *testing.T) {
	t.Parallel()
	acctest.GuardSaysOneThing(t, acctest.OktaKeys)
}
