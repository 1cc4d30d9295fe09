package simulation

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// steps is how many actions a simulation has on average.
const steps = 25

// fixedSeeds is how many seeds the tests run, the first ones.
const fixedSeeds = 30

// setRapid has rapid run one seed.
func setRapid(t *testing.T, seed uint64) {
	t.Helper()
	checks, average := 1, steps
	if testing.Short() {
		checks, average = 5, 2*steps // of which rapid takes a fifth, and half
	}
	for name, value := range map[string]string{
		"rapid.seed": strconv.FormatUint(seed, 10), "rapid.checks": strconv.Itoa(checks),
		"rapid.steps": strconv.Itoa(average), "rapid.nofailfile": "true",
	} {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
}

// runSeed simulates one seed. After a failure it prints the smallest list of actions that
// fails in the same way.
func runSeed(t *testing.T, m *machine, seed uint64, options Options) (result Result) {
	t.Helper()
	setRapid(t, seed)
	t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
		defer func() {
			if t.Failed() {
				t.Logf("To replay it: SEED=%d make simulate", seed)
			}
		}()
		rapid.Check(t, func(rt *rapid.T) { result = simulate(t, rt, m, options) })
	})
	return result
}

func testMachine(t *testing.T) *machine {
	t.Helper()
	m := newMachine(filepath.Join(t.TempDir(), "locks"))
	t.Cleanup(m.close)
	return m
}

// number is an environment variable.
func number(t *testing.T, variable string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// TestSimulation runs the first seeds, or those of IDPKEYS_SIMULATION_SEED and
// IDPKEYS_SIMULATION_RUNS, up to the first that fails.
func TestSimulation(t *testing.T) { //nolint:paralleltest // it sets the flags of rapid
	m := testMachine(t)
	seeds := uint64(fixedSeeds)
	if testing.Short() {
		seeds = 4
	}
	first, runs := number(t, "IDPKEYS_SIMULATION_SEED", 1), number(t, "IDPKEYS_SIMULATION_RUNS", seeds)
	options := Options{Lags: os.Getenv("IDPKEYS_SIMULATION_LAGS") != "off"}
	var got Record
	for seed := first; seed < first+runs && !t.Failed(); seed++ {
		got.Add(runSeed(t, m, seed, options))
	}
	t.Logf("%d simulations from seed %d: %+v, hash %s", got.Seeds, first, got.Counts, got.Hash)
}
