package keyplan

import (
	"slices"
	"time"
)

// Delays are the times between when a key leaves the desired ones and when it is deactivated and deleted. Nil
// means never.
type Delays struct{ Deactivate, Delete *time.Duration }

// DeactivateAt is when to deactivate a key that left the desired ones at since. It is the zero time if that is
// never, or if since is the zero time, which means that it is not known.
func (d Delays) DeactivateAt(since time.Time) time.Time { return addDelay(since, d.Deactivate) }

// DeleteAt is when to delete such a key. It is the zero time in the same cases.
func (d Delays) DeleteAt(since time.Time) time.Time { return addDelay(since, d.Delete) }

func addDelay(since time.Time, delay *time.Duration) time.Time {
	if delay == nil || since.IsZero() {
		return time.Time{}
	}
	return since.Add(*delay)
}

// Stage is what a plan does with a key that has left the desired ones and is not deleted at once. It is
// stored in private state, so the values must not change.
type Stage string

// The stages.
const (
	// Stays leaves the key as it is.
	Stays Stage = ""
	// Deactivates deactivates the key, and leaves it registered.
	Deactivates Stage = "deactivate"
	// Deletes deletes the key.
	Deletes Stage = "delete"
)

// StageAt returns the stage of a key at the time now. deactivateAt and deleteAt are when to deactivate and
// delete it, the zero time for never. active is whether the key is active. If now is not known, which is the
// zero time, nothing is due.
func StageAt(now, deactivateAt, deleteAt time.Time, active bool) Stage {
	isDue := func(at time.Time) bool { return !now.IsZero() && !at.IsZero() && !now.Before(at) }
	switch {
	case isDue(deleteAt):
		return Deletes
	case isDue(deactivateAt) && active:
		return Deactivates
	default:
		return Stays
	}
}

// Retire returns the arguments of Plan for keys that retire. stageByID are the stages by the vendor's ID. It
// does not change registered and desired. A key that is desired again does not retire. A key whose KID is
// desired for another key is removable, whatever its stage is.
func Retire(registered []Key, desired []Desired, stageByID map[string]Stage) (withStages []Key, withRetired []Desired) {
	withStages, withRetired = append(withStages, registered...), append(withRetired, desired...)
	for i, key := range registered {
		stage, retires := stageByID[key.ID]
		if !retires || slices.ContainsFunc(desired, func(w Desired) bool { return w.matches(key) }) {
			continue
		}
		withStages[i].Removable = stage == Deletes || slices.ContainsFunc(desired, func(w Desired) bool { return w.KID == key.KID })
		withStages[i].Retiring = !withStages[i].Removable
		if stage == Deactivates && withStages[i].Retiring {
			withRetired = append(withRetired, Desired{KID: key.KID, Thumbprint: key.Thumbprint, Use: key.Use, Alg: key.Alg, Status: Inactive})
		}
	}
	return withStages, withRetired
}
