// Package simulation runs the provider under random, repeatable disturbances: faults,
// kills, reads that lag, changes by others, runs at the same time and on other machines. Whatever happens,
// the provider must do what the user asked for, once.
//
// One seed is one run of a rapid property, in this process, with the sandbox as the
// vendors. All goroutines of a run are in one bubble of testing/synctest, and one
// scheduler decides which of them goes on: which request is answered next, and, where one event
// ends the waits of several (a list that they share, a lock that is freed, a time that comes),
// which of them is first. It draws that from the seed. So a seed gives the same run again, on each
// machine, however busy that is. A goroutine that goes on without the scheduler ends the
// simulation: the provider has to call callcontext.AfterWait after each wait for another goroutine.
// Its pauses between two tries are random elsewhere, and have no jitter here: whether a call is tried
// once more depends on whether the pause ends before its deadline.
//
// configuration.go, intention.go, effect.go and expectation*.go are pure: they say what
// was asked for, and compare it with what happened. They know nothing of the provider's
// code. The other files drive the provider.
package simulation
