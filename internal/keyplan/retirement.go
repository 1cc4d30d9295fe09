package keyplan

import (
	"slices"
	"time"
)

// Delays are how long after a key has left the wanted ones it is deactivated, and deleted. Nil is
// never.
type Delays struct{ Deactivate, Delete *time.Duration }

// DeactivateAt is when a key is to be deactivated that left the wanted ones at a time; the zero
// time if that is never, or if the time at which it left is not known, which is the zero time.
func (d Delays) DeactivateAt(since time.Time) time.Time { return addDelay(since, d.Deactivate) }

// DeleteAt is when such a key is to be deleted, likewise.
func (d Delays) DeleteAt(since time.Time) time.Time { return addDelay(since, d.Delete) }

func addDelay(since time.Time, delay *time.Duration) time.Time {
	if delay == nil || since.IsZero() {
		return time.Time{}
	}
	return since.Add(*delay)
}

// Stage is what a plan does with a key that has left the wanted ones and is not taken away at
// once. It is kept in private state, so its values stay as they are.
type Stage string

// The stages.
const (
	// Stays leaves the key as it is.
	Stays Stage = ""
	// Deactivates takes the key out of use, and leaves it registered.
	Deactivates Stage = "deactivate"
	// Deletes takes the key away.
	Deletes Stage = "delete"
)

// StageAt is the stage of a key at a time. deactivateAt and deleteAt are when it is to be
// deactivated and deleted, the zero time for never; active is whether it is in use. If the time
// is not known, which is the zero time, nothing is due.
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

// Retire puts the stages of keys, by the vendor's IDs, into what Plan is asked for: the registered
// keys and the desired ones are returned as Plan takes them, and stay as they are themselves. A key
// of a stage that is desired again is not retired; one whose KID is desired for another key is
// removable, whatever its stage.
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
