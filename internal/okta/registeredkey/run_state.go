package registeredkey

// RunState is what the resources of one run know of each other. It is made in
// Configure. The zero value is ready to use.
type RunState struct {
	plannedActive        runPlannedActiveKeys
	applied              runAppliedKeys
	managed              runManagedKeys
	plannedKeys          runPlannedKeys
	plannedStatusChanges runPlannedStatusChanges
	missingParents       runMissingParents
	keyLists             runKeyLists
	latest               runLatestKeys

	leftToCreate runKeysLeftToCreate
}
