package acctest

import "github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"

func keyCases() map[string]diagnosticCase {
	app := func(from, to sandbox.ParentKeys, requests ...sandbox.Entry) *call {
		return happened(theApp, from, to, requests...)
	}
	return map[string]diagnosticCase{
		"stays registered": {
			fails("Unable to delete Okta app keys", inApp+"key \"i\" stays registered, according to Okta's answer.\n\nx"), app(held("i"), held("i"), deletes(aPath+"/pksi", 400, false)),
			map[string]*call{"gone": app(held("i"), held("", "delete i"), deletes(aPath+"/pksi", 204, true))},
		},
		"stays as it is": {
			fails("Unable to deactivate Okta app keys", inApp+"key \"k\" stays as it is, according to Okta's answer.\n\nx"), app(held("k"), held("k")),
			map[string]*call{"inactive": app(held("i"), held("i")), "gone": app(held("k"), held("", "delete k"), deletes(aPath+"/pksk", 204, true))},
		},
		"registered and inactive": {
			fails("Unable to activate Okta app keys", inApp+"key \"i\" is registered and INACTIVE, because activating it failed. It is not in the state yet: x"), app(held("i"), held("i")),
			map[string]*call{"gone": app(held(""), held(""))},
		},
		"taken over": {
			warns("Key \"k\" was taken over (a)", inApp+"Okta lists key \"k\" as registered already, with the same key and the status ACTIVE, so it was not added again. x"), app(held("k"), held("k")),
			map[string]*call{"added": app(held(""), held("k", "add k"), wrote(aPath, 201, true))},
		},
		"left in place": {
			warns("Key \"k\" was left in place (a)", inApp+"key \"k\" stays. This apply has taken it over, or the plan keeps it, in a resource of this configuration, "+
				"which can be the one that replaces this one. So destroying this resource sends nothing about the key."), app(held("k"), held("k")),
			map[string]*call{"sent": app(held("k"), held("k"), deletes(aPath+"/pksk", 400, false))},
		},
		"lost change": {
			warns("Key \"k\" is active, though no usable answer came (a)", inApp+"the request about key \"k\" was sent once and no usable answer came, but the list of keys shows that the key is active. "+
				"It was not sent again.\n\nwhat came instead: EOF"), app(held("k"), held("k"), lost(aPath+"/pksk/lifecycle/activate", false)),
			map[string]*call{
				"twice":    app(held("k"), held("k"), lost(aPath+"/pksk/lifecycle/activate", false), lost(aPath+"/pksk/lifecycle/activate", false)),
				"answered": app(held("k"), held("k"), wrote(aPath+"/pksk/lifecycle/activate", 200, false)),
			},
		},
		"change unknown": {
			fails("Unable to add Okta app keys", inApp+"outcome unknown; not sent again. The request about key \"k\" was sent once, no usable answer came, and the list of keys, as far as it could be read, "+
				"does not show that it took effect.\n\nx"), app(held(""), held(""), lost(aPath, false)),
			map[string]*call{"never": app(held(""), held("")), "twice": app(held(""), held(""), lost(aPath, false), lost(aPath, false))},
		},
		"done and not done": {
			warns("Okta app keys are only partly changed (a)", inApp+"done: add \"k\" active. Not done: delete \"i\".\n\nApply again: the apply continues from the keys as they are then, and repeats nothing."),
			app(held("i"), held("ik", "add k"), wrote(aPath, 201, true)),
			map[string]*call{
				"not added": app(held("i"), held("i")),
				"deleted":   app(held("i"), held("k", "add k", "delete i"), wrote(aPath, 201, true), deletes(aPath+"/pksi", 204, true)),
			},
		},
		"needed": {
			warns("Key \"k\" stays registered (a)", inApp+"destroying the resource leaves key \"k\" as it is: it is the last active key for \"sig\", and x. Nothing was sent to deactivate or delete it.\n\nx"),
			app(held("k"), held("k")),
			map[string]*call{"another": app(held("kl"), held("kl")), "sent": app(held("k"), held("k"), wrote(aPath+"/pksk/lifecycle/deactivate", 400, false))},
		},
		"a failed read": {
			fails("Unable to read Okta app keys", inApp+"x"), app(held("k"), held("k")),
			map[string]*call{"wrote": app(held("k"), held("", "delete k"), deletes(aPath+"/pksk", 204, true))},
		},
	}
}
