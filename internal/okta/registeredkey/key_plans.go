package registeredkey

import (
	"slices"
	"sync"
)

// plannedKey is a key of one parent in the plan of one resource.
type plannedKey struct {
	Parent string
	// KID is empty while it is not known, and for a key that has none.
	KID string
	// Thumbprint is that of the key material (RFC 7638), empty while it is not known.
	Thumbprint string
	// Type is the resource type.
	Type string
}

// isSame reports whether two plans speak of one registered key. At one parent that
// is the kid, whatever the material; without a kid it is the material. Keys of one
// material under several kids are several registered keys.
func (k plannedKey) isSame(other plannedKey) bool {
	switch {
	case k.Parent != other.Parent:
		return false
	case k.KID != "" && other.KID != "":
		return k.KID == other.KID
	default:
		return k.Thumbprint != "" && k.Thumbprint == other.Thumbprint
	}
}

// keyConflict is a key that one resource plans to delete, and another one to keep
// or to add.
type keyConflict struct{ Deleted, Kept plannedKey }

// keyPlans records, for one run, which keys the resources plan to keep or to add, and
// which they plan to delete or to deactivate on destroy. Only what is planned in the run counts:
// a key that is merely in the state is neither. The zero value is ready to use.
type keyPlans struct {
	mu      sync.Mutex
	parents map[string]*parentPlans
}

type parentPlans struct {
	kept    []plannedKey
	deleted []plannedDeletion
}

// plannedDeletion is a key that is going to be deleted. keptWith are the keys that
// the same resource keeps or adds: a replacement may keep the kid.
type plannedDeletion struct {
	plannedKey
	keptWith []plannedKey
}

// record notes what one resource plans for the keys of one parent, and returns the
// conflicts with what others have planned before it. Whichever resource is planned
// second learns of a conflict, so that the order of the resources does not matter.
// Terraform plans a replacement twice, as an update and as a create: a key that the
// deleting resource keeps itself is no conflict in the second call either.
func (p *keyPlans) record(parent string, kept, deleted []plannedKey) (conflicts []keyConflict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parents == nil {
		p.parents = map[string]*parentPlans{}
	}
	at := p.parents[parent]
	if at == nil {
		at = &parentPlans{}
		p.parents[parent] = at
	}
	for _, key := range kept {
		for _, gone := range at.deleted {
			if gone.conflictsWith(key) {
				conflicts = append(conflicts, keyConflict{gone.plannedKey, key})
			}
		}
	}
	for _, key := range deleted {
		gone := plannedDeletion{key, kept}
		for _, other := range at.kept {
			if gone.conflictsWith(other) {
				conflicts = append(conflicts, keyConflict{key, other})
			}
		}
		at.deleted = append(at.deleted, gone)
	}
	at.kept = append(at.kept, kept...)
	return conflicts
}

func (d plannedDeletion) conflictsWith(kept plannedKey) bool {
	return d.isSame(kept) && !slices.Contains(d.keptWith, kept)
}

// deletes reports whether a resource of this run has planned to delete or to deactivate the
// key of this kid.
func (p *keyPlans) deletes(key plannedKey) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.parents[key.Parent]
	return at != nil && slices.ContainsFunc(at.deleted, func(gone plannedDeletion) bool { return gone.isSame(key) })
}

// keeps reports whether a resource of this run has planned to keep or to add this
// very key: the same kid, and the same material.
func (p *keyPlans) keeps(key plannedKey) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.parents[key.Parent]
	return at != nil && key.Thumbprint != "" && slices.ContainsFunc(at.kept, func(kept plannedKey) bool {
		return kept.KID == key.KID && kept.Thumbprint == key.Thumbprint
	})
}
