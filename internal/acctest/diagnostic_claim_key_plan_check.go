package acctest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// and is both checks.
func (one check) and(other check) check {
	return func(c *call, m match) error { return errors.Join(one(c, m), other(c, m)) }
}

// orGone is the check, or that the key is not registered any more.
func (one check) orGone(name string) check {
	return func(c *call, m match) error {
		if gone(name)(c, m) == nil {
			return nil
		}
		return one(c, m)
	}
}

// several holds if more than one key is named.
func several(_ *call, m match) error {
	if kids := kidsIn(m["kids"]); len(kids) < 2 {
		return fmt.Errorf("two keys are to be active, it says, and names %q", kids)
	}
	return nil
}

// statusIs holds if the key had the status that the text gives.
func statusIs(c *call, m match) error { return registered("kid", m["status"])(c, m) }

// onlyActive holds if no other key of the same use was active, but for those that are taken
// out of use by the plans of the walk.
func onlyActive(c *call, m match) error {
	if c.hasFalseData(m) {
		return nil
	}
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		key, _ := keyOf(h, m.kid("kid"))
		for _, other := range h.Keys {
			if other.ID != key.ID && other.Status == "ACTIVE" && other.Use == key.Use && !slices.Contains(c.deactivated, other.KID) {
				return fmt.Errorf("%q is the only active key of its use, it says, but %q is active", key.KID, other.KID)
			}
		}
		return nil
	})
}

// noOtherActive holds if all active keys of the use are among those that are named, or are
// taken out of use by the plans of the walk.
func noOtherActive(c *call, m match) error {
	if c.hasFalseData(m) {
		return nil
	}
	taken := append(kidsIn(m["what"]), c.deactivated...)
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		for _, key := range h.Keys {
			if key.Status == "ACTIVE" && key.Use == m.kid("use") && !slices.Contains(taken, key.KID) {
				return fmt.Errorf("no other key for %q stays active, it says, but %q does", key.Use, key.KID)
			}
		}
		return nil
	})
}

// deleted is kept if the keys that were registered are not any more. One of the same kid may
// have come in the place of one: then it has another ID.
func deleted(c *call, m match) error {
	p := c.parentIn(m)
	for _, kid := range kidsIn(m["kids"]) {
		was, there := keyOf(c.before[p], kid)
		is, still := keyOf(c.after[p], kid)
		if there && still && is.ID == was.ID {
			return fmt.Errorf("the apply deletes key %q, it says, but it is registered", kid)
		}
	}
	return nil
}

// replacedBefore holds if a key of that kid has been deleted or added before: the effects
// tell, since a key that a test begins with is none.
func replacedBefore(name string) check {
	return func(c *call, m match) error {
		return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
			for _, kid := range kidsIn(m[name]) {
				added := slices.Index(h.Effects, "add "+kid) >= 0
				if !added {
					return fmt.Errorf("key %q was deleted and another one added, it says, but the effects are %q", kid, h.Effects)
				}
			}
			return nil
		})
	}
}

// countIs holds if so many keys are registered as the text says, and no fewer than can be.
func countIs(c *call, m match) error {
	n, err := strconv.Atoi(m["n"])
	most, more := strconv.Atoi(m["most"])
	if err = errors.Join(err, more); err != nil || c.hasFalseData(m) {
		return err
	}
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		if len(h.Keys) != n || n < most {
			return fmt.Errorf("%d keys are registered of %d, it says, but the sandbox holds %d", n, most, len(h.Keys))
		}
		return nil
	})
}

// notListed holds if no list of the keys was answered in the call.
func notListed(c *call, m match) error {
	for _, e := range c.before.entriesFor(c.parentIn(m), c.requests) {
		if !c.overlaps && usable(e) && strings.HasSuffix(e.Path, listPaths[kindsOf[c.typ]]) {
			return fmt.Errorf("the keys could not be read, it says, but: %s", e)
		}
	}
	return nil
}

// notWrittenAbout holds if no request was about the keys.
func notWrittenAbout(name string) check {
	return func(c *call, m match) error {
		for _, kid := range kidsIn(m[name]) {
			if about := c.writesOnKey(c.parentIn(m), kid, c.writes()); !c.overlaps && len(about) > 0 {
				return fmt.Errorf("nothing was done about key %q, it says, but:\n%s", kid, about)
			}
		}
		return nil
	}
}
