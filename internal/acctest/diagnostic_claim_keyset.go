package acctest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// setClaims are what a set of keys says.
var setClaims = []*diagnosticClaim{
	{
		by:       []string{"diagnostics.ErrInvalidKeySet"},
		met:      "okta TestJWKSInput_noRoom",
		severity: "ERROR", summary: "Unable to plan <noun>", detail: "<parent>: <any>",
		holds: []check{nothingSent},
	},
	{
		by:       []string{"diagnostics.WarnKeysTakenOver"},
		met:      "okta TestJWKSTakeOver_sameKey",
		severity: "WARNING", summary: "<noun> were taken over<where>",
		detail: "<parent>: Okta lists these keys as registered already, with the same key, so they were not added again: <kids>. <any>",
		holds:  []check{notAdded("kids")},
	},
	{
		by:       []string{"diagnostics.WarnKeysLeftToCreate"},
		met:      "okta TestJWKSReplace_rollsOver",
		severity: "WARNING", summary: "<noun> are left to the new resource<where>",
		detail: "<parent>: the resource is replaced. Nothing was sent for the old one: its keys stay until those of the new one are there and active, and then this apply <any>: <kids>.\n\n<any>",
		holds:  []check{notWrittenAbout("kids"), stays("kids"), staysRegistered("kids")},
	},
	{
		by:       []string{"diagnostics.WarnKeysInNoResource"},
		met:      "okta TestJWKSReplace_createFails",
		severity: "WARNING", summary: "<noun> are in no resource<where>",
		detail: "<parent>: the resource was to be replaced, and the new one was not created. As far as is known, these keys of the old one are still registered, and in no resource: <kids>.\n\n<any>",
		holds:  []check{staysRegistered("kids").believed()},
	},
	{
		by:       []string{"diagnostics.WarnUnrecordedKeysStay"},
		met:      "okta TestJWKSExclusive_notRecorded",
		kept:     "okta TestJWKSExclusive_notRecorded",
		severity: "WARNING", summary: "<noun> stay for now<where>",
		detail: "<parent>: exclusive is true, and these keys are not in keys: <kids>. The apply leaves them alone: no refresh has recorded yet which keys they are, so they could be other ones by then.\n\n<any>",
		holds:  []check{plans}, promise: stays("kids"),
	},
	{
		by:       []string{"diagnostics.WarnOtherKeyLeft"},
		met:      "okta TestJWKSExclusive_anotherKeyUnderTheNamedKID",
		severity: "WARNING", summary: "Key <kid:subject> was left in place<where>",
		detail: "<parent>: key <kid> is another key than the one of this kid that was registered when the keys were read for the plan. exclusive deletes only what a plan has named, so nothing was sent for it.\n\n<any>",
		holds:  []check{notWrittenAbout("kid"), staysRegistered("kid")},
	},
	{
		by:       []string{"diagnostics.ErrKeysAddedByOtherResource"},
		met:      "okta TestJWKSWalk_addedByAnother",
		severity: "ERROR", summary: "Unable to update <noun>",
		detail: "<parent>: another resource of this configuration manages the same keys, and this apply has just added them or taken them over for it: <kids>. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent, registered("kids", "")},
	},
	{
		by:       []string{"diagnostics.ErrStepOutcomeUnknown"},
		met:      "okta TestJWKSKilled_twice",
		severity: "ERROR", summary: "Unable to <verb> <noun>",
		detail: "<parent>: outcome unknown; not sent again: <any:step>. The request was sent once, no usable answer came, and the list of keys, as far as it could be read, " +
			"does not show that it took effect.\n\n<any>",
		holds: []check{stepSentOnce},
	},
	{
		by:       []string{"diagnostics.WarnApplyStoppedPartWay"},
		met:      "okta TestJWKSTakeOver_otherAlgRefused",
		severity: "WARNING", summary: "<noun> are only partly changed<where>",
		detail: "<parent>: done: <any:done>. Not done, according to Okta's answer: <any:left>.\n\nApply again: the apply continues from the keys as they are then, and repeats nothing.",
		holds:  []check{cameSoFar("according to Okta's answer")},
	},
	{
		by:       []string{"diagnostics.WarnApplyStoppedPartWay"},
		met:      "okta TestJWKSFault_interrupted",
		severity: "WARNING", summary: "<noun> are only partly changed<where>",
		detail: "<parent>: done: <any:done>. Not done: <any:left>.\n\nApply again: the apply continues from the keys as they are then, and repeats nothing.",
		holds:  []check{cameSoFar("")},
	},
	{
		by:       []string{"diagnostics.WarnApplyStoppedPartWay"},
		met:      "okta TestJWKSKilled_twice",
		severity: "WARNING", summary: "<noun> are only partly changed<where>",
		detail: "<parent>: done: <any:done>. Not done, as far as is known: <any:left>.\n\nApply again: the apply continues from the keys as they are then, and repeats nothing.",
		holds:  []check{cameSoFar("as far as is known")},
	},
	{
		by:       []string{"diagnostics.ErrKeyGoneSincePlan"},
		met:      "okta TestJWKSDirectChange_keptKeyIsGoneBeforeTheApply",
		severity: "ERROR", summary: "Unable to update <noun>",
		detail: "<parent>: the keys have changed since this plan was made: key <kid> is not registered any more, or was deleted and added again. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent, goneOrAnew},
	},
	{
		by:       []string{"diagnostics.ErrKeyActivatedSincePlan"},
		met:      "okta TestKeyActivated_bySomebodyBetweenPlanAndApply",
		severity: "ERROR", summary: "<any> was activated since this plan was made<where>",
		detail: "<parent>: key <kid> is active now, and was not when the keys were read for the plan, which does not name it. The apply would take it out of use. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent, registered("kid", "ACTIVE")},
	},
	{
		by:       []string{"diagnostics.ErrKeyStatusChangedSincePlan"},
		met:      "okta TestJWKSDrift_betweenPlanAndApply",
		severity: "ERROR", summary: "Unable to update <noun>",
		detail: "<parent>: the keys have changed since this plan was made: key <kid> would not be <status> in the end, as the plan says. Nothing was sent.\n\n<any>",
		holds:  []check{nothingSent},
	},
}

