package simulation

import (
	"crypto/sha256"
	_ "embed" // for the record
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Record is what the simulations of the fixed seeds, the first ones, come to. The page on
// reliability says it.
type Record struct {
	Seeds int `json:"seeds"`
	// Hash is a hash of all that happens in them, one after the other. It is the same on each machine.
	Hash   string `json:"hash"`
	Counts Counts `json:"counts"`
}

// Add adds a simulation.
func (r *Record) Add(one Result) {
	r.Seeds++
	r.Counts.Add(one.Counts)
	r.Hash = hashOf(r.Hash + one.Hash)
}

// hashOf tells texts apart.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

//go:embed testdata/fixed_seeds.json
var fixedSeedsRecord []byte

// RecordOfFixedSeeds is the record, which make reliability writes.
func RecordOfFixedSeeds() (recorded Record, err error) {
	err = json.Unmarshal(fixedSeedsRecord, &recorded)
	return recorded, err
}

// Markdown is the record in a few sentences.
func (r Record) Markdown() string {
	c := r.Counts
	return fmt.Sprintf("%d simulations, **0 violations**. They are %d actions with %d runs of Terraform and %d requests, of which %d met a fault, a kill or another "+
		"disturbance, and %d an answer that lagged. %d changes took effect at the vendors. The hash of all that happens in them "+
		"is `%s` on each machine.", r.Seeds, c.Actions, c.Runs, c.Requests, c.Disturbances, c.Lags, c.Effects, r.Hash)
}

// Rules are all rules, in the order of the page.
func Rules() []Rule {
	return []Rule{
		OnlyAsked, GuardKept, ReportTrue, AlwaysActive, NotTakenOver, WantedStays, UnmanagedStays, Converges, ProtocolCorrect,
	}
}
