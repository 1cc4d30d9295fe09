package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// plannedRemoval is which keys one resource plans to deactivate or delete at one parent.
type plannedRemoval struct {
	Parent string
	// IDs are the vendor's, of the keys that are to be deactivated or deleted.
	IDs []string
	// Uses are the uses of which the resource leaves no key of its own active. Other uses are not
	// checked.
	Uses []string
	// Way is why they are removed. Abandoned is true if a replacement would leave them as they are.
	Way       diagnostics.DeactivationCause
	Abandoned bool
}

// recordRemovalInRunAndCheck notes which keys a resource deactivates or deletes. For each use of which no key
// would stay active, it returns an error or a warning. It is an error if a set is updated and the vendor
// documents that it refuses this, because a set does not wait for other resources. Otherwise it is a warning,
// because an error in the plan would also block terraform destroy. Resources that are planned later may add or
// activate a key, so the texts do not exclude that.
func (b *resourceBase) recordRemovalInRunAndCheck(ctx context.Context, removal plannedRemoval) (errOrWarnIfLastActive diag.Diagnostics) {
	if b.run == nil || len(removal.IDs) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Read)
	defer cancel()
	b.run.plannedStatusChanges.addDeactivations(removal.Parent, removal.IDs...)
	if len(removal.Uses) == 0 {
		return nil
	}
	keys, err := b.listCachedKeys(ctx, removal.Parent)
	switch {
	case apierr.Is(err, apierr.NotFound):
		return nil
	case err != nil:
		errOrWarnIfLastActive.Append(diagnostics.WarnLastActiveUnchecked(b.Subject(removal.Parent), err))
		return errOrWarnIfLastActive
	}
	for _, use := range removal.Uses {
		taken := b.namesOfActiveKeys(use, keys, func(key oktaapi.Key) bool { return slices.Contains(removal.IDs, key.ID) })
		if len(taken) > 0 && !b.hasActiveKeyAfterPlansInRun(removal.Parent, use, keys) {
			errOrWarnIfLastActive.Append(b.newLastActiveDiagnostic(ctx, removal, use, taken, b.run.plannedStatusChanges.keysStayingActive(removal.Parent, keys)))
		}
	}
	return errOrWarnIfLastActive
}

// hasActiveKeyAfterPlansInRun reports whether a key of the use stays active or is activated, as far as this run
// has planned.
func (b *resourceBase) hasActiveKeyAfterPlansInRun(parent, use string, registered []oktaapi.Key) bool {
	stays := func(key oktaapi.Key) bool { return b.EffectiveUse(key.Use) == use }
	return b.run.plannedStatusChanges.hasActivation(parent, use) || slices.ContainsFunc(b.run.plannedStatusChanges.keysStayingActive(parent, registered), stays)
}

// namesOfActiveKeys are the names of the active keys of a use that match.
func (b *resourceBase) namesOfActiveKeys(use string, registered []oktaapi.Key, matches func(oktaapi.Key) bool) (kidsOrIDs []string) {
	for _, key := range registered {
		if key.Status == oktaapi.StatusActive && b.EffectiveUse(key.Use) == use && matches(key) {
			kidsOrIDs = append(kidsOrIDs, kidOrID(key))
		}
	}
	return kidsOrIDs
}

// newLastActiveDiagnostic returns the diagnostic for the removal of the last active keys of a use: an error if
// Okta refuses the removal from a set, otherwise a warning.
func (b *resourceBase) newLastActiveDiagnostic(ctx context.Context, removal plannedRemoval, use string, removedKIDsOrIDs []string, stayingActive []oktaapi.Key) diag.Diagnostic {
	last := diagnostics.LastActiveKeys{KIDs: removedKIDsOrIDs, Use: use, Way: removal.Way, Loss: b.Losses[use], Abandoned: removal.Abandoned}
	// If the settings of the parent cannot be read, the diagnostic names none.
	if needs, err := b.fetchActiveKeyNeeds(ctx, removal.Parent); err == nil && needs[use].Setting != "" {
		last.Setting, last.Loss, last.Refused = needs[use].Setting, needs[use].Loss, needs[use].isRemovalRefused(stayingActive)
	}
	if last.IsRefusedInSet() {
		return diagnostics.ErrLastActiveKeys(b.Subject(removal.Parent), last)
	}
	return diagnostics.WarnLastActiveKeys(b.Subject(removal.Parent), last)
}

// isNeededAsLastActive reports whether a key is the last active one of its use at a parent that
// needs one, and why. others are the other keys, which stay as they are. The error is an
// *apierr.Error. Then it is not known whether the key is needed.
func (b *resourceBase) isNeededAsLastActive(ctx context.Context, parent string, key oktaapi.Key, others []oktaapi.Key) (need ActiveKeyNeed, needed bool, err error) {
	use := b.EffectiveUse(key.Use)
	one := func(other oktaapi.Key) bool {
		return other.ID != key.ID && other.Status == oktaapi.StatusActive && b.EffectiveUse(other.Use) == use
	}
	if key.Status != oktaapi.StatusActive || slices.ContainsFunc(others, one) {
		return ActiveKeyNeed{}, false, nil
	}
	needs, err := b.fetchActiveKeyNeeds(ctx, parent)
	if err != nil {
		return ActiveKeyNeed{}, false, err
	}
	return needs[use], needs[use].Setting != "", nil
}

// kidOrID names a key by its kid, or by the vendor's ID if it has none.
func kidOrID(key oktaapi.Key) string {
	if key.KID == "" {
		return key.ID
	}
	return key.KID
}
