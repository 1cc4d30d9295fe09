package simulation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// recordedSeeds is how many seeds the record is about.
const recordedSeeds = 300

// TestRecordOfFixedSeeds runs the fixed seeds, and compares what they come to with the record, with
// IDPKEYS_SIMULATION_RECORD=check, or writes it, with write.
func TestRecordOfFixedSeeds(t *testing.T) { //nolint:paralleltest // it sets the flags of rapid
	mode := os.Getenv("IDPKEYS_SIMULATION_RECORD")
	if mode == "" {
		t.Skip("make simulate-check runs it: it takes minutes")
	}
	got := Record{Seeds: recordedSeeds}
	m, traces := testMachine(t), sha256.New()
	for seed := uint64(1); seed <= recordedSeeds && !t.Failed(); seed++ {
		result := runSeed(t, m, seed, Options{Lags: true})
		got.Counts.Add(result.Counts)
		traces.Write([]byte(result.Hash))
	}
	got.Trace = hex.EncodeToString(traces.Sum(nil))
	if mode == "write" && !t.Failed() {
		writeRecord(t, got)
		return
	}
	want, err := RecordOfFixedSeeds()
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("the fixed seeds come to\n%+v\nand are recorded as\n%+v\nRun make reliability, which records them anew.", got, want)
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
