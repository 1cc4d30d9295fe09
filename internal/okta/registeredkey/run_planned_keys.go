package registeredkey

import (
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// plannedKey is a key of one parent in the plan of one resource.
type plannedKey struct {
	// ID is Okta's ID. It is empty if it is not known. It is unique in an org, so it identifies a key
	// of a parent that has two IDs, as the default server has.
	ID     string
	Parent string
	// KID is empty if it is not known, and for a key that has none.
	KID string
	// Thumbprint is that of the key material (RFC 7638). It is empty if it is not known.
	Thumbprint string
	// Type is the resource type, OfSet is true for that of a set.
	Type  string
	OfSet bool
	// Plan is what is planned for the key.
	Plan diagnostics.KeyPlan
}

// isSameRegisteredKey reports whether two plans are about the same registered key. At one parent, keys are compared
// by their kid, whatever their material is, and without a kid by their material. Keys of the same
// material under several kids are different registered keys.
func (k plannedKey) isSameRegisteredKey(other plannedKey) bool {
	switch {
	case k.ID != "" && k.ID == other.ID:
		return true
	case k.Parent != other.Parent:
		return false
	case k.KID != "" && other.KID != "":
		return k.KID == other.KID
	default:
		return k.Thumbprint != "" && k.Thumbprint == other.Thumbprint
	}
}

// hasSameKIDAndMaterial reports whether two plans are about the same registered key, and both know that it has the
// same material.
func (k plannedKey) hasSameKIDAndMaterial(other plannedKey) bool {
	return k.KID == other.KID && k.Thumbprint != "" && k.Thumbprint == other.Thumbprint && k.isSameRegisteredKey(other)
}

// keyConflict is a key that one resource plans to delete, and another one to keep
// or to add.
type keyConflict struct{ Deleted, Kept plannedKey }

// runPlannedKeys are the keys that the resources of one run plan to keep or to add, and those that they plan
// to delete, or to deactivate on destroy. A key that is only in a state is neither. The zero value is ready
// to use.
type runPlannedKeys struct {
	mu      sync.Mutex
	kept    []plannedKey
	deleted []plannedDeletion
}

// plannedDeletion is a key that is going to be deleted. keptWith are the keys that
// the same resource keeps or adds: a replacement may keep the kid.
type plannedDeletion struct {
	plannedKey
	keptWith []plannedKey
}

// addAndFindConflicts notes the keys that one resource plans to keep and to delete, and returns
// the conflicts with the resources that were planned before. The resource that is planned
// second gets the conflict, so the order of the resources does not matter. Terraform plans
// a replacement twice, as an update and as a create. A key that the deleting resource keeps
// itself is no conflict in the second call either.
func (p *runPlannedKeys) addAndFindConflicts(kept, deleted []plannedKey) (conflicts []keyConflict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, key := range kept {
		for _, gone := range p.deleted {
			if gone.conflictsWith(key) {
				conflicts = append(conflicts, keyConflict{gone.plannedKey, key})
			}
		}
	}
	for _, key := range deleted {
		gone := plannedDeletion{key, kept}
		for _, other := range p.kept {
			if gone.conflictsWith(other) {
				conflicts = append(conflicts, keyConflict{key, other})
			}
		}
		p.deleted = append(p.deleted, gone)
	}
	p.kept = append(p.kept, kept...)
	return conflicts
}

func (d plannedDeletion) conflictsWith(kept plannedKey) bool {
	return d.isSameRegisteredKey(kept) && !slices.ContainsFunc(d.keptWith, func(own plannedKey) bool {
		own.ID, own.Plan = kept.ID, kept.Plan // what is known of them may differ from call to call
		return own == kept
	})
}

// isPlannedForRemoval reports whether a resource of this run plans to delete or to deactivate the
// key.
func (p *runPlannedKeys) isPlannedForRemoval(key plannedKey) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.deleted, func(gone plannedDeletion) bool { return gone.isSameRegisteredKey(key) })
}

// isKeptOrAdded reports whether a resource of this run plans to keep or to add a key of the same
// kid and the same material.
func (p *runPlannedKeys) isKeptOrAdded(key plannedKey) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.kept, func(kept plannedKey) bool {
		return kept.Plan != diagnostics.KeyNotCompared && kept.hasSameKIDAndMaterial(key)
	})
}
