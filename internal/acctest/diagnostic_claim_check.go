package acctest

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// nothingSent holds if no request arrived that could have changed something; or, where the
// text says after which answer, if each one that arrived got that answer.
func nothingSent(c *call, m match) error {
	writes := c.writes()
	answered := func(e sandbox.Entry) bool { return false }
	switch {
	case strings.Contains(m["sent"], "again after HTTP 429"):
		answered = func(e sandbox.Entry) bool { return e.Status == http.StatusTooManyRequests }
	case strings.Contains(m["sent"], "again after the refusal to add"):
		answered = func(e sandbox.Entry) bool { return verbOf(e) == "add" && e.Status >= 400 && e.Status < 500 }
	}
	other := func(e sandbox.Entry) bool { return !answered(e) }
	switch {
	case c.overlaps:
		return nil
	case slices.ContainsFunc(writes, other):
		return fmt.Errorf("%s, it says, but these requests arrived:\n%s", cmp.Or(m["sent"], "nothing is sent"), writes)
	case strings.Contains(m["sent"], "again after") && len(writes) == 0:
		return fmt.Errorf("%s, it says, but nothing had been sent before", m["sent"])
	}
	return nil
}

// believed holds if the check does, or if the text says that it rests on the vendor's answer,
// and the vendor has refused what it had executed.
func (one check) believed() check {
	return func(c *call, m match) error {
		if m["hedge"] != "" && c.refusedButExecuted() {
			return nil
		}
		return one(c, m)
	}
}

// rotationSentOnce holds if one request to rotate these keys arrived, those aside that the
// rate limit held back.
func rotationSentOnce(c *call, m match) error {
	sent := c.before.entriesFor(c.parentIn(m), c.sent())
	if !c.overlaps && (len(sent) != 1 || verbOf(sent[0]) != "rotate") {
		return fmt.Errorf("the request was sent once, it says, but these arrived:\n%s", sent)
	}
	return nil
}

// usable reports whether an answer was the sandbox's own, whole and good.
func usable(e sandbox.Entry) bool { return e.Fault == "" && e.Status >= 200 && e.Status < 300 }

// noUsableAnswer holds if no write was answered as it should.
func noUsableAnswer(c *call, m match) error {
	for _, e := range c.before.entriesFor(c.parentIn(m), c.sent()) {
		if !c.overlaps && usable(e) && len(c.sent()) == 1 {
			return fmt.Errorf("no usable answer came, it says, but: %s", e)
		}
	}
	return nil
}

// notRotated holds if no request of the call rotated.
func notRotated(c *call, m match) error {
	switch own := c.before.entriesFor(c.parentIn(m), c.committed()); {
	case c.overlaps:
		return nil
	case len(own) > 0:
		return fmt.Errorf("the keys were not rotated, it says, but: %s", own)
	case c.changes(c.parentIn(m)) != 0 && !c.changedByOthers(c.parentIn(m)):
		return errors.New("the keys were not rotated, it says, but they were")
	}
	return nil
}

// rotatedOnce holds if the keys were rotated once in the call.
func rotatedOnce(c *call, m match) error {
	if n := c.changes(c.parentIn(m)); !c.overlaps && n != 1 {
		return fmt.Errorf("exactly one rotation took place, it says, but there were %d", n)
	}
	return nil
}

// rotatedOften holds if the keys changed by more than one rotation.
func rotatedOften(c *call, m match) error {
	if c.overlaps || c.changes(c.parentIn(m)) > 1 || c.changedByOthers(c.parentIn(m)) || c.hasFalseData(m) {
		return nil
	}
	return errors.New("the keys changed by more than one rotation, it says, but they did not")
}

// roles are the keys of a parent as a text names them.
func roles(h sandbox.ParentKeys) (current, next string, previous []string) {
	for _, key := range h.Keys {
		switch key.Status {
		case "current", "ACTIVE":
			current = key.KID
		case "next", "NEXT":
			next = key.KID
		default:
			previous = append(previous, key.KID)
		}
	}
	return current, next, previous
}

// snapshot is a text of three keys.
type snapshot struct{ current, next, previous string }

func snapshotIn(text string) (s snapshot) {
	for _, part := range strings.Split(text, ", ") {
		role, quoted, _ := strings.Cut(part, " ")
		kid := ""
		if kids := kidsIn(quoted); len(kids) > 0 {
			kid = kids[0]
		}
		switch role {
		case "current":
			s.current = kid
		case "next":
			s.next = kid
		case "previous":
			s.previous = kid
		}
	}
	return s
}

// equals reports whether a parent has these keys. Which of several keys that no longer
// sign was the last one may be left open.
func (s snapshot) equals(h sandbox.ParentKeys) bool {
	current, next, previous := roles(h)
	known := s.previous != "" && slices.Contains(previous, s.previous)
	return s.current == current && s.next == next && (known || s.previous == "" && len(previous) != 1)
}

// keysAre holds if the keys in the text were those of the sandbox when the provider could
// look.
func keysAre(name string) check {
	return func(c *call, m match) error {
		if c.hasFalseData(m) {
			return nil
		}
		return anyVisibleKeys(c, m, func(h sandbox.ParentKeys) error {
			if !snapshotIn(m[name]).equals(h) {
				return fmt.Errorf("%s, it says, but the sandbox holds %+v", m[name], h.Keys)
			}
			return nil
		})
	}
}

// keysNow holds if the keys in the text are those of the sandbox after the call.
func keysNow(c *call, m match) error {
	h, there := c.after[c.parentIn(m)]
	if there && !c.overlaps && !c.hasFalseData(m) && !snapshotIn(m["keys"]).equals(h) {
		return fmt.Errorf("now %s, it says, but the sandbox holds %+v", m["keys"], h.Keys)
	}
	return nil
}

// anyVisibleKeys holds if a fact was so at one of the times at which the provider could read
// the keys. If the parent is not known, there is nothing to compare.
func anyVisibleKeys(c *call, m match, holds func(sandbox.ParentKeys) error) (err error) {
	for _, h := range c.visibleKeys(c.parentIn(m)) {
		if err = holds(h); err == nil {
			return nil
		}
	}
	return err
}
