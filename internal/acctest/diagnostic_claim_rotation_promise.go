package acctest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// plans holds for what a plan or a refresh says: it sends nothing that could change
// something. An apply plans anew before it begins, which is a call of its own.
func plans(c *call, m match) error {
	if c.operation == applyOperation {
		return nil
	}
	return nothingSent(c, m)
}

// pair holds if the keys that a plan of a rotation names are the next and the current one. Calls
// that overlap share a list of the walk, which can be older than the call.
func pair(c *call, m match) error {
	if c.overlaps || c.hasFalseData(m) {
		return nil
	}
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		current, next, _ := roles(h)
		if m["old"] != current || m["new"] != next {
			return fmt.Errorf("%q is next and %q current, it says, but the sandbox holds %+v", m["new"], m["old"], h.Keys)
		}
		return nil
	})
}

// rotatesTo is kept if the key that is named signs, after one rotation. None is needed
// where an earlier request turns out to have done it.
func rotatesTo(c *call, m match) error {
	current, _, _ := roles(c.after[c.parentIn(m)])
	if m["new"] != "" && current != m["new"] && !c.hasFalseData(m) {
		return fmt.Errorf("%q will sign, it says, but %q does", m["new"], current)
	}
	if current == m["old"] {
		return fmt.Errorf("%q stops signing, it says, but it does not", m["old"])
	}
	return rotatesOnceOrHas(c, m)
}

// rotatesOnceOrHas is kept if the keys were rotated once, or a warning says why not.
func rotatesOnceOrHas(c *call, m match) error {
	n := c.changes(c.parentIn(m))
	if n == 1 || n == 0 && (c.diags.Has("had already been rotated") || c.diags.Has("are not rotated again")) {
		return nil
	}
	return fmt.Errorf("the apply rotates once, it says, but it did %d times", n)
}

// rotatesOrAdopts is kept if the keys were rotated once, or had been before the apply.
func rotatesOrAdopts(c *call, m match) error {
	if _, _, previous := roles(c.before[c.parentIn(m)]); c.changes(c.parentIn(m)) == 0 && len(previous) > 0 {
		return nil
	}
	return rotatesOnceOrHas(c, m)
}

func rotatesAtMostOnce(c *call, m match) error {
	if n := c.changes(c.parentIn(m)); n > 1 {
		return fmt.Errorf("the apply rotates once at most, it says, but it did %d times", n)
	}
	return nil
}

// notBefore is kept if nothing was rotated before the time that is named, and at most
// once afterwards.
func notBefore(c *call, m match) error {
	until, err := time.Parse(time.RFC3339, m["time"])
	if err != nil {
		return err
	}
	if c.changes(c.parentIn(m)) > 0 && c.now.Before(until) {
		return fmt.Errorf("the apply sends nothing before %s, it says, but it did at %s", m["time"], c.now)
	}
	return rotatesAtMostOnce(c, m)
}

// hadNext is kept if nothing was rotated without a next key.
func hadNext(c *call, m match) error {
	_, next, _ := roles(c.before[c.parentIn(m)])
	if c.changes(c.parentIn(m)) > 0 && next == "" {
		return errors.New("the apply refuses as long as there is no next key, it says, but it rotated")
	}
	return nil
}

// targetIs holds if what a plan leads to follows from the keys.
func targetIs(c *call, m match) error {
	if c.hasFalseData(m) {
		return nil
	}
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		current, next, _ := roles(h)
		if s := snapshotIn(m["target"]); s.current != next || s.previous != current {
			return fmt.Errorf("planned %s, it says, but the sandbox holds %+v", m["target"], h.Keys)
		}
		return nil
	})
}

// noRequest is kept if no request at all arrived.
func noRequest(c *call, _ match) error {
	if len(c.requests) > 0 {
		return fmt.Errorf("no request is sent, it says, but:\n%s", c.requests)
	}
	return nil
}

// notThere holds if there is no such parent, or its keys were not to be had.
func notThere(c *call, m match) error {
	if _, there := c.after[c.parentIn(m)]; there && !c.overlaps {
		return fmt.Errorf("%s was deleted, it says, but it is there", m.parentID())
	}
	return nil
}

// adopted holds if the last rotation led from one of the two keys to the other.
func adopted(c *call, m match) error {
	if c.hasFalseData(m) {
		return nil
	}
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		current, _, previous := roles(h)
		if m["new"] != current || m["old"] != "" && !slices.Contains(previous, m["old"]) {
			return fmt.Errorf("%q -> %q, it says, but the sandbox holds %+v", m["old"], m["new"], h.Keys)
		}
		return nil
	})
}

// overdue holds if the time in the text has come.
func overdue(c *call, m match) error {
	at, err := time.Parse(time.RFC3339, m["time"])
	if err == nil && at.After(c.now) {
		return fmt.Errorf("rotation_period is over since %s, it says, but it is %s", m["time"], c.now)
	}
	return err
}

// rotatesByItself holds if Okta rotates the keys of the server.
func rotatesByItself(c *call, m match) error {
	return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
		if h.Mode != "AUTO" {
			return fmt.Errorf("the server is in rotation mode AUTO, it says, but the mode is %s", h.Mode)
		}
		return nil
	})
}
