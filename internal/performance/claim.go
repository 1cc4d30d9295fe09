package performance

import (
	"fmt"
	"slices"
	"time"
)

// claim is a number of the page that depends little on the machine, with its target.
type claim struct {
	name, target string
	value        func(*Results) string
}

// claims are what the page says first.
var claims = []claim{
	{
		"CPU of a plan of 1,000 single keys, to that of 1,000 `terraform_data` with the same arguments", "1.5",
		cpuToFloor(singleKeys, 1000),
	},
	{
		"CPU of a plan of 20 sets of 50 keys, to that of 20 `terraform_data` with the same maps", "1.2",
		cpuToFloor(keySets, 1000),
	},
	{
		"CPU of a plan of 200 connections, to that of 200 resources of the empty provider", "3",
		cpuToFloor(connections, 200),
	},
	{
		"CPU of a plan of 200 data sources on one connection, to that of 200 data sources of the empty provider", "1.5",
		cpuToFloor(dataSources, 200),
	},
	{
		"time from the start of the provider to its answered schema, to that of the empty provider", "1.3",
		func(r *Results) string {
			return multiple(ratios(r.Starts.Provider, r.Starts.Empty, func(s Start) time.Duration { return s.Wall }))
		},
	},
	{
		"peak memory of the provider with 1,000 keys, in MiB", "64",
		func(r *Results) string { return fmt.Sprintf("%.1f", float64(r.peakMemory(1000))/(1<<20)) },
	},
}

// cpuToFloor is the ratio of the CPU of a plan to that of its floor, under Terraform's
// default and without latency.
func cpuToFloor(workload Workload, size int) func(*Results) string {
	return func(r *Results) string {
		row := r.find(workload.Name, size, atOnce, Plan)
		return multiple(ratios(row.Rounds, r.floorOf(row).Rounds, Measurement.CPU))
	}
}

// Results are what a run has measured.
type Results struct {
	Machine Machine
	Starts  Starts
	Groups  []Group
	Rows    []*Row
}

// find is a row, or nil if there is none.
func (r *Results) find(workload string, size int, condition Condition, operation Operation) *Row {
	i := slices.IndexFunc(r.Rows, func(row *Row) bool {
		return row.Workload.Name == workload && row.Size == size && row.Condition == condition && row.Operation == operation
	})
	if i < 0 {
		return nil
	}
	return r.Rows[i]
}

// floorOf is the row of the floor that was measured beside a row, or nil.
func (r *Results) floorOf(row *Row) *Row {
	return r.find(row.Workload.floor, row.Size, row.Condition, row.Operation)
}

// peakMemory is the most that the provider has ever used with so many keys, in bytes.
func (r *Results) peakMemory(size int) (peak int64) {
	for _, row := range r.Rows {
		if row.Size != size || row.Workload.provider != realProvider {
			continue
		}
		for _, m := range row.Rounds {
			peak = max(peak, m.Memory)
		}
	}
	return peak
}
