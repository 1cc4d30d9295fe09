package acctest

const unableToRotate = "Unable to rotate <noun>"

// rotationClaims are what a rotation says.
var rotationClaims = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.ErrKeysChanged"},
		met:      "auth0 TestConnectionKeys_savedPlanAfterDirectRotations",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the keys were rotated since this plan was made. Nothing was sent.\n\nplanned: <target>\nfound:   <keys>\n\n<any>",
		holds:  []check{nothingSent, keysAre("keys"), leftBehind},
	},
	{
		by:       []string{"diagnostics.ErrKeysChanged"},
		met:      "okta TestAuthorizationServerKeys_aNextKeyThatGoesAwayBetweenPlanAndApply",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the next key was removed or replaced since this plan was made. Nothing was sent.\n\nplanned: <target>\nfound:   <keys>\n\n<any>",
		holds:  []check{nothingSent, keysAre("keys"), otherNext},
	},
	{
		by:       []string{"diagnostics.ErrListIsOlder"},
		met:      "auth0 TestConnectionKeys_aListThatLagsAllowsNothing",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the list of keys lags behind: it shows the keys from before a rotation that is known already. Nothing was sent.\n\nknown:  <keys:known>\nlisted: <keys>\n\n" +
			"Apply again in a few minutes.",
		holds: []check{nothingSent, listedLate},
	},
	{
		by:       []string{"diagnostics.ErrListIsOlder"},
		met:      "auth0 TestConnectionKeys_aListWithNoKeyInCommonAllowsNothing",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the list of keys has none of the keys that are known already. The keys were rotated several times. Which of the two is newer is not certain, " +
			"because a list can lag behind. Nothing was sent.\n\nknown:  <keys:known>\nlisted: <keys>\n\nApply again in a few minutes.",
		holds: []check{nothingSent, noKeyInCommon},
	},
	{
		by:       []string{"diagnostics.ErrAdoptedRotationTooOld"},
		met:      "okta TestAuthorizationServerKeys_anOldRotationIsNotAdoptedUnseen",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: this plan takes the rotation of <time> as the one that it asks for, but that rotation is no longer recent (min_rotation_interval). " +
			"Nothing was sent.\n\nfound: <keys>\n\n<any>",
		holds: []check{nothingSent, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrRotationTooSoon"},
		met:      "okta TestAuthorizationServerKeys_theGuardHoldsWithoutExpiredKeys",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the keys were rotated too recently. Another rotation now would replace a key that verifiers have only just fetched, so nothing was sent." +
			"\n\nApply again after <time>, or set a shorter min_rotation_interval (\"0s\" turns the guard off).",
		holds: []check{nothingSent, notYet},
	},
	{
		by:       []string{"diagnostics.ErrNoNextKey"},
		met:      "auth0 TestConnectionKeys_withoutAnyKeyThereIsNothingToRotateTo",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: there is no key to rotate to. Nothing was sent.\n\nfound: <keys>\n\n<any>",
		holds:  []check{nothingSent, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrNextKeyRequired"},
		met:      "okta TestAuthorizationServerKeys_requireNextRefusesACreate",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: no next key is listed, and require_next is true: no verifier could have seen the key that would sign. Nothing was sent.\n\nfound: <keys>\n\n<any>",
		holds:  []check{nothingSent, keysAre("keys"), withoutNext},
	},
	{
		by:       []string{"diagnostics.ErrAgeUnknown"},
		met:      "auth0 TestHostileAnswers_areShownEscapedAndCut",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the provider does not know when the keys were last rotated: <any>. If the last rotation is recent, another one would replace a key that verifiers have only just fetched. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent},
	},
	{
		by:       []string{"diagnostics.ErrRotationHeld"},
		met:      "auth0 TestConnectionKeys_anUnknownOutcomeHoldsTheNextRotation",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: an earlier apply sent a request to rotate these keys. The list of keys does not show the outcome for certain, because a list may lag behind. " +
			"Nothing was sent.\n\nfound: <keys>\n\nApply again after <time>, whatever min_rotation_interval is. If the list shows the same keys then, the earlier request had no effect, and that apply rotates the keys once.",
		holds: []check{nothingSent, keysAre("keys"), notYet},
	},
	{
		by:       []string{"diagnostics.ErrRotationHeld"},
		met:      "auth0 TestConnectionKeys_anUnknownOutcomeOfUnknownAgeHoldsTheNextRotation",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: an earlier apply sent a request to rotate these keys. The list of keys does not show the outcome for certain, because a list may lag behind. " +
			"Nothing was sent.\n\nfound: <keys>\n\n<any> How long ago the earlier request was sent is not known: <any>. Until it is, no rotation is sent, whatever min_rotation_interval is.",
		holds: []check{nothingSent, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrHeldByEarlierRun"},
		met:      "auth0 TestConnectionKeys_aKilledRotationHoldsTheNext",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: another run on this machine sent a request to rotate these keys, and its outcome is not recorded, for example because the run was killed. The list of keys does not show it for certain, because a list may lag behind. Nothing was sent.\n\nfound: <keys>\n\n<any>",
		holds:  []check{nothingSent, keysAre("keys"), notYetIfTimed},
	},
	{
		by:       []string{"diagnostics.ErrHeldByListedLate"},
		met:      "auth0 TestConnectionKeys_aRotationThatIsNotListedYetHoldsACreate",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: another run on this machine has rotated these keys, and the current key after that was <kid>. The list of keys does not show that " +
			"rotation, because a list may lag behind. Nothing was sent.\n\nfound: <keys>\n\n<any>",
		holds: []check{nothingSent, signsInPlaceOfListed},
	},
	{
		by:       []string{"diagnostics.ErrRecordUnreadable"},
		met:      "auth0 TestConnectionKeys_aDamagedRecordHoldsARotation",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the record of the last rotation of these keys from this machine cannot be read. A run may have rotated them, and a list may not show a rotation at once. Nothing was sent.\n\nfile: <any>\n\n<any>",
		holds:  []check{nothingSent, notYetIfTimed},
	},
	{
		by:       []string{"diagnostics.ErrRotationOutcomeUnknown"},
		met:      "auth0 TestConnectionKeys_lostBeforeCommitIsAnErrorAndNeverTwo",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. As far as can be seen, the keys are as before: <keys>.\n\n<any>",
		holds:  []check{rotationSentOnce, noUsableAnswer, keysAre("keys"), keysBefore},
	},
	{
		by:       []string{"diagnostics.ErrRotationHadNoEffect"},
		met:      "auth0 TestConnectionKeys_aCreateWithALostAnswerLooksUntilNoListLags",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the request to rotate was sent once and no usable answer came. 15 minutes later, the keys are listed as before: <keys>. So the request had no effect, and the keys were not rotated.\n\n<any>",
		holds:  []check{rotationSentOnce, noUsableAnswer, notRotated, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrRotationOutcomeUnread"},
		met:      "auth0 TestConnectionKeys_createWithUnknownOutcomeLeavesNoStateAndConverges",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: outcome unknown; not sent again. The request to rotate was sent once, no usable answer came, and the keys could not be read afterwards. " +
			"Before, they were: <keys>.\n\nrotating: <any>\n\nreading: <any>",
		holds: []check{rotationSentOnce, noUsableAnswer, keysBefore, unreadAfterwards},
	},
	{
		by:       []string{"diagnostics.ErrRotatedMoreThanOnce"},
		met:      "auth0 TestConnectionKeys_confirmedBeforeAnotherRotationIsNotRepeated",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the keys changed by more than the one rotation that was sent: something else rotates them as well.\n\nbefore: <keys:prior>\nafter:  <keys>\n\n" +
			"<any>The rotation that was sent took place. <any>",
		holds: []check{rotationSentOnce, rotatedOften, keysAre("prior"), keysAre("keys"), tookPlace},
	},
	{
		by:       []string{"diagnostics.ErrRotatedMoreThanOnce"},
		met:      "auth0 TestConnectionKeys_aSecondRotationBehindALostAnswerNamesBothSnapshots",
		severity: "ERROR", summary: unableToRotate,
		detail: "<parent>: the keys changed by more than the one rotation that was sent: something else rotates them as well.\n\nbefore: <keys:prior>\nafter:  <keys>\n\n<any>",
		holds:  []check{rotationSentOnce, rotatedOften, keysAre("prior"), keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.ErrNotRotated"},
		met:      "auth0 TestConnectionKeys_missingScopeToRotate",
		severity: "ERROR", summary: unableToRotate,
		detail: "The keys were not rotated.\n\n<parent>: <any>", holds: []check{notRotated},
	},
	{
		by:       []string{"diagnostics.ErrRotationRefusedKeysUnread"},
		met:      "auth0 TestConnectionKeys_aRefusalIsBelievedWithoutReadingTheKeys",
		severity: "ERROR", summary: unableToRotate,
		detail: "According to <any>'s answer, the keys were not rotated. They could not be read afterwards to confirm it.\n\n<parent>: <any>\n\nreading: <any>",
		holds:  []check{rotationSentOnce, wasRefused, unreadAfterwards, notRotatedUnlessMisled},
	},
	{
		by:       []string{"diagnostics.WarnRotatedAnswerLost"},
		met:      "auth0 TestConnectionKeys_createWithLostAnswer",
		severity: "WARNING", summary: "<noun> were rotated, though no usable answer came<where>",
		detail: "<parent>: the request to rotate was sent once and no usable answer came, but the list of keys shows exactly one rotation: " +
			"by this request, or by somebody else at about the same time. It was not sent again." +
			"\n\nnow: <keys>\n\nwhat came instead: <any>",
		holds: []check{rotationSentOnce, noUsableAnswer, rotatedOnce, keysNow},
	},
	{
		by:       []string{"diagnostics.WarnRotatedThoughRefused"},
		met:      "auth0 TestConnectionKeys_lostAnswerAfterCommitIsOneRotationAndAWarning",
		severity: "WARNING", summary: "<noun> were rotated, though the request was refused<where>",
		detail: "<parent>: the request to rotate was sent once and <any> refused it, but the list of keys shows exactly one rotation: " +
			"by this request, or by somebody else at about the same time. It was not sent again.\n\nnow: <keys>\n\nthe refusal: <any>",
		holds: []check{rotationSentOnce, wasRefused, rotatedOnce, keysNow},
	},
	{
		by:       []string{"diagnostics.WarnAlreadyRotated"},
		met:      "auth0 TestConnectionKeys_directRotationDuringTheRateLimitIsAdopted",
		severity: "WARNING", summary: "<noun> had already been rotated<where>",
		detail: "<parent>: the keys already are what this plan leads to, for example after an apply that was interrupted. Nothing was sent.\n\nnow: <keys>",
		holds:  []check{nothingSent, keysAre("keys")},
	},
	{
		by:       []string{"diagnostics.WarnRotationNotListed"},
		met:      "auth0 TestConnectionKeys_confirmedButUnlistedIsRecorded",
		severity: "WARNING", summary: "<noun> are not listed after the rotation<where>",
		detail: "<parent>: the rotation was confirmed, but the list of keys could not be read afterwards, or does not show it yet. The state was filled in from the answer; " +
			"the next plan completes it.\n\nnow, unless somebody else has rotated the keys as well: <keys><any>",
		holds: []check{rotationSentOnce, tookPlace, signsNow},
	},
}
