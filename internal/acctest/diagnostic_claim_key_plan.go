package acctest

const lastActiveDetail = "<parent>: <any:what> taken out of use, and no other key for <kid:use> stays active. Then <any>"

// keyPlans are what plans and refreshes say about registered keys.
var keyPlans = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.ErrTwoActiveKeys"},
		met:      "okta TestJWKSWalk_twoActive",
		severity: "ERROR", summary: "More than one active key for one use",
		detail: "<parent>: only one key for <kid:use> can be active, and this configuration has the status ACTIVE for <kids>.\n\n<any>",
		holds:  []check{plans, several},
	},
	{
		by:       []string{"diagnostics.WarnDeactivatesOther"},
		met:      "okta TestResourceServerJWK_aKeyWithoutAKnownKIDDeactivatesTheActiveOne",
		kept:     "okta TestResourceServerJWK_aKeyWithoutAKnownKIDDeactivatesTheActiveOne",
		severity: "WARNING", summary: "<any> will be deactivated<where>",
		detail: "<parent>: only one key of this use can be active. Activating this key deactivates key <kid:other>, at once. <any>",
		holds:  []check{plans, registered("other", "ACTIVE")}, promise: isNow("other", "INACTIVE").orGone("other"),
	},
	{
		by:       []string{"diagnostics.WarnDeactivatesOther"},
		met:      "okta TestJWKSUnknown_more",
		kept:     "okta TestJWKSUnknown_more",
		severity: "WARNING", summary: "<any> will be deactivated<where>",
		detail: "<parent>: only one key of this use can be active. Activating key <kid> deactivates key <kid:other>, at once. <any>",
		holds:  []check{plans, registered("other", "ACTIVE")}, promise: isNow("kid", "ACTIVE").and(isNow("other", "INACTIVE").orGone("other")),
	},
	{
		by:       []string{"diagnostics.WarnKeyWillBeReplaced"},
		met:      "okta TestAppJWKWriteOnly_switching",
		severity: "WARNING", summary: "Key <kid:subject> will be replaced<where>",
		detail: "<parent>: the resource adds the key of the configuration, and key <kid>, which is <status> now, is taken away here as on_destroy says. " +
			"It is the only active key of its use: without create_before_destroy none is active until the new one is there, and Okta may refuse to take it away.\n\n<any>",
		holds: []check{plans, statusIs, onlyActive},
	},
	{
		by:       []string{"diagnostics.WarnKeyWillBeReplaced"},
		met:      "okta TestResourceServerJWKInput_writeOnly",
		severity: "WARNING", summary: "Key <kid:subject> will be replaced<where>",
		detail: "<parent>: the resource adds the key of the configuration, and key <kid>, which is <status> now, is taken away here as on_destroy says.\n\n<any>",
		holds:  []check{plans, statusIs},
	},
	{
		by:       []string{"diagnostics.WarnKeyWillBeReplaced"},
		met:      "okta TestAppJWKReplace_atAnotherApp",
		severity: "WARNING", summary: "Key <kid:subject> will be replaced<where>",
		detail: "<parent>: the resource adds its key at <any> instead, and key <kid>, which is <status> now, is taken away here as on_destroy says. " +
			"It is the only active key of its use here, and Okta may refuse to take it away.\n\n<any>",
		holds: []check{plans, statusIs, onlyActive},
	},
	{
		by:       []string{"diagnostics.WarnKeyWillBeReplaced"},
		met:      "okta TestAppJWKReplace_atAnotherApp",
		severity: "WARNING", summary: "Key <kid:subject> will be replaced<where>",
		detail: "<parent>: the resource adds its key at <any> instead, and key <kid>, which is <status> now, is taken away here as on_destroy says.\n\n<any>",
		holds:  []check{plans, statusIs},
	},
	{
		by:       []string{"diagnostics.WarnKeyStaysInReplacement"},
		met:      "okta TestKeyWriteOnly_replacedByTheSame",
		severity: "WARNING", summary: "Key <kid:subject> stays where it is<where>",
		detail: "<parent>: the resource is replaced by one with the same key <kid>, which stays registered as it is: no request is sent to change it.<any>",
		holds:  []check{plans, registered("kid", "")},
	},
	{
		by:       []string{"diagnostics.WarnReplacedKeyStaysRegistered"},
		met:      "okta TestAppJWKReplace_whatBecomesOfTheOldKey",
		kept:     "okta TestAppJWK_whatIsAbandonedInAReplacementStaysRegistered",
		severity: "WARNING", summary: "Key <kid:subject> will stay registered<where>",
		detail: "<parent>: the resource adds <any>, and key <kid> stays registered here and is <status>: on_destroy is \"abandon\" in the state.\n\n<any>",
		holds:  []check{plans, statusIs}, promise: staysRegistered("kid"), ends: true,
	},
	{
		by:       []string{"diagnostics.WarnDestroyAbandonsKey"},
		met:      "okta TestAppJWKDestroy_onDestroy",
		kept:     "okta TestAppJWKDestroy_onDestroy",
		severity: "WARNING", summary: "Key <kid:subject> stays as it is when its resource is destroyed<where>",
		detail: "<any>, <parent>: on_destroy is \"abandon\". Destroying the resource only removes it from the state; key <kid> stays registered.",
		holds:  []check{plans, registered("kid", "")}, promise: check(noRequest).and(stays("kid")),
	},
	{
		by:       []string{"diagnostics.WarnDestroyAbandonsKeys"},
		met:      "okta TestJWKSDestroy_onDestroy",
		kept:     "okta TestJWKSDestroy_needed",
		severity: "WARNING", summary: "<noun> stay as they are when the resource is destroyed<where>",
		detail: "<any>, <parent>: on_destroy is \"abandon\". Destroying the resource only removes it from the state; these keys stay registered: <kids>.",
		holds:  []check{plans, registered("kids", "")}, promise: check(noRequest).and(stays("kids")),
	},
	{
		by:       []string{"diagnostics.ErrChangesOwnKey"},
		met:      "okta TestAppJWKDestroy_theProvidersOwnKeyInTheApply",
		severity: "ERROR", summary: "Unable to <verb> the provider's own key",
		detail: "<parent>: key <kid> is the provider's own: it signs in with this key (okta.client_id and okta.private_key). Without it, the provider could change nothing any more.\n\n<any>",
		holds:  []check{plans, registered("kid", "ACTIVE"), stays("kid"), notWrittenAbout("kid")},
	},
	{
		by:       []string{"diagnostics.WarnManagedTwice"},
		met:      "okta TestJWKSDirectChange_renamed",
		severity: "WARNING", summary: "Key <kid:subject> is already managed by another resource<where>",
		detail: "<parent>: a resource in the state manages key <kid>, and this plan creates another resource for the same key.\n\n<any>",
		holds:  []check{plans, registered("kid", "")},
	},
	{
		by:       []string{"diagnostics.ErrPlanDeletesKeptKey"},
		met:      "okta TestJWKSDirectChange_renamed",
		severity: "ERROR", summary: "<any> would be deleted, though another resource keeps it<where>",
		detail: "<parent>: in this plan a resource of type <any> deletes key <kid>, or deactivates it as on_destroy says, and a resource of type <any> keeps or adds key <kid:other> at the same parent. " +
			"The apply would take the key away from the second one. Nothing was sent.\n\n<any>",
		holds: []check{nothingSent},
	},
	{
		by:       []string{"diagnostics.ErrPlanDeletesKeptKey"},
		met:      "okta TestKeyConflict_writeOnlyAndNotLookedAt",
		severity: "ERROR", summary: "Key <kid:subject> would be deleted, though another resource names it<where>",
		detail: "<parent>: in this plan a resource of type <any> deletes key <kid>, or deactivates it as on_destroy says, and a resource of type <any> has the same key in public_key_pem_wo. " +
			"The second one compares it only when its public_key_pem_wo_version changes, so no resource would have the key. Nothing was sent.\n\n<any>",
		holds: []check{nothingSent, registered("kid", "")},
	},
	{
		by:       []string{"diagnostics.WarnKeyStaysVersionRecorded"},
		met:      "okta TestAppJWKWriteOnly_importRecordsTheVersion",
		kept:     "okta TestAppJWKWriteOnly_importRecordsTheVersion",
		severity: "WARNING", summary: "Key <kid:subject> stays as it is<where>",
		detail: "<parent>: the state has no public_key_pem_wo_version yet, as after an import, so this one is recorded and key <kid> stays. <any>",
		holds:  []check{plans, registered("kid", "")}, promise: staysRegistered("kid"),
	},
	{
		by:       []string{"diagnostics.WarnKeyReplacedOutsideTerraform"},
		met:      "okta TestAppJWKDrift_twice",
		severity: "WARNING", summary: "Key <kid:subject> is not as recorded<where>",
		detail: "<parent>: key <kid> is not as it was recorded: <any>. Somebody has deleted it and added another one with this kid.\n\n<any>",
		holds:  []check{plans, registered("kid", ""), replacedBefore("kid")},
	},
	{
		by:       []string{"diagnostics.WarnListBehind"},
		met:      "okta TestKeyLag_aKeyThatIsNotListedYetStays",
		severity: "WARNING", summary: "Key <kid:subject> is kept as recorded<where>",
		detail: "<parent>: key <kid> is in the state, and Okta's list of the keys <any>. Such a list can lag behind changes, and <any>. So the key does not count as <any>, and the state " +
			"keeps it as it is.\n\n<any>",
		holds: []check{plans, nothingSent},
	},
	{
		by:       []string{"diagnostics.WarnParentFull"},
		met:      "okta TestAppJWKLiveChecks_full",
		severity: "WARNING", summary: "<any> can only be added after another one is deleted<where>",
		detail: "<parent>: <n> keys are registered, and <any> takes no more than <n:most>. The apply can add this one only after another one is deleted: delete one first, in an apply of its own.",
		holds:  []check{plans, countIs},
	},
	{
		by:       []string{"diagnostics.WarnKeysWillBeDeleted"},
		met:      "okta TestJWKSUnknown_existingKey",
		kept:     "okta TestJWKSFault_none",
		severity: "WARNING", summary: "<noun> will be deleted<where>",
		detail: "<parent>: the apply deletes <kids>. Nothing that is signed with a deleted signing key is accepted any more, and nothing new is encrypted to a deleted encryption key.",
		holds:  []check{plans, registered("kids", "")}, promise: deleted,
	},
	{
		by:       []string{"diagnostics.WarnKeysWillBeDeleted"},
		met:      "okta TestJWKSReplace_onDestroy",
		kept:     "okta TestJWKSTakeOver_conflict",
		severity: "WARNING", summary: "<noun> will be deleted<where>",
		detail: "<parent>: the apply deletes <kids>. Nothing that is signed with a deleted signing key is accepted any more, and nothing new is encrypted to a deleted encryption key.\n\n" +
			"If Terraform replaces the resource (-replace), this is different: <any>.",
		holds: []check{plans, registered("kids", "")}, promise: deleted,
	},
	{
		by:       []string{"diagnostics.WarnKeysWillBeDeletedIfOther"},
		met:      "okta TestJWKSExclusive_materialKnownLater",
		severity: "WARNING", summary: "<noun> will be deleted if others are to take their place<where>",
		detail: "<parent>: <kids>: a key of this kid is registered, and the one in keys is only known after apply. If it is the same, it is taken over. " +
			"If not, the apply deletes the registered one first, since exclusive is true.",
		holds: []check{plans, registered("kids", "")},
	},
	{
		by:       []string{"diagnostics.WarnKeysDeletedByNextApply"},
		met:      "okta TestJWKSDrift_exclusiveFromTheStart",
		kept:     "okta TestJWKSDrift_exclusiveFromTheStart",
		severity: "WARNING", summary: "<noun> will be deleted by the next apply<where>",
		detail: "<parent>: exclusive is true, and these keys are registered and not in keys: <kids>. The apply that creates the resource leaves them alone. <any>",
		holds:  []check{plans, registered("kids", "")}, promise: staysRegistered("kids"),
	},
	{
		by:       []string{"diagnostics.ErrLastActiveKeys"},
		met:      "okta TestJWKSDestroy_needed",
		severity: "ERROR", summary: "Unable to remove the last active key<where>", detail: lastActiveDetail,
		holds: []check{nothingSent, noOtherActive},
	},
	{
		by:       []string{"diagnostics.WarnLastActiveKeys"},
		met:      "okta TestAppJWKLastActive_withoutANeed",
		severity: "WARNING", summary: "Key <kid> is the last active one for <kid:slot><where>", detail: lastActiveDetail,
		holds: []check{plans, registered("kid", "ACTIVE"), noOtherActive},
	},
	{
		by:       []string{"diagnostics.WarnLastActiveUnchecked"},
		met:      "okta TestAppJWKLastActive_theKeysCannotBeRead",
		severity: "WARNING", summary: "<noun> may lose their last active key<where>",
		detail: "This plan takes a key out of use. The keys could not be read, so it is not known whether another key stays active.\n\n<parent>: <any>",
		holds:  []check{plans, notListed},
	},
	{
		by:       []string{"diagnostics.WarnKeyStaysIfNeeded"},
		met:      "okta TestJWKSDeleteIfUnneeded_failsClosed",
		kept:     "okta TestResourceServerJWKDeleteIfUnneeded",
		severity: "WARNING", summary: "Key <kid:subject> stays registered if it is still needed<where>",
		detail: "<parent>: key <kid> is the last active one for <kid:use>, and <any>. on_destroy is \"delete_if_unneeded\", so destroying the resource leaves the key as it is, " +
			"unless another key for this use is active by then, or the setting has changed.",
		holds: []check{plans, registered("kid", "ACTIVE"), onlyActive}, promise: stays("kid"),
	},
}
