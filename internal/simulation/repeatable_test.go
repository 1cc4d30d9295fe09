package simulation

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// repeatedSeeds is how many seeds are repeated.
const repeatedSeeds = 12

// disturbGoScheduler has the test run on two processors, beside goroutines that give way often, so that
// the Go scheduler runs others in another order than on a quiet machine. It returns what ends that.
func disturbGoScheduler() (end func()) {
	before := runtime.GOMAXPROCS(2)
	var stop atomic.Bool
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for !stop.Load() {
				for range 2000 * (i + 1) {
					if stop.Load() {
						return
					}
				}
				runtime.Gosched()
			}
		})
	}
	return func() {
		stop.Store(true)
		group.Wait()
		runtime.GOMAXPROCS(before)
	}
}

// TestRepeatable runs seeds with one processor, and twice on a machine that does other things as
// well: all that happens must be the same.
func TestRepeatable(t *testing.T) { //nolint:paralleltest // it sets the flags of rapid
	m, options := testMachine(t), Options{Lags: true}
	first, runs := number(t, "IDPKEYS_SIMULATION_SEED", 1), number(t, "IDPKEYS_SIMULATION_RUNS", repeatedSeeds)
	for seed := first; seed < first+runs && !t.Failed(); seed++ {
		quiet := runtime.GOMAXPROCS(1)
		one := runSeed(t, m, seed, options)
		runtime.GOMAXPROCS(quiet)
		for range 2 {
			end := disturbGoScheduler()
			other := runSeed(t, m, seed, options)
			end()
			if one.Hash != other.Hash {
				t.Errorf("seed %d gave\n%s\n\nand then\n%s", seed, one.Trace, other.Trace)
			}
		}
	}
}
