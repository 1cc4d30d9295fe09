package acctest

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
