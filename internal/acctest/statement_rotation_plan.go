package acctest

// rotationPlans are what plans, refreshes and destroys of rotate-only resources say.
var rotationPlans = []*statement{
	{
		by:       []string{"diagnostics.WarnRotationPlanned"},
		met:      "okta TestAuthorizationServerKeys_createWithoutANextKeyWhateverIsExpired",
		kept:     "okta TestAuthorizationServerKeys_createWithoutANextKeyWhateverIsExpired",
		severity: "WARNING", summary: "<noun> will be rotated<where>",
		detail: "<parent>: applying this plan rotates the keys once, because <any>.\n\nwill sign:     a key that <any> makes at the rotation\nstops signing: <bare:old> (now current)\n\n<any>",
		holds:  []check{plans, pair}, promise: rotatesTo,
	},
	{
		by:       []string{"diagnostics.WarnRotationPlanned"},
		met:      "okta TestOktaLogin_dpop",
		kept:     "okta TestOktaLogin_dpop",
		severity: "WARNING", summary: "<noun> will be rotated<where>",
		detail: "<parent>: applying this plan rotates the keys once, because <any>.\n\nwill sign:     <bare:new> (now next)\nstops signing: <bare:old> (now current)\n\n<any>",
		holds:  []check{plans, pair}, promise: rotatesTo,
	},
	{
		by:       []string{"diagnostics.WarnRotationPlanned"},
		met:      "auth0 TestConnectionKeys_guardIsAnnouncedByThePlannedInterval",
		kept:     "auth0 TestConnectionKeys_guardWarnsInThePlanAndRefusesInTheApply",
		severity: "WARNING", summary: "<noun> were rotated recently<where>",
		detail: "<parent>: a rotation is asked for, because <any>. The last rotation is recent (min_rotation_interval). Until <time> the apply refuses this rotation and sends nothing. " +
			"From then on it rotates the keys once.\n\nwill sign:     <bare:new> (now next)\nstops signing: <bare:old> (now current)\n\n<any>",
		holds: []check{plans, pair}, promise: notBefore, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnRotationPlanned"},
		met:      "okta TestAuthorizationServerKeys_rotatedRecentlyWithoutANextKey",
		kept:     "okta TestAuthorizationServerKeys_rotatedRecentlyWithoutANextKey",
		severity: "WARNING", summary: "<noun> were rotated recently<where>",
		detail: "<parent>: a rotation is asked for, because <any>. The last rotation is recent (min_rotation_interval). Until <time> the apply refuses this rotation and sends nothing. " +
			"From then on it rotates the keys once.\n\nwill sign:     a key that <any> makes at the rotation\nstops signing: <bare:old> (now current)\n\n<any>",
		holds: []check{plans, pair}, promise: notBefore, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnRotationNeedsNextKey"},
		met:      "okta TestAuthorizationServerKeys_requireNextRefusesAnUpdateInTheApply",
		kept:     "okta TestAuthorizationServerKeys_requireNextRefusesAnUpdateInTheApply",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a rotation is asked for, because <any>, but no next key is listed, and require_next is true. The apply refuses this rotation for as long as there is no next key: " +
			"no verifier could have seen the key that would sign.\n\nfound: <keys>\n\n<any>",
		holds: []check{plans, keysAre("keys"), withoutNext}, promise: hadNext, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnAgeUnknown"},
		met:      "auth0 TestConnectionKeys_anUnknownAgeSendsNothing",
		kept:     "auth0 TestConnectionKeys_anUnknownAgeSendsNothing",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a rotation is asked for, because <any>. When the keys were last rotated is not known: <any>. As long as that is so, the apply refuses a rotation and sends nothing." +
			"\n\nplanned: <target>\n\n<any>",
		holds: []check{plans, targetIs}, promise: rotatesAtMostOnce, refuses: true,
	},
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
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, the rotation that has taken place since the last recorded state is taken for the one " +
			"that is asked for, and nothing is sent; if not, nothing is sent.",
		holds: []check{plans}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_anUnknownAgeSendsNothing",
		kept:     "auth0 TestConnectionKeys_anUnknownTriggerAndAgeRotateNothing",
		severity: "WARNING", summary: "<noun> cannot be rotated yet<where>",
		detail: "<parent>: a value in rotate_when_changed is only known after apply. If it turns out to differ, a rotation is asked for; if not, nothing is sent.\n\n" +
			"When the keys were last rotated is not known: <any>. As long as that is so, the apply refuses a rotation and sends nothing.",
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
		detail: "<parent>: applying this plan rotates the keys once, because <any>. The plan cannot name the keys, since a value in rotate_when_changed is only known after apply; " +
			"whatever it is, one rotation is asked for.",
		holds: []check{plans}, promise: rotatesOnceOrHas,
	},
	{
		by:       []string{"diagnostics.WarnPlanUndecided"},
		met:      "auth0 TestConnectionKeys_aPeriodThatIsOverInsideALongerGuard",
		kept:     "auth0 TestConnectionKeys_aPeriodThatIsOverInsideALongerGuard",
		severity: "WARNING", summary: "<noun> were rotated recently<where>",
		detail: "<parent>: a rotation is asked for, because <any>. The plan cannot name the keys, since a value in rotate_when_changed is only known after apply; " +
			"whatever it is, one rotation is asked for.\n\nThe last rotation is recent (min_rotation_interval). Until <time> the apply refuses this rotation and sends nothing. " +
			"From then on it rotates the keys once.",
		holds: []check{plans}, promise: notBefore, refuses: true,
	},
	{
		by:       []string{"diagnostics.WarnRotationOfUnknownKeys"},
		met:      "auth0 TestConnectionKeys_unknownConnectionRotatesOnceItExists",
		kept:     "auth0 TestConnectionKeys_unknownConnectionRotatesOnceItExists",
		severity: "WARNING", summary: "<noun> will be rotated unless they just have been<where>",
		detail: "<parent>: the keys will be rotated once by the apply, because the resource is created and rotate_on_create is true. If they were rotated more recently than " +
			"min_rotation_interval by then, that rotation is taken for this one, and nothing is sent. The plan cannot name them: <any>",
		holds: []check{plans}, promise: rotatesOrAdopts,
	},
	{
		by:       []string{"diagnostics.WarnRotationAdopted"},
		met:      "auth0 TestConnectionKeys_newPlanAfterAKilledPluginAdopts",
		kept:     "auth0 TestConnectionKeys_lateCommitIsAdopted",
		severity: "WARNING", summary: "<noun> are not rotated again<where>",
		detail: "<parent>: the rotation that is asked for has taken place since the last recorded state, <bare:old> -> <bare:new><any>. It is taken for the one that this plan asks for; nothing is sent.<any>",
		holds:  []check{nothingSent, adopted}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnRotationAdopted"},
		met:      "auth0 TestConnectionKeys_createAdoptsARecentRotation",
		kept:     "auth0 TestConnectionKeys_createAdoptsARecentRotation",
		severity: "WARNING", summary: "<noun> are not rotated again<where>",
		detail: "<parent>: the keys were rotated more recently than min_rotation_interval, <bare:old> -> <bare:new><any>. It is taken for the one that this plan asks for; nothing is sent.<any>",
		holds:  []check{nothingSent, adopted}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnKeysAdopted"},
		met:      "auth0 TestConnectionKeys_adoptionNamesTheKeys",
		kept:     "auth0 TestConnectionKeys_adoptionNamesTheKeys",
		severity: "WARNING", summary: "<noun> are adopted as they are<where>",
		detail: "<parent>: rotate_on_create is false, so the apply sends no request to rotate and records the keys that are there by then. The plan shows them as known after apply, " +
			"because they may be rotated until then.\n\nnow: <keys>",
		holds: []check{plans, keysAre("keys")}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnDestroyKeepsKeys"},
		met:      "auth0 TestConnectionKeys_destroyIsANoOp",
		kept:     "auth0 TestConnectionKeys_destroyIsANoOp",
		severity: "WARNING", summary: "<noun> stay as they are when the resource is destroyed<where>",
		detail: "<any>, <parent>: the keys cannot be deleted. Destroying the resource only removes it from the state: no request is sent, the current key goes on signing.",
		holds:  []check{plans}, promise: noRequest,
	},
	{
		by:       []string{"diagnostics.WarnParentGone"},
		met:      "auth0 TestConnectionKeys_onlyAGoneConnectionLeavesTheState",
		severity: "WARNING", summary: "<noun> are gone<where>",
		detail: "<any>, <parent> was deleted outside of Terraform, and its keys with it; or the provider points elsewhere, so check that first. The resource is removed from the state. <any>",
		holds:  []check{plans, notThere},
	},
	{
		by:       []string{"diagnostics.WarnKeysIncomplete"},
		met:      "auth0 TestConnectionKeys_readKeepsTheStateWhenItCannotKnow",
		severity: "WARNING", summary: "<noun> are incomplete<where>",
		detail: "<parent>: <any> lists no complete set of keys. The state is kept as it was.\n\nfound: <keys>",
		holds:  []check{plans, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.WarnTriggerOnlyRecorded"},
		met:      "auth0 TestConnectionKeys_importAdoptsAndPlansClean",
		kept:     "auth0 TestConnectionKeys_importAdoptsAndPlansClean",
		severity: "WARNING", summary: "<noun> are not rotated by this plan<where>",
		detail: "<parent>: the resource has had no rotate_when_changed before, so applying this plan only records it. The keys are NOT rotated.\n\n<any>",
		holds:  []check{plans}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnOlderThanPeriod"},
		met:      "auth0 TestConnectionKeys_period",
		kept:     "auth0 TestConnectionKeys_period",
		severity: "WARNING", summary: "<noun> are older than rotation_period<where>",
		detail: "<parent>: this plan leaves the keys as they are, but rotation_period is over since <time>, so the next plan after its apply rotates them once.\n\n<any>",
		holds:  []check{plans, overdue}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnPeriodWithoutAge"},
		met:      "auth0 TestConnectionKeys_anUnknownAgeSendsNothing",
		kept:     "okta TestAuthorizationServerKeys_ofUnknownAgeAreAdopted",
		severity: "WARNING", summary: "<noun> are of unknown age<where>",
		detail: "<parent>: rotation_period is set, but how old the keys are is not known: <any>. As long as that is so, no plan rotates them because of rotation_period.\n\n<any>",
		holds:  []check{plans}, promise: nothingSent,
	},
	{
		by:       []string{"diagnostics.WarnTwoRotators"},
		met:      "okta TestAuthorizationServerKeys_periodOnAnAutoServerWarns",
		severity: "WARNING", summary: "<noun> have two rotators<where>",
		detail: "<parent> is in rotation mode AUTO, so Okta rotates its keys by itself, and rotation_period rotates them as well. <any>",
		holds:  []check{plans, rotatesByItself},
	},
}
