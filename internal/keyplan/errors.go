package keyplan

import (
	"fmt"
	"slices"
	"strings"
)

// Contradiction means that the desired keys exclude one another, or that two registered keys
// have the same kid.
type Contradiction struct {
	// Problem is what is wrong, in words.
	Problem string
	// KIDs are the keys that are concerned.
	KIDs []string
	// Registered is true if the problem is in the registered keys, and not in the desired ones.
	Registered bool
}

// Error names the problem and the keys.
func (e *Contradiction) Error() string { return e.Problem + ": " + quoteAndJoinKIDs(e.KIDs) }

// Conflict means that a desired key cannot be added, because of a registered key that may not be
// removed.
type Conflict struct {
	// KID is the kid of both keys. It is empty if the registered key has none: Okta then adds no
	// other key.
	KID string
	// ID is the vendor's ID of the registered key.
	ID string
	// Differs are the properties in which the registered key differs: "key material", "use", "alg".
	Differs []string
}

// Error names the registered key and what differs.
func (e *Conflict) Error() string {
	if e.KID == "" {
		return fmt.Sprintf("%s is registered. Okta adds no key beside a key without a kid", quotedKIDOrID(e.KID, e.ID))
	}
	return fmt.Sprintf("a key %q is registered already, and differs from the one in keys in its %s", e.KID, strings.Join(e.Differs, ", "))
}

// LastActive means that a registered key would have to be deleted before a key of the same kid can be
// added (before any key, if it has no kid), and that it is the only active key of its use until then.
// A new key needs its own kid.
type LastActive struct {
	// KID and ID are those of the registered key.
	KID, ID string
	// Use is the use that would be without an active key.
	Use string
	// Missing is the KID of the key that cannot be added.
	Missing string
}

// Error names the key, and says what to do.
func (e *LastActive) Error() string {
	text := fmt.Sprintf("%s is the only active key for %q, and would have to be deleted before %q is added", quotedKIDOrID(e.KID, e.ID), e.Use, e.Missing)
	if e.KID == "" {
		return text + ": no key can be added beside a key without a kid"
	}
	return text + ". Two registered keys cannot have the same kid"
}

// NoRoom means that the parent cannot have all desired keys, or not all keys that are registered
// during the steps.
type NoRoom struct {
	// Max is how many keys the parent can have.
	Max int
	// Missing are the KIDs of the desired keys for which there is no room.
	Missing []string
	// Needed are the keys to delete that have to stay until a missing key is active.
	Needed []string
	// Kept are the registered keys that are neither desired nor removable. Retiring are those that will be
	// removed later.
	Kept, Retiring []string
}

// Error names the limit, the keys, and those that would have to be deleted first.
func (e *NoRoom) Error() string {
	text := fmt.Sprintf("there is no room for %s: %d keys can be registered at most", quoteAndJoinKIDs(e.Missing), e.Max)
	if len(e.Needed) > 0 {
		text += fmt.Sprintf(". %s has to be deleted first, but stays until another key is active", quoteAndJoinKIDs(e.Needed))
	}
	if len(e.Kept) > 0 {
		text += fmt.Sprintf(". These registered keys are not in keys, and this plan does not delete them: %s", quoteAndJoinKIDs(e.Kept))
	}
	if len(e.Retiring) > 0 {
		text += fmt.Sprintf(". These keys are retiring, and not due to be deleted yet: %s", quoteAndJoinKIDs(e.Retiring))
	}
	return text
}

// explainLastActive returns the error for a state in which no step is possible, even with unlimited room:
// a registered key prevents each missing key from being added.
func (s *state) explainLastActive() *LastActive {
	e := &LastActive{Missing: s.missing[0].KID}
	for _, k := range s.keysThatBlockAdding(s.missing[0]) {
		if k.Active && !s.canDeactivateNow(k) {
			e.KID, e.ID, e.Use = k.KID, k.ID, k.Use
		}
	}
	return e
}

// explainNoRoom returns the error for a state in which no step is possible, because the parent is full.
func (s *state) explainNoRoom() *NoRoom {
	e := &NoRoom{Max: s.limits.Max}
	for _, w := range s.missing {
		e.Missing = append(e.Missing, w.KID)
	}
	for _, k := range s.keys {
		switch {
		case k.toBeDeleted() && k.Active && !s.canDeactivateNow(k):
			e.Needed = append(e.Needed, k.KID)
		case k.Retiring:
			e.Retiring = append(e.Retiring, k.KID)
		case !k.isDesired && !k.toBeDeleted():
			e.Kept = append(e.Kept, k.KID)
		}
	}
	return e
}

func quoteAndJoinKIDs(kids []string) string {
	names := make([]string, 0, len(kids))
	for _, kid := range slices.Sorted(slices.Values(kids)) {
		names = append(names, quotedKIDOrID(kid, ""))
	}
	return strings.Join(names, ", ")
}

func quotedKIDOrID(kid, id string) string {
	switch {
	case kid != "":
		return fmt.Sprintf("%q", kid)
	case id != "":
		return "the key without a kid (ID " + id + ")"
	default:
		return "a key without a kid"
	}
}
