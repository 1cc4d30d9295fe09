package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestConnectionKeys_aTriggerThatIsNewIsOnlyRecordedAndThePlanSaysSo(t *testing.T) {
	t.Parallel()
	acctest.RecordsATrigger(t, acctest.Auth0Keys)
}

func TestConnectionKeys_adoptingWithAPeriodThatIsOverSaysThatTheNextPlanRotates(t *testing.T) {
	t.Parallel()
	acctest.AdoptsOverdue(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aPlanThatTheGuardRefusesDoesNotSayThatItRotates(t *testing.T) {
	t.Parallel()
	acctest.GuardSaysOneThing(t, acctest.Auth0Keys)
}
