package acctest

import (
	"fmt"
	"slices"
)

// retireClaims are what a set says of keys that have left it and stay registered for a while.
var retireClaims = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.WarnKeysRetire"},
		met:      "okta TestJWKSRetire_leaves",
		kept:     "okta TestJWKSRetire_leaves",
		severity: "WARNING", summary: "<noun> leave keys and stay registered<where>",
		detail: "<parent>: these keys leave keys and stay registered: <kids>. This apply sends nothing about them; they move to retiring, which has the times. <any>",
		holds:  []check{plans, registered("kids", "")}, promise: staysRegistered("kids").and(notWrittenAbout("kids")),
	},
	{
		by:       []string{"diagnostics.WarnNoKeyFollows"},
		met:      "okta TestJWKSRetire_noKeyFollows",
		kept:     "okta TestJWKSRetire_noKeyFollows",
		severity: "WARNING", summary: "<noun> retire, and no key follows them<where>",
		detail: "<parent>: <kids> leave keys, and no key in keys is ACTIVE for <kid:use> after this apply, or waits to be activated. Unless another key is active when a delay of retire is over, <any>",
		holds:  []check{plans, registered("kids", "ACTIVE")}, promise: staysRegistered("kids").and(notWrittenAbout("kids")),
	},
	{
		by:       []string{"diagnostics.WarnRetiringKeysDeactivated"},
		met:      "okta TestJWKSRetire_planShowsTheStep",
		kept:     "okta TestJWKSRetire_planShowsTheStep",
		severity: "WARNING", summary: "<noun> will be deactivated<where>",
		detail: "<parent>: retire.deactivate_after is over, and the apply deactivates <kids>. <any>",
		holds:  []check{plans, registered("kids", "ACTIVE")}, promise: isNow("kids", "INACTIVE"),
	},
	{
		by:       []string{"diagnostics.WarnDueUnchecked"},
		met:      "okta TestJWKSRetireClock_notTrusted",
		kept:     "okta TestJWKSRetireClock_notTrusted",
		severity: "WARNING", summary: "<noun> are not checked for what is due<where>",
		detail: "<parent>: a step may be due for <kids>, and the provider does not know what time it is: Okta's answer to the last refresh has no usable Date header, or Okta's clock and that of this machine are " +
			"more than an hour apart. Until it knows, nothing counts as due.\n\n<any>",
		holds: []check{plans, registered("kids", "")}, promise: stays("kids"),
	},
	{
		by:       []string{"diagnostics.WarnActivationWaits"},
		met:      "okta TestJWKSActivateAfter_waits",
		kept:     "okta TestJWKSActivateAfter_waits",
		severity: "WARNING", summary: "Key <kid:subject> waits to be activated<where>",
		detail: "<parent>: active_kid is <kid>, and activate_after is <kid:delay>. This apply does not activate the key; the first apply after it has been registered that long, by Okta's clock, does. <any>",
		holds:  []check{plans}, promise: notActivated,
	},
	{
		by:       []string{"diagnostics.ErrActiveKeyNeededUntilActivation"},
		met:      "okta TestJWKSActivateAfter_activeKeyStays",
		severity: "ERROR", summary: "Unable to plan <noun>",
		detail: "<parent>: key <kid> is active and would be deactivated or deleted, and key <kid:waits>, which active_kid names, is not activated before activate_after is over. No key would be active until then.\n\n<any>",
		holds:  []check{nothingSent, registered("kid", "ACTIVE")},
	},
	{
		by:       []string{"diagnostics.WarnRetirementNotDated"},
		met:      "okta TestJWKSRetireClock_leavesAtAnUnknownTime",
		severity: "WARNING", summary: "<noun> left keys at a time that is not known<where>",
		detail: "<parent>: these keys left keys in this apply, and the provider does not know what time it is: <kids>. Okta's answer has no usable Date header, or Okta's clock and that of this machine are more than an hour apart. <any>",
		holds:  []check{notWrittenAbout("kids"), staysRegistered("kids")},
	},
	{
		by:       []string{"diagnostics.WarnRetiringKeysDestroyed"},
		met:      "okta TestJWKSRetireDestroy_onDestroy",
		severity: "WARNING", summary: "<noun> are retiring and go with their resource<where>",
		detail: "<parent>: these keys are retiring, and on_destroy is <kid:how> in the state: destroying the resource does that with them as well, whatever the times in retiring: <kids>.",
		holds:  []check{plans, registered("kids", "")},
	},
}

// notActivated is kept if the apply has not activated the key.
func notActivated(c *call, m match) error {
	if p := c.parentIn(m); !c.overlaps && !c.changedByOthers(p) && slices.Contains(c.effects(p), "activate "+m.kid("kid")) {
		return fmt.Errorf("the apply does not activate key %q, it says, but the effects are %q", m.kid("kid"), c.effects(p))
	}
	return nil
}
