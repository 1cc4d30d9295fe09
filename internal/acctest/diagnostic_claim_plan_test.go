package acctest

import "github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"

func planCases() map[string]diagnosticCase {
	planned := func(h sandbox.ParentKeys, requests ...sandbox.Entry) *call {
		c := happened(theSet, h, h, requests...)
		c.operation = planOperation
		return c
	}
	signs := func(h sandbox.ParentKeys) *call { c := planned(h); c.typ = ConnectionKeys; return c }
	return map[string]diagnosticCase{
		"will be deleted": {
			warns("Okta app keys will be deleted (a)", inApp+"the apply deletes \"k\". Nothing that is signed with a deleted signing key is accepted any more, and nothing new is encrypted to a deleted encryption key."),
			planned(held("k")), map[string]*call{"not there": planned(held("l")), "sent": planned(held("k"), deletes(aPath+"/pksk", 204, true))},
		},
		"last active": {
			warns("Key \"k\" is the last active one for \"sig\" (a)", inApp+"key \"k\" is taken out of use, and no other key for \"sig\" stays active. Then x"),
			planned(held("ki")), map[string]*call{"another": planned(held("kl")), "inactive": planned(held("i"))},
		},
		"full": {
			warns("Key \"k\" can only be added after another one is deleted (a)", inApp+"2 keys are registered, and Okta takes no more than 2. The apply can add this one only after another one is deleted: delete one first, in an apply of its own."),
			planned(held("lm")), map[string]*call{"room": planned(held("l"))},
		},
		"replaced": {
			warns("Key \"k\" will be replaced (a)", inApp+"the resource adds the key of the configuration, and key \"k\", which is ACTIVE now, is taken away here as on_destroy says. It is the only active key of its use: without "+
				"create_before_destroy none is active until the new one is there, and Okta may refuse to take it away.\n\nx"), planned(held("k")),
			map[string]*call{"not alone": planned(held("kl")), "not there": planned(held("l"))},
		},
		"rotates": {
			warns("Auth0 connection keys will be rotated (c)", connected+"applying this plan rotates the keys once, because x.\n\nwill sign:     k2 (now next)\nstops signing: k1 (now current)\n\nx"),
			signs(before), map[string]*call{"other keys": signs(once)},
		},
		"adopted": {
			warns("Auth0 connection keys are not rotated again (c)", connected+"the keys were rotated within min_rotation_interval, k0 -> k1. That rotation counts as the one that this plan asks for; nothing is sent."),
			signs(before), map[string]*call{"other keys": signs(once)},
		},
		"gone": {
			warns("Auth0 connection keys are gone (c)", "idpkeys_auth0_connection_keys, Connection \"c\" was deleted outside of Terraform, with its keys. Or the provider points to another tenant or org: check that first. "+
				"The resource is removed from the state. x"), signs(held("")), map[string]*call{"there": signs(before)},
		},
	}
}
