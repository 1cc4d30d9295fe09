package acctest

// keyClaims are what creating, updating and deleting one registered key says.
var keyClaims = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.ErrWithAdviceToDestroy"},
		met:      "okta TestAppJWKLiveChecks_theKIDIsTaken",
		severity: "ERROR", summary: "Unable to add <noun>",
		detail: "<parent>: key <kid> is registered already with <any>. Nothing was sent.\n\n<any>\n\nTo destroy instead, run terraform destroy -refresh=false.",
		holds:  []check{nothingSent, registered("kid", "")},
	},
	{
		by:       []string{"diagnostics.ErrKeyAddedByOtherResource"},
		met:      "okta TestResourceServerJWKCreate_twiceInOneWalk",
		severity: "ERROR", summary: "Unable to add <noun>",
		detail: "<parent>: key <kid> is registered already with the same key, by another resource of this configuration. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent, registered("kid", "")},
	},
	{
		by:       []string{"diagnostics.ErrKeyAlreadyActive"},
		met:      "okta TestAppJWKCreate_anActiveKeyIsNotTakenOverByAClockThatCannotBeRight",
		severity: "ERROR", summary: "Unable to add <noun>",
		detail: "<parent>: key <kid> is registered already with status ACTIVE<any>. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent, registered("kid", "ACTIVE")},
	},
	{
		by:       []string{"diagnostics.ErrKeyAlreadyRegistered"},
		met:      "okta TestAppJWKCreate_theListOfTheWalkIsOld",
		severity: "ERROR", summary: "Unable to add <noun>",
		detail: "<parent>: key <kid> is registered already with <any>. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent, registered("kid", "")},
	},
	{
		by:       []string{"diagnostics.ErrKeyNotActivated"},
		met:      "okta TestResourceServerJWKCreate_anAlgOfOktasIsNoDifference",
		severity: "ERROR", summary: "Unable to activate <noun>",
		detail: "<parent>: key <kid> is registered and INACTIVE<hedge>, because activating it failed. It is not in the state yet: <any>",
		holds:  []check{isNow("kid", "INACTIVE").believed()},
	},
	{
		by:       []string{"diagnostics.ErrActivationOutcomeUnknown"},
		met:      "okta TestAppJWKLost_theRequest",
		severity: "ERROR", summary: "Unable to activate <noun>",
		detail: "<parent>: outcome unknown; not sent again. Key <kid> is registered. The request to activate it was sent once, no usable answer came, and the list of keys, " +
			"as far as it could be read, does not show that it took effect.\n\n<any>",
		holds: []check{staysRegistered("kid"), sentOnce("activate"), noUsableAnswer},
	},
	{
		by:       []string{"diagnostics.WarnKeyTakenOver"},
		met:      "okta TestAppJWKCreate_twiceInOneWalk",
		severity: "WARNING", summary: "Key <kid:subject> was taken over<where>",
		detail: "<parent>: Okta lists key <kid> as registered already, with the same key and the status <status>, so it was not added again. <any>",
		holds:  []check{notAdded("kid"), statusWas},
	},
	{
		by:       []string{"diagnostics.WarnKeyTakenOverAfterRefusal"},
		met:      "okta TestAppJWKCreate_aRefusedAdditionThatTookEffectIsTakenOver",
		severity: "WARNING", summary: "Key <kid:subject> was taken over<where>",
		detail: "<parent>: Okta refused to add key <kid>, but it is registered, with the same key and the status <status>: by this request, by an earlier apply, or by somebody else. " +
			"It was not sent again.\n\n<any>",
		holds: []check{additionRefused, registered("kid", "")},
	},
	{
		by:       []string{"diagnostics.WarnKeyChangedAnswerLost"},
		met:      "okta TestAppJWKLost_theAnswer",
		severity: "WARNING", summary: "<any>, though no usable answer came<where>",
		detail: "<parent>: the request about key <kid> was sent once and no usable answer came, but the list of keys shows that the key <any:done>. It was not sent again.\n\n" +
			"what came instead: <any>",
		holds: []check{becameSo},
	},
	{
		by:       []string{"diagnostics.ErrKeyChangeOutcomeUnknown"},
		met:      "okta TestResourceServerJWKRead_theScopeToReadAlone",
		severity: "ERROR", summary: "Unable to <verb> <noun>",
		detail: "<parent>: outcome unknown; not sent again. The request about key <kid> was sent once, no usable answer came, and the list of keys, as far as it could be read, " +
			"does not show that it took effect.\n\n<any>",
		holds: []check{sentOnceAsSaid},
	},
	{
		by:       []string{"diagnostics.WarnKeyLeftToOtherResource"},
		met:      "okta TestJWKSWalk_replacedCreateFirst",
		severity: "WARNING", summary: "Key <kid:subject> was left in place<where>",
		detail: "<parent>: key <kid> stays. This apply has taken it over, or the plan keeps it, in a resource of this configuration, which can be the one that replaces this one. " +
			"So destroying this resource sends nothing about the key.",
		holds: []check{notWrittenAbout("kid"), stays("kid"), destroyOfOneSendsNothing},
	},
	{
		by:       []string{"diagnostics.WarnKeysStayInReplacement"},
		met:      "okta TestKeyConflict_replacedByTheSameKeys",
		severity: "WARNING", summary: "<noun> stay where they are<where>",
		detail: "<parent>: the resource is replaced by one with the same keys, so these stay registered, and nothing was sent to delete them: <kids>.<any>",
		holds:  []check{notWrittenAbout("kids"), stays("kids"), staysRegistered("kids")},
	},
	{
		by:       []string{"diagnostics.ErrKeyNotDeleted"},
		met:      "okta TestResourceServerJWKDestroy_activatedInBetween",
		severity: "ERROR", summary: "Unable to delete <noun>",
		detail: "<parent>: key <kid> stays registered<hedge>.\n\n<any>", holds: []check{staysRegistered("kid").believed()},
	},
	{
		by:       []string{"diagnostics.ErrKeyNotDeactivated"},
		met:      "okta TestAppJWKLastActive_whatIsSaidHappens",
		severity: "ERROR", summary: "Unable to deactivate <noun>",
		detail: "<parent>: key <kid> stays as it is<hedge>.\n\n<any>", holds: []check{isNow("kid", "ACTIVE").believed(), stays("kid").believed()},
	},
	{
		by:       []string{"diagnostics.WarnNeededKeyLeft"},
		met:      "okta TestAppJWKDeleteIfUnneeded_theLastOneStays",
		severity: "WARNING", summary: "Key <kid:subject> stays registered<where>",
		detail: "<parent>: destroying the resource leaves key <kid> as it is: it is the last active key for <kid:use>, and <any>. Nothing was sent to deactivate or delete it.\n\n<any>",
		holds:  []check{notWrittenAbout("kid"), stays("kid"), isNow("kid", "ACTIVE"), onlyActive},
	},
	{
		by:       []string{"diagnostics.WarnKeyLeftAfterRefusal"},
		met:      "okta TestJWKSDeleteIfUnneeded_leavesWhatOktaRefuses",
		severity: "WARNING", summary: "Key <kid:subject> stays registered<where>",
		detail: "<parent>: destroying the resource leaves key <kid> as it is: it could not be deactivated<hedge>. <any>",
		holds:  []check{stays("kid").believed(), isNow("kid", "ACTIVE").believed()},
	},
	{
		by:       []string{"diagnostics.WarnOwnKeyLeft"},
		met:      "okta TestAppJWKDeleteIfUnneeded_theProvidersOwnKey",
		kept:     "okta TestAppJWKDeleteIfUnneeded_theProvidersOwnKey",
		severity: "WARNING", summary: "Key <kid:subject> stays registered<where>",
		detail: "<parent>: destroying the resource leaves key <kid> as it is: this provider signs in with it (okta.client_id and okta.private_key).\n\n<any>",
		holds:  []check{notWrittenAbout("kid"), stays("kid"), registered("kid", "ACTIVE")}, promise: stays("kid"),
	},
}
