package registeredkey

// RunState is what the resources of one run know of each other. It is made in
// Configure. The zero value is ready to use.
type RunState struct {
	active   activeClaims
	touched  touchedKeys
	managed  managedKeys
	plans    keyPlans
	activity activityPlans
	missing  missingParents
	cache    writeCache

	handovers handovers
}
