// Package simulation runs the provider under random, repeatable disturbances: faults,
// kills, reads that lag, changes by others, runs at the same time and on other machines. Whatever happens,
// the provider must do what the user asked for, once.
//
// One seed is one run of a rapid property, in this process, with the sandbox as the
// vendors. All goroutines of a run are in one bubble of testing/synctest, and one
// scheduler decides which request goes next, so a seed gives the same run again. There is one
// exception: two resources of one parent that wait for one list, or for the lock of the parent,
// may go on in either order on a busy machine (2 of 200 seeds on 2026-11-28).
//
// configuration.go, intention.go, effect.go and expectation*.go are pure: they say what
// was asked for, and compare it with what happened. They know nothing of the provider's
// code. The other files drive the provider.
package simulation