// stepForm is a step as keyplan words it.
var stepForm = regexp.MustCompile(`(add|activate|deactivate|delete) (` + oneKID + `|the key without a kid \(ID [^)]*\))(?: active| inactive)?`)

// step is one step of a set.
type step struct{ verb, kid string }

func stepsIn(text string) (steps []step) {
	for _, found := range stepForm.FindAllStringSubmatch(text, -1) {
		name := strings.TrimSuffix(strings.TrimPrefix(found[2], "the key without a kid (ID "), ")")
		if kids := kidsIn(found[2]); len(kids) > 0 {
			name = kids[0]
		}
		steps = append(steps, step{found[1], name})
	}
	return steps
}

// stepSentOnce holds if the request of the step arrived once, without a usable answer.
func stepSentOnce(c *call, m match) error {
	for _, s := range stepsIn(m["step"]) {
		m = m.with("kid", fmt.Sprintf("%q", s.kid)).with("verb", s.verb)
		return sentOnceAsSaid(c, m)
	}
	return fmt.Errorf("no step in %q", m["step"])
}

// cameSoFar holds if each step that is done is among the effects of the call, or was done
// before it, and none of those that are left is; the first of them may be where that is only
// as far as is known.
func cameSoFar(hedge string) check {
	return func(c *call, m match) error {
		p := c.parentIn(m)
		if _, there := c.before[p]; c.overlaps || !there || c.changedByOthers(p) {
			return nil
		}
		effects := c.effects(p)
		for _, s := range stepsIn(m["done"]) {
			if !slices.Contains(effects, s.verb+" "+s.kid) && !isDone(c.after[p], s) {
				return fmt.Errorf("%s %q is done, it says, but the effects are %q", s.verb, s.kid, effects)
			}
		}
		left := stepsIn(m["left"])
		if believes := hedge == "according to Okta's answer"; hedge != "" && len(left) > 0 && (!believes || c.refusedButExecuted()) {
			left = left[1:]
		}
		for _, s := range left {
			if slices.Contains(effects, s.verb+" "+s.kid) && !slices.Contains(stepsIn(m["done"]), s) {
				return fmt.Errorf("%s %q is not done, it says, but the effects are %q", s.verb, s.kid, effects)
			}
		}
		return nil
	}
}

// isDone reports whether the keys are as after a step.
func isDone(h sandbox.ParentKeys, s step) bool {
	key, there := keyOf(h, s.kid)
	switch s.verb {
	case "delete":
		return !there
	case "activate":
		return there && key.Status == "ACTIVE"
	case "deactivate":
		return !there || key.Status != "ACTIVE"
	default:
		return there
	}
}

// goneOrAnew holds if the key is not registered, or was added after the parent was made.
func goneOrAnew(c *call, m match) error {
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		if _, there := keyOf(h, m.kid("kid")); there && !slices.Contains(h.Effects, "delete "+m.kid("kid")) {
			return fmt.Errorf("key %q is gone or added again, it says, but the effects are %q", m.kid("kid"), h.Effects)
		}
		return nil
	})
}
