package simulation

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// recordedSeeds is how many seeds the record is about.
const recordedSeeds = 300

// TestRecordOfFixedSeeds runs the fixed seeds, and writes what they come to, or compares it with the
// record: a seed gives the same on each machine.
func TestRecordOfFixedSeeds(t *testing.T) { //nolint:paralleltest // it sets the flags of rapid
	mode := os.Getenv("IDPKEYS_SIMULATION_RECORD")
	if mode == "" {
		t.Skip("make reliability and make reliability-check run it: it takes minutes")
	}
	m, got := testMachine(t), Record{}
	for seed := uint64(1); seed <= recordedSeeds && !t.Failed(); seed++ {
		got.Add(runSeed(t, m, seed, Options{Lags: true}))
	}
	if t.Failed() {
		return
	}
	if mode == "write" {
		writeRecord(t, got)
		return
	}
	want, err := RecordOfFixedSeeds()
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("the fixed seeds come to\n%+v\nand the record says\n%+v\nIf what the provider or the simulation does has changed, run make reliability. "+
			"Otherwise a seed does not give the same on this machine.", got, want)
	}
}

func writeRecord(t *testing.T, r Record) {
	t.Helper()
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", "fixed_seeds.json"), append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}
