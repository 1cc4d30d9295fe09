package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// A rotation that is due waits until verifiers can have the next key.
func TestConnectionKeys_aPeriodWaitsForThePublishedKey(t *testing.T) {
	t.Parallel()
	acctest.PublishedGateByPeriod(t, acctest.Auth0Keys)
}

func TestConnectionKeys_theGateCostsOneReadMore(t *testing.T) {
	t.Parallel()
	acctest.PublishedRequests(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aTriggerIsRefusedUntilTheKeyIsPublished(t *testing.T) {
	t.Parallel()
	acctest.PublishedGateByTrigger(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aDocumentThatLagsClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedLate(t, acctest.Auth0Keys)
}

func TestConnectionKeys_theTimeOfPublicationBeginsAnew(t *testing.T) {
	t.Parallel()
	acctest.PublishedAnew(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aCachedDocumentCountsFromItsDate(t *testing.T) {
	t.Parallel()
	acctest.PublishedByACache(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aDocumentWithoutTheCurrentKeyIsReported(t *testing.T) {
	t.Parallel()
	acctest.PublishedWithoutTheCurrentKey(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aDocumentThatCannotBeReadClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedUnreadable(t, acctest.Auth0Keys)
}

func TestConnectionKeys_theApplyReadsTheDocumentAgain(t *testing.T) {
	t.Parallel()
	acctest.PublishedOvertaken(t, acctest.Auth0Keys)
}

func TestConnectionKeys_theDocumentMayBeElsewhere(t *testing.T) {
	t.Parallel()
	acctest.PublishedElsewhere(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aCreateCannotWaitForThePublishedKey(t *testing.T) {
	t.Parallel()
	acctest.PublishedCreate(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aChangedGateTakesEffectAtTheNextPlan(t *testing.T) {
	t.Parallel()
	acctest.PublishedChanges(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aDocumentWithoutADateOpensNothing(t *testing.T) {
	t.Parallel()
	acctest.PublishedUndated(t, acctest.Auth0Keys)
}

func TestConnectionKeys_nightlyAppliesRotateWhenThePeriodAndTheGateSay(t *testing.T) {
	t.Parallel()
	acctest.PublishedNights(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aLongerTimeCountsAtOnce(t *testing.T) {
	t.Parallel()
	acctest.PublishedLengthened(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aDestroyWhileARotationWaitsSendsNothing(t *testing.T) {
	t.Parallel()
	acctest.PublishedDestroyed(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aRenamedResourceBeginsToWaitAnew(t *testing.T) {
	t.Parallel()
	acctest.PublishedRenamed(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aDocumentThatIsGoneAtTheApplyClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedUnreadAtApply(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aJWKSURIThatCannotBeReadClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedUnreadableURI(t, acctest.Auth0Keys)
}

func TestConnectionKeys_refusesArgumentsOfThePublishedDocument(t *testing.T) {
	t.Parallel()
	acctest.PublishedInput(t, acctest.Auth0Keys)
}

func TestAccAuth0ConnectionKeys_waitsForThePublishedKey(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).WaitsForThePublishedKey()
}
