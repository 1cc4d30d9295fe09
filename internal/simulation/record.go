package simulation

import (
	_ "embed" // for the record
	"encoding/json"
	"fmt"
)

// Record is what the simulations of the fixed seeds, the first ones, come to. The page on
// reliability says it.
type Record struct {
	Seeds  int    `json:"seeds"`
	Counts Counts `json:"counts"`
}

//go:embed testdata/fixed_seeds.json
var fixedSeedsRecord []byte

// RecordOfFixedSeeds is the record, which make reliability writes.
func RecordOfFixedSeeds() (recorded Record, err error) {
	err = json.Unmarshal(fixedSeedsRecord, &recorded)
	return recorded, err
}

// Markdown is the record in two sentences.
func (r Record) Markdown() string {
	c := r.Counts
	return fmt.Sprintf("%d simulations, **0 violations**. They are %d actions with %d runs of Terraform and %d requests, of which %d met a fault, a kill or another "+
		"disturbance, and %d an answer that lagged. %d changes took effect at the vendors.", r.Seeds, c.Actions, c.Runs, c.Requests, c.Disturbances, c.Lags, c.Effects)
}

// Rules are all rules, in the order of the page.
func Rules() []Rule {
	return []Rule{
		OnlyAsked, GuardKept, ReportTrue, AlwaysActive, NotTakenOver, WantedStays, UnmanagedStays, Converges, ProtocolCorrect,
	}
}
