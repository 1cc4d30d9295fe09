package registeredkey

import "sync"

// runAppliedKeys are the keys that creates of this run have added or taken over, by
// Okta's ID. The ID is unique in an org, while a parent can have two IDs. A create takes over a
// key that an earlier apply has added, but not a key that another resource of this run
// has just added. A delete of this run does not delete a key that a create has taken
// over. leftForReplacement are the keys that a delete has left registered, because the create of the
// same replacement plans them. The zero value is ready to use.
type runAppliedKeys struct {
	mu                                   sync.Mutex
	added, takenOver, leftForReplacement map[string]bool
}

// markAdded notes a key that was added.
func (t *runAppliedKeys) markAdded(oktaID string) { t.mark(&t.added, oktaID) }

// markTakenOver notes a key that was taken over.
func (t *runAppliedKeys) markTakenOver(oktaID string) { t.mark(&t.takenOver, oktaID) }

// markLeftForReplacement notes a key that the delete of a replacement has left registered, so that the
// create takes it over without a warning.
func (t *runAppliedKeys) markLeftForReplacement(oktaID string) { t.mark(&t.leftForReplacement, oktaID) }

// isLeftForReplacement reports whether the delete of a replacement has left the key registered.
func (t *runAppliedKeys) isLeftForReplacement(oktaID string) bool {
	return t.contains(&t.leftForReplacement, oktaID)
}

// isAdded reports whether this run added the key.
func (t *runAppliedKeys) isAdded(oktaID string) bool { return t.contains(&t.added, oktaID) }

// isTakenOver reports whether this run took the key over.
func (t *runAppliedKeys) isTakenOver(oktaID string) bool { return t.contains(&t.takenOver, oktaID) }

func (t *runAppliedKeys) contains(set *map[string]bool, oktaID string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return (*set)[oktaID]
}

func (t *runAppliedKeys) mark(set *map[string]bool, oktaID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[oktaID] = true
}
