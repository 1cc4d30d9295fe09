package acctest

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// notRotatedUnlessMisled is notRotated, but for a vendor that refused what it had executed.
func notRotatedUnlessMisled(c *call, m match) error {
	if c.refusedButExecuted() {
		return nil
	}
	return notRotated(c, m)
}

// leftBehind holds if the key that the plan was to retire did not sign any more.
func leftBehind(c *call, m match) error {
	if target := snapshotIn(m["target"]); target.previous == snapshotIn(m["keys"]).current {
		return fmt.Errorf("the keys were rotated since, it says, but %q signs as it did", target.previous)
	}
	return nil
}

// listedLate holds if the key that is listed as the current one has signed before, and does not
// sign any more.
func listedLate(c *call, m match) error {
	current, _, _ := roles(c.after[c.parentIn(m)])
	if listed := snapshotIn(m["keys"]).current; listed == current || listed == snapshotIn(m["known"]).current {
		return fmt.Errorf("the list lags, it says, but %q signs as it is listed", listed)
	}
	return nil
}

// noKeyInCommon holds if no key is both known and listed.
func noKeyInCommon(_ *call, m match) error {
	known, listed := snapshotIn(m["known"]), snapshotIn(m["keys"])
	for _, kid := range []string{listed.current, listed.next, listed.previous} {
		if kid != "" && (kid == known.current || kid == known.next || kid == known.previous) {
			return fmt.Errorf("none of the known keys is listed, it says, but %q is", kid)
		}
	}
	return nil
}

// timeOfNextApply is when an error says that a rotation may be sent.
var timeOfNextApply = regexp.MustCompile(`Apply again after ([0-9T:Z-]+)[.,]`)

// notYetIfTimed is notYet for a text that may name no time.
func notYetIfTimed(c *call, m match) error {
	if found := timeOfNextApply.FindStringSubmatch(m["text"]); found != nil {
		return notYet(c, match{"time": found[1]})
	}
	return nil
}

// signsInPlaceOfListed holds if the key in the text signs, and not the one that is listed.
func signsInPlaceOfListed(c *call, m match) error {
	current, _, _ := roles(c.after[c.parentIn(m)])
	if m.kid("kid") != current || snapshotIn(m["keys"]).current == current {
		return fmt.Errorf("%s signs, and the list shows %s, it says, but %q signs", m["kid"], m["keys"], current)
	}
	return nil
}

// otherNext holds if the key that was to sign was not the next one any more.
func otherNext(c *call, m match) error {
	if target := snapshotIn(m["target"]); target.current != "" && target.current == snapshotIn(m["keys"]).next {
		return fmt.Errorf("the next key has gone, it says, but it is %q as it was", target.current)
	}
	return nil
}

// withoutNext holds if the keys that are named have no next one.
func withoutNext(_ *call, m match) error {
	if next := snapshotIn(m["keys"]).next; next != "" {
		return fmt.Errorf("no next key is listed, it says, and names %q", next)
	}
	return nil
}

// keysBefore holds if the keys in the text are those before the call.
func keysBefore(c *call, m match) error {
	if h, there := c.before[c.parentIn(m)]; there && !c.overlaps && !c.hasFalseData(m) && !c.changedByOthers(c.parentIn(m)) && !snapshotIn(m["keys"]).equals(h) {
		return fmt.Errorf("the keys were %s, it says, but the sandbox held %+v", m["keys"], h.Keys)
	}
	return nil
}

// unreadAfterwards holds if no list of the keys was answered after the write.
func unreadAfterwards(c *call, m match) error {
	requests := c.before.entriesFor(c.parentIn(m), c.requests)
	wrote := slices.IndexFunc(requests, isWrite)
	for _, e := range requests[wrote+1:] {
		if strings.HasSuffix(e.Path, "/keys") && usable(e) && !c.overlaps {
			return fmt.Errorf("the keys could not be read afterwards, it says, but: %s", e)
		}
	}
	return nil
}

// tookPlace holds if the rotation that was sent was executed.
func tookPlace(c *call, m match) error {
	if own := c.before.entriesFor(c.parentIn(m), c.committed()); !c.overlaps && len(own) != 1 {
		return fmt.Errorf("the rotation took place, it says, but these requests had an effect: %s", own)
	}
	return nil
}

// wasRefused holds if the rotation was answered with a refusal.
func wasRefused(c *call, m match) error {
	isRefusal := func(e sandbox.Entry) bool {
		return e.Status >= 400 && e.Status < 500 && e.Status != http.StatusTooManyRequests
	}
	if !c.overlaps && !slices.ContainsFunc(c.before.entriesFor(c.parentIn(m), c.writes()), isRefusal) {
		return errors.New("the request was refused, it says, but it was not")
	}
	return nil
}

// signsNow holds if the current key in the text signs after the call.
func signsNow(c *call, m match) error {
	h, there := c.after[c.parentIn(m)]
	current, _, _ := roles(h)
	if said := snapshotIn(m["keys"]).current; there && !c.overlaps && !c.hasFalseData(m) && !c.changedByOthers(c.parentIn(m)) && said != "" && said != current {
		return fmt.Errorf("%q signs now, it says, but %q does", said, current)
	}
	return nil
}
