package acctest

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// publishedClaims are what is said of require_published.
var publishedClaims = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.ErrNextKeyNotPublished"},
		met:      "auth0 TestConnectionKeys_aTriggerIsRefusedUntilTheKeyIsPublished",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the next key has not been published for <bare> yet (require_published). Nothing was sent.\n\nfound: <keys>\ndocument: <any>\n\nApply again after <time>. <any>",
		holds:  []check{nothingSent, keysAre("keys"), notYet},
	},
	{
		by:       []string{"diagnostics.ErrNextKeyNotPublished"},
		met:      "okta TestAuthorizationServerKeys_theApplyReadsTheDocumentAgain",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the next key is not published: the document does not show it (require_published). Nothing was sent.\n\nfound: <keys>\ndocument: <any>",
		holds:  []check{nothingSent, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrNextKeyNotPublished"},
		met:      "auth0 TestConnectionKeys_aDocumentThatCannotBeReadClosesTheGate",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: require_published asks for a next key that has been published for <bare>, and the document in which the keys are published could not be read. Nothing was sent." +
			"\n\nfound: <keys>\n<any>",
		holds: []check{nothingSent, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrNextKeyNotPublished"},
		met:      "okta TestAuthorizationServerKeys_withoutANextKeyNothingIsPublished",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: require_published asks for a next key that has been published for <bare>, and Okta lists no next key. Nothing was sent.\n\nfound: <keys>\n<any>",
		holds:  []check{nothingSent, keysAre("keys"), withoutNext},
	},
	{
		by:       []string{"diagnostics.ErrNextKeyNotPublished"},
		met:      "okta TestAuthorizationServerKeys_aDocumentWithoutADateOpensNothing",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: require_published asks for a next key that has been published for <bare>, and it is not known since when the next key is published. Nothing was sent." +
			"\n\nfound: <keys>\n<any>",
		holds: []check{nothingSent, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrCreateCannotWait"},
		met:      "auth0 TestConnectionKeys_aCreateCannotWaitForThePublishedKey",
		severity: "ERROR", summary: "Unable to rotate <noun> when the resource is created",
		detail: "<parent>: require_published is set and rotate_on_create is true. <any> Nothing was sent.\n\nSet rotate_on_create = false to adopt the keys as they are. <any>",
		holds:  []check{nothingSent},
	},
	{
		by:       []string{"diagnostics.WarnRotationGated"},
		met:      "auth0 TestConnectionKeys_aTriggerIsRefusedUntilTheKeyIsPublished",
		kept:     "auth0 TestConnectionKeys_aTriggerIsRefusedUntilTheKeyIsPublished",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a rotation is asked for, because <any>. require_published asks for a next key that has been published for <bare>, which it will have been at <time:published>. " +
			"Until <time> the apply refuses this rotation and sends nothing. An apply after that reads the document again before it rotates the keys.\n\nplanned: <target>\n\n<any>",
		holds: []check{plans, targetIs}, promise: notBefore, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnRotationGated"},
		met:      "auth0 TestConnectionKeys_aDocumentThatLagsClosesTheGate",
		kept:     "auth0 TestConnectionKeys_aDocumentThatLagsClosesTheGate",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a rotation is asked for, because <any>. require_published asks for a next key that has been published for <any> The apply reads the document again. " +
			"Unless the key has been published for that long by then, the apply refuses this rotation and sends nothing.\n\nplanned: <target>\n\n<any>",
		holds: []check{plans, targetIs}, promise: rotatesAtMostOnce, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_aTriggerIsRefusedUntilTheKeyIsPublished",
		kept:     "auth0 TestConnectionKeys_aTriggerIsRefusedUntilTheKeyIsPublished",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, a rotation is asked for; if not, nothing is sent.\n\n" +
			"require_published asks for a next key that has been published for <any>",
		holds: []check{plans}, promise: rotatesAtMostOnce, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnRotationWaits"},
		met:      "auth0 TestConnectionKeys_aPeriodWaitsForThePublishedKey",
		kept:     "auth0 TestConnectionKeys_aChangedGateTakesEffectAtTheNextPlan",
		severity: "WARNING", summary: "<noun> wait for the next key to be published<where>",
		detail: "<parent>: a rotation is due, because the keys are older than rotation_period, but this plan leaves the keys as they are. require_published asks for a next key that has been " +
			"published for <any>\n\nnow: <keys>\n\n<any>",
		holds: []check{plans, keysAre("keys")}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnPublishedUnread"},
		met:      "auth0 TestConnectionKeys_aDocumentThatCannotBeReadClosesTheGate",
		severity: "WARNING", summary: "<noun> cannot be read as verifiers read them<where>",
		detail: "<parent>: the document in which the keys are published could not be read. Until it can, no rotation is sent (require_published). Refreshing, planning and destroying go on.\n\n<any>",
		holds:  []check{plans},
	},
	{
		by:       []string{"diagnostics.WarnCurrentKeyNotPublished"},
		met:      "auth0 TestConnectionKeys_aDocumentWithoutTheCurrentKeyIsReported",
		severity: "WARNING", summary: "<noun> sign with a key that is not published yet<where>",
		detail: "<parent>: the current key <kid> signs, but the document in which the keys are published does not show it. <any>",
		holds:  []check{plans, currentIs},
	},
}

// currentIs holds if the key that is named signed when the provider could read the keys.
func currentIs(c *call, m match) error {
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		if current, _, _ := roles(h); current != m.kid("kid") && !c.hasFalseData(m) {
			return fmt.Errorf("%q signs, it says, but %q does", m.kid("kid"), current)
		}
		return nil
	})
}
