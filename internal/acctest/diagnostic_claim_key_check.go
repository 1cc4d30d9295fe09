package acctest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// additionRefused holds if the key was to be added once, and the answer was a refusal.
func additionRefused(c *call, m match) error {
	adds := slices.DeleteFunc(c.writes(), func(e sandbox.Entry) bool { return verbOf(e) != "add" })
	if !c.overlaps && (len(adds) != 1 || adds[0].Status < 400 || adds[0].Status >= 500) {
		return fmt.Errorf("the addition was refused, it says, but:\n%s", adds)
	}
	return nil
}

// answeredNotFound holds if a request of the verb that the summary names was answered with 404.
func answeredNotFound(c *call, m match) error {
	notFound := func(e sandbox.Entry) bool { return verbOf(e) == m["verb"] && e.Status == http.StatusNotFound }
	if !c.overlaps && !slices.ContainsFunc(c.writes(), notFound) {
		return fmt.Errorf("the key is not known to Okta, it says, but:\n%s", c.writes())
	}
	return nil
}

// sentOnce holds if one request of the verb arrived about the key, those aside that the rate
// limit held back.
func sentOnce(verb string) check {
	return func(c *call, m match) error {
		sent := c.requestsFor(m, verb)
		if !c.overlaps && len(sent) != 1 {
			return fmt.Errorf("the request to %s %s was sent once, it says, but these arrived:\n%s", verb, m["kid"], sent)
		}
		return nil
	}
}

// requestsFor are the requests of a verb about the key that the text names. Additions do not
// name it: those of a call that adds other keys as well are told by their effects.
func (c *call) requestsFor(m match, verb string) sandbox.Entries {
	p := c.parentIn(m)
	of := func(entries sandbox.Entries) sandbox.Entries {
		return slices.DeleteFunc(slices.Clone(entries), func(e sandbox.Entry) bool { return verbOf(e) != verb })
	}
	if verb != "add" {
		return of(c.writesOnKey(p, m.kid("kid"), c.sent()))
	}
	// The effects tell whose the additions were that had one. One that had none was the last.
	added := 0
	var requests sandbox.Entries
	effects := slices.DeleteFunc(c.effects(p), func(effect string) bool { return !strings.HasPrefix(effect, "add ") })
	for _, e := range of(c.before.entriesFor(p, c.sent())) {
		if !e.Committed {
			requests = append(requests, e)
			continue
		}
		if added < len(effects) && effects[added] == "add "+m.kid("kid") {
			requests = append(requests, e)
		}
		added++
	}
	return requests
}

// effects are what happened to the registered keys of a parent in the call.
func (c *call) effects(p parent) []string {
	all := c.after[p].Effects
	return slices.Clone(all[min(len(c.before[p].Effects), len(all)):])
}

// sentOnceAsSaid is sentOnce for the verb of the summary.
func sentOnceAsSaid(c *call, m match) error {
	if err := sentOnce(m["verb"])(c, m); err != nil || c.overlaps {
		return err
	}
	for _, e := range c.requestsFor(m, m["verb"]) {
		if usable(e) {
			return fmt.Errorf("no usable answer came, it says, but: %s", e)
		}
	}
	return nil
}

// becameSo holds if the change that is named was sent once, met no usable answer and stands.
func becameSo(c *call, m match) error {
	changes := map[string]struct {
		verb  string
		holds check
	}{
		"is registered": {"add", staysRegistered("kid")},
		"is active":     {"activate", isNow("kid", "ACTIVE").orGone("kid")},
		"is inactive":   {"deactivate", isNow("kid", "INACTIVE").orGone("kid")},
		"is gone":       {"delete", gone("kid")},
	}
	change, known := changes[m["done"]]
	if !known {
		return fmt.Errorf("what has become of the key is not to be told from %q", m["done"])
	}
	if err := change.holds(c, m); err != nil || c.overlaps {
		return err
	}
	requests := c.requestsFor(m, change.verb)
	if len(requests) == 0 { // a refusal for the rate limit that had an effect nevertheless
		requests = slices.DeleteFunc(c.writes(), func(e sandbox.Entry) bool { return verbOf(e) != change.verb })
	}
	if len(requests) != 1 || usable(requests[0]) {
		return fmt.Errorf("the request was sent once and no usable answer came, it says, but:\n%s", requests)
	}
	return nil
}

// notAdded holds if the keys were there before and no request of the call added them.
func notAdded(name string) check {
	return func(c *call, m match) error {
		p := c.parentIn(m)
		before, there := c.before[p]
		if c.overlaps || !there || c.changedByOthers(p) || c.hasFalseData(m) {
			return nil
		}
		for _, kid := range kidsIn(m[name]) {
			if err := isRegistered(before, kid, ""); err != nil {
				return err
			}
			if slices.Contains(c.effects(p), "add "+kid) {
				return fmt.Errorf("key %q was not added again, it says, but it was", kid)
			}
		}
		return nil
	}
}

// statusWas holds if the key had the status before the call.
func statusWas(c *call, m match) error {
	if before, there := c.before[c.parentIn(m)]; there && !c.overlaps && !c.changedByOthers(c.parentIn(m)) && !c.hasFalseData(m) {
		return isRegistered(before, m.kid("kid"), m["status"])
	}
	return nil
}

// destroyOfOneSendsNothing holds if a resource of one key sent nothing; a set goes on with its
// other keys.
func destroyOfOneSendsNothing(c *call, m match) error {
	if strings.HasSuffix(c.typ, "_jwk") {
		return nothingSent(c, m)
	}
	return nil
}
