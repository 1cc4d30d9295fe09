package keyplan

import (
	"fmt"
	"slices"
	"strings"
)

// Contradiction means that what is wanted cannot be, whatever keys there are, or
// that registered keys cannot be told apart.
type Contradiction struct {
	// Problem is what is wrong, in words.
	Problem string
	// KIDs are the keys that are concerned.
	KIDs []string
	// Registered is true where registered keys are concerned, and not wanted ones.
	Registered bool
}

// Error names the problem and the keys.
func (e *Contradiction) Error() string { return e.Problem + ": " + quoteAndJoinKIDs(e.KIDs) }

// Conflict means that a registered key is in the way of one that is to be added,
// and may not be removed.
type Conflict struct {
	// KID is that of both, and empty if the registered key has none: Okta adds no
	// key beside such a one.
	KID string
	// ID is the vendor's ID of the registered key.
	ID string
	// Differs is what sets the registered key apart: "key material", "use", "alg".
	Differs []string
}

// Error names the registered key and what differs.
func (e *Conflict) Error() string {
	if e.KID == "" {
		return fmt.Sprintf("%s is registered. Okta adds no key beside a key without a kid", quotedKIDOrID(e.KID, e.ID))
	}
	return fmt.Sprintf("a key %q is registered already, and differs from the one in keys in its %s", e.KID, strings.Join(e.Differs, ", "))
}

// LastActive means that a registered key would have to go before its namesake can
// be added, or any key if it has no kid, and is the only active one of its use until
// then. A new key needs a kid of its own.
type LastActive struct {
	// KID and ID are those of the registered key.
	KID, ID string
	// Use is the use that would be without an active key.
	Use string
	// Missing is the KID of the key that cannot be added.
	Missing string
}

// Error names the key, and says what helps.
func (e *LastActive) Error() string {
	text := fmt.Sprintf("%s is the only active key for %q, and would have to be deleted before %q is added", quotedKIDOrID(e.KID, e.ID), e.Use, e.Missing)
	if e.KID == "" {
		return text + ": no key can be added beside a key without a kid"
	}
	return text + ". Two registered keys cannot have the same kid"
}

// NoRoom means that the parent cannot hold the keys that are wanted, or not on the
// way there.
type NoRoom struct {
	// Max is how many keys the parent can hold.
	Max int
	// Missing are the KIDs for which no room can be made.
	Missing []string
	// Needed are the keys that are to go, but cannot before a missing one is active.
	Needed []string
	// Kept are the registered keys that are neither wanted nor to be removed, Retiring those that
	// are to be removed later.
	Kept, Retiring []string
}

// Error names the limit, the keys, and what would have to go first.
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

// explainLastActive explains a state that is stuck for its names, however much room there
// is: something is in the way of each missing key.
func (s *state) explainLastActive() *LastActive {
	e := &LastActive{Missing: s.missing[0].KID}
	for _, k := range s.keysThatBlockAdding(s.missing[0]) {
		if k.Active && !s.canDeactivateNow(k) {
			e.KID, e.ID, e.Use = k.KID, k.ID, k.Use
		}
	}
	return e
}

// explainNoRoom explains a state that is stuck for want of room.
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
