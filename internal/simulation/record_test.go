package simulation

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// recordedSeeds is how many seeds the record is about.
const recordedSeeds = 300

// TestRecordOfFixedSeeds runs the fixed seeds, and writes what they come to.
func TestRecordOfFixedSeeds(t *testing.T) { //nolint:paralleltest // it sets the flags of rapid
	if os.Getenv("IDPKEYS_SIMULATION_RECORD") != "write" {
		t.Skip("make reliability runs it: it takes minutes")
	}
	m, got := testMachine(t), Record{Seeds: recordedSeeds}
	for seed := uint64(1); seed <= recordedSeeds && !t.Failed(); seed++ {
		got.Counts.Add(runSeed(t, m, seed, Options{Lags: true}).Counts)
	}
	if !t.Failed() {
		writeRecord(t, got)
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
