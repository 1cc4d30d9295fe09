package acctest

// unknownTriggerPlans are what plans of rotate-only resources say if a value in rotate_when_changed is
// only known after apply.
var unknownTriggerPlans = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_unknownTrigger",
		kept:     "auth0 TestConnectionKeys_unknownTrigger",
		severity: "WARNING", summary: "<noun> may be rotated<where>",
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, the keys are rotated once; if not, nothing is sent.",
		holds:  []check{plans}, promise: rotatesAtMostOnce, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_aPlanThatTheGuardRefusesDoesNotSayThatItRotates",
		kept:     "auth0 TestConnectionKeys_aPlanThatTheGuardRefusesDoesNotSayThatItRotates",
		severity: "WARNING", summary: "<noun> may have been rotated already<where>",
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, the rotation since the last recorded state counts as the one that is asked for, and nothing is sent; if not, nothing is sent.",
		holds:  []check{plans}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_anUnknownAgeSendsNothing",
		kept:     "auth0 TestConnectionKeys_anUnknownTriggerAndAgeRotateNothing",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, a rotation is asked for; if not, nothing is sent.\n\n" +
			"The provider does not know when the keys were last rotated: <any>. Until it does, the apply refuses a rotation and sends nothing.",
		holds: []check{plans}, promise: rotatesAtMostOnce, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_aPlanThatTheGuardRefusesDoesNotSayThatItRotates",
		kept:     "auth0 TestConnectionKeys_aPlanThatTheGuardRefusesDoesNotSayThatItRotates",
		severity: "WARNING", summary: "<noun> were rotated recently<where>",
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, a rotation is asked for; if not, nothing is sent.\n\n" +
			"The last rotation is recent (min_rotation_interval). Until <time> the apply refuses this rotation and sends nothing. From then on it rotates the keys once.",
		holds: []check{plans}, promise: notBefore, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_unknownTriggerWithThePeriodOver",
		kept:     "auth0 TestConnectionKeys_unknownTriggerWithThePeriodOver",
		severity: "WARNING", summary: "<noun> will be rotated<where>",
		detail: "<parent>: applying this plan rotates the keys once, because <any>. The plan cannot name the keys, because a value in rotate_when_changed is only known after apply. Whatever the value is, the plan asks for one rotation.",
		holds:  []check{plans}, promise: rotatesOnceOrHas,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_aPeriodThatIsOverInsideALongerGuard",
		kept:     "auth0 TestConnectionKeys_aPeriodThatIsOverInsideALongerGuard",
		severity: "WARNING", summary: "<noun> were rotated recently<where>",
		detail: "<parent>: a rotation is asked for, because <any>. The plan cannot name the keys, because a value in rotate_when_changed is only known after apply. Whatever the value is, the plan asks for one rotation.\n\nThe last rotation is recent (min_rotation_interval). Until <time> the apply refuses this rotation and sends nothing. " +
			"From then on it rotates the keys once.",
		holds: []check{plans}, promise: notBefore, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_anUnknownOutcomeHoldsTheNextRotation",
		kept:     "auth0 TestConnectionKeys_anUnknownOutcomeHoldsTheNextRotation",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a rotation is asked for, because <any>. The plan cannot name the keys, because a value in rotate_when_changed is only known after apply. Whatever the value is, the plan asks for one rotation.\n\n" +
			"An earlier apply sent a request to rotate these keys, and a list may not show a rotation at once. Until <time> the apply sends nothing. An apply after that decides by the keys that are listed then.",
		holds: []check{plans}, promise: notBefore, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "okta TestAuthorizationServerKeys_anUnknownOutcomeHoldsAnUndecidedRotation",
		kept:     "okta TestAuthorizationServerKeys_anUnknownOutcomeHoldsAnUndecidedRotation",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, a rotation is asked for; if not, nothing is sent.\n\n" +
			"An earlier apply sent a request to rotate these keys, and a list may not show a rotation at once. Until <time> the apply sends nothing. An apply after that decides by the keys that are listed then.",
		holds: []check{plans}, promise: notBefore, refuses: true,
	},
}
