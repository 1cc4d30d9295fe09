package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A rotation that is due waits until verifiers can have the next key.
func TestAuthorizationServerKeys_aPeriodWaitsForThePublishedKey(t *testing.T) {
	t.Parallel()
	acctest.PublishedGateByPeriod(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_theGateCostsOneReadMore(t *testing.T) {
	t.Parallel()
	acctest.PublishedRequests(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aTriggerIsRefusedUntilTheKeyIsPublished(t *testing.T) {
	t.Parallel()
	acctest.PublishedGateByTrigger(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aDocumentThatLagsClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedLate(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_theTimeOfPublicationBeginsAnew(t *testing.T) {
	t.Parallel()
	acctest.PublishedAnew(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aCachedDocumentCountsFromItsDate(t *testing.T) {
	t.Parallel()
	acctest.PublishedByACache(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aDocumentWithoutTheCurrentKeyIsReported(t *testing.T) {
	t.Parallel()
	acctest.PublishedWithoutTheCurrentKey(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aDocumentThatCannotBeReadClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedUnreadable(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_theApplyReadsTheDocumentAgain(t *testing.T) {
	t.Parallel()
	acctest.PublishedOvertaken(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_theDocumentMayBeElsewhere(t *testing.T) {
	t.Parallel()
	acctest.PublishedElsewhere(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aCreateCannotWaitForThePublishedKey(t *testing.T) {
	t.Parallel()
	acctest.PublishedCreate(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aChangedGateTakesEffectAtTheNextPlan(t *testing.T) {
	t.Parallel()
	acctest.PublishedChanges(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aDocumentWithoutADateOpensNothing(t *testing.T) {
	t.Parallel()
	acctest.PublishedUndated(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_nightlyAppliesRotateWhenThePeriodAndTheGateSay(t *testing.T) {
	t.Parallel()
	acctest.PublishedNights(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aLongerTimeCountsAtOnce(t *testing.T) {
	t.Parallel()
	acctest.PublishedLengthened(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aDestroyWhileARotationWaitsSendsNothing(t *testing.T) {
	t.Parallel()
	acctest.PublishedDestroyed(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aRenamedResourceBeginsToWaitAnew(t *testing.T) {
	t.Parallel()
	acctest.PublishedRenamed(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aDocumentThatIsGoneAtTheApplyClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedUnreadAtApply(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aJWKSURIThatCannotBeReadClosesTheGate(t *testing.T) {
	t.Parallel()
	acctest.PublishedUnreadableURI(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_refusesArgumentsOfThePublishedDocument(t *testing.T) {
	t.Parallel()
	acctest.PublishedInput(t, acctest.OktaKeys)
}

// published is a configuration that waits for the published document.
func published(id string, trigger string) map[string]any {
	return acctest.Merge(acctest.OktaKeys.Config(id), acctest.Trigger(trigger),
		map[string]any{"rotate_on_create": false, "require_published": map[string]any{"min_age": "24h"}})
}

// Without a next key there is none that verifiers could have.
func TestAuthorizationServerKeys_withoutANextKeyNothingIsPublished(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r, id := s.RPC(), s.AuthorizationServer()
	s.Okta().SetNextAbsent(id, true)
	object := s.Refresh(r, s.Update(r, acctest.AuthorizationServerKeys, nil, published(id, "1")))
	plan := r.Plan(acctest.AuthorizationServerKeys, object, published(id, "2"))
	if !plan.Diags.Has("WARNING", "cannot be rotated yet", "and Okta lists no next key") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "and Okta lists no next key", "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(acctest.OktaKeys, id, 0, 0, 0)
}

// The metadata that says where the keys are published must be that of the server, and name a document on
// its own host.
func TestAuthorizationServerKeys_badMetadataClosesTheGate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(issuer string) sandbox.Answer
		found  string
	}{
		"404":               {func(string) sandbox.Answer { return sandbox.Status(404) }, "an answer with HTTP 404"},
		"HTML":              {func(string) sandbox.Answer { return sandbox.HTML200() }, "an answer that is no metadata"},
		"of another issuer": {func(issuer string) sandbox.Answer { return metadata(issuer+"x", issuer+"/v1/keys") }, "metadata of another issuer"},
		"without jwks_uri":  {func(issuer string) sandbox.Answer { return metadata(issuer, "") }, "metadata without a jwks_uri that can be used"},
		"with another host": {func(issuer string) sandbox.Answer { return metadata(issuer, "https://example.com/keys") }, "metadata with a jwks_uri on another host"},
		"without TLS":       {func(issuer string) sandbox.Answer { return metadata(issuer, "http://example.com/keys") }, "metadata without a jwks_uri that can be used"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			r, id := s.RPC(), s.AuthorizationServer()
			object := s.Update(r, acctest.AuthorizationServerKeys, nil, published(id, "1"))
			s.Inject(sandbox.Fault{Match: sandbox.OnMetadata, Answer: c.answer(s.Okta().URL() + "/oauth2/" + id)})
			s.Walk(r)
			mark := s.Journal().Len()
			object, diags := r.Read(object)
			if !diags.Has("WARNING", "cannot be read as verifiers read them", c.found) {
				t.Errorf("the refresh says:\n%s", diags)
			}
			s.ExpectCalls(mark, "GET keys 200", "GET server 200", "GET metadata "+map[bool]string{true: "404", false: "200"}[name == "404"])
			mark = s.Journal().Len()
			s.Refresh(r, object) // the next refresh looks again
			s.ExpectCalls(mark, "GET keys 200", "GET server 200", "GET metadata 200", "GET published 200")
		})
	}
}

func metadata(issuer, uri string) sandbox.Answer {
	return sandbox.OKJSON(`{"issuer":"` + issuer + `","jwks_uri":"` + uri + `"}`)
}

// A document that has moved is looked for in the metadata again.
func TestAuthorizationServerKeys_aDocumentThatHasMovedIsFoundAgain(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r, id := s.RPC(), s.AuthorizationServer()
	object := s.Refresh(r, s.Update(r, acctest.AuthorizationServerKeys, nil, published(id, "1")))
	s.Inject(sandbox.Fault{Match: sandbox.OnPublished, Answer: sandbox.Status(404)})
	s.Clock().Advance(time.Hour)
	object = s.Refresh(r, object)
	mark := s.Journal().Len()
	s.Refresh(r, object)
	s.ExpectCalls(mark, "GET keys 200", "GET server 200", "GET metadata 200", "GET published 200")
}

func TestAccOktaAuthorizationServerKeys_waitsForThePublishedKey(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).WaitsForThePublishedKey()
}
