package acctest

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// registered holds if each key that is named under one of the names is registered, in the
// status if it is not empty, when the provider could look.
func registered(name, status string) check {
	return func(c *call, m match) error {
		if c.hasFalseData(m) {
			return nil
		}
		for _, kid := range kidsIn(m[name]) {
			if err := anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error { return isRegistered(h, kid, status) }); err != nil {
				return err
			}
		}
		return nil
	}
}

func isRegistered(h sandbox.ParentKeys, kid, status string) error {
	if isTruncated(kid) {
		return nil
	}
	switch key, there := keyOf(h, kid); {
	case !there:
		return fmt.Errorf("key %q is registered, it says, but the sandbox holds %+v", kid, h.Keys)
	case status != "" && key.Status != status:
		return fmt.Errorf("key %q is %s, it says, but it is %s", kid, status, key.Status)
	}
	return nil
}

// isTruncated reports whether a kid is shown in part only.
func isTruncated(kid string) bool { return utf8.RuneCountInString(kid) >= 200 }

// stays holds if the keys are registered after the call, in the status in which they were
// before it.
func stays(name string) check {
	return func(c *call, m match) error {
		p := c.parentIn(m)
		before, there := c.before[p]
		after, still := c.after[p]
		if c.overlaps || !there || !still || c.changedByOthers(p) {
			return nil
		}
		for _, kid := range kidsIn(m[name]) {
			was, _ := keyOf(before, kid)
			if is, _ := keyOf(after, kid); is != was {
				return fmt.Errorf("key %q stays as it is, it says, but it was %+v and is %+v", kid, was, is)
			}
		}
		return nil
	}
}

// staysRegistered holds if the keys are registered after the call.
func staysRegistered(name string) check {
	return func(c *call, m match) error { return afterwards(c, m, name, true, "") }
}

// gone holds if the keys are not registered after the call.
func gone(name string) check {
	return func(c *call, m match) error { return afterwards(c, m, name, false, "") }
}

// isNow holds if the keys have the status after the call.
func isNow(name, status string) check {
	return func(c *call, m match) error { return afterwards(c, m, name, true, status) }
}

func afterwards(c *call, m match, name string, there bool, status string) error {
	p := c.parentIn(m)
	after, still := c.after[p]
	if c.overlaps || !still || c.changedByOthers(p) {
		return nil
	}
	for _, kid := range kidsIn(m[name]) {
		err := isRegistered(after, kid, status)
		switch {
		case there && err != nil:
			return err
		case !there && err == nil:
			return fmt.Errorf("key %q is gone, it says, but it is registered", kid)
		}
	}
	return nil
}

// notYet holds if a time in the text has not come.
func notYet(c *call, m match) error {
	at, err := time.Parse(time.RFC3339, m["time"])
	if err == nil && at.Before(c.now.Add(-time.Second)) {
		return fmt.Errorf("%s is to come, it says, but it is %s", m["time"], c.now)
	}
	return err
}
