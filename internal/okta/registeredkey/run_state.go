package registeredkey

// RunState is what the resources of one run know of each other. It is made in
// Configure. The zero value is ready to use.
type RunState struct {
	plannedActive  plannedActiveKeys
	applied        appliedKeys
	managed        managedKeys
	keptAndDeleted keptAndDeletedKeys
	statusChanges  plannedStatusChanges
	missingParents missingParents
	keyLists       keyListCache

	leftToCreate allKeysLeftToCreate
}
