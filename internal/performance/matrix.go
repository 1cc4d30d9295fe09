package performance

import (
	"fmt"
	"slices"
	"time"
)

// Rounds is how often everything is measured. The medians are of so many.
const Rounds = 5

// Condition is what a command runs under.
type Condition struct {
	// Latency is how late the sandbox sends each answer.
	Latency time.Duration
	// Parallelism is Terraform's argument of this name, which is 10 by default.
	Parallelism int
}

// String is a heading of the page.
func (c Condition) String() string {
	return fmt.Sprintf("%d ms of latency, `-parallelism=%d`", c.Latency.Milliseconds(), c.Parallelism)
}

// Group is what is measured side by side: workloads of one size with their floors, under
// one condition. In each round each workload runs once, so that a change of the machine's
// speed meets all of them.
type Group struct {
	Size       int
	Condition  Condition
	Workloads  []Workload
	Operations []Operation
}

var allOperations = []Operation{Apply, Plan, Refresh}

// The conditions of the matrix. Terraform's default is the first.
var (
	atOnce       = Condition{0, 10}
	atOnceMore   = Condition{0, 30}
	delayed      = Condition{50 * time.Millisecond, 10}
	delayedMore  = Condition{50 * time.Millisecond, 30}
	shortDelayed = Condition{5 * time.Millisecond, 30}
)

// Matrix is what make bench measures. It is not each command at each size under each
// condition, which would take hours. CPU and memory depend on the size and not on the
// latency, so all sizes and commands are measured without latency, at Terraform's default
// parallelism. The plans with another parallelism show whether it costs CPU. Time
// under latency depends on the requests and the parallelism, so each workload is measured
// there at one size, without the floors, which send no requests, and without the refresh,
// which sends what the plan sends. The last group is the plan of most keys under latency.
func Matrix() []Group {
	var groups []Group
	for _, size := range []int{1, 50, 200, 1000} {
		for _, pair := range [][]Workload{{singleKeys, singleData}, {keySets, setData}, {dataSources, emptyDataSources}} {
			groups = append(groups, Group{size, atOnce, pair, allOperations})
		}
	}
	sending := []Workload{singleKeys, keySets, dataSources, connections, servers}
	planOnly := []Operation{Plan}
	return append(groups,
		Group{200, atOnce, []Workload{connections, servers, emptyResources}, allOperations},
		Group{200, atOnceMore, []Workload{singleKeys, singleData}, planOnly},
		Group{200, atOnceMore, []Workload{connections, emptyResources}, planOnly},
		Group{200, delayed, sending, []Operation{Apply, Plan}},
		Group{1000, delayed, []Workload{singleKeys}, planOnly},
		Group{200, delayedMore, sending, planOnly},
	)
}

// ShortMatrix is what make bench-check measures, once: each workload at a size at which a
// parent has several keys, and at once and under latency.
func ShortMatrix() []Group {
	return []Group{
		{1, atOnce, []Workload{singleKeys, keySets, dataSources}, []Operation{Plan}},
		{apps + 2, atOnce, []Workload{singleKeys, singleData}, allOperations},
		{keysPerSet + 2, atOnce, []Workload{keySets, setData}, allOperations},
		{4, atOnce, []Workload{dataSources, emptyDataSources}, allOperations},
		{3, atOnce, []Workload{connections, servers, emptyResources}, allOperations},
		{3, shortDelayed, []Workload{singleKeys, connections}, []Operation{Plan}},
	}
}

// conditions are those of groups, in their order.
func conditions(groups []Group) []Condition {
	var all []Condition
	for _, group := range groups {
		if !slices.Contains(all, group.Condition) {
			all = append(all, group.Condition)
		}
	}
	return all
}
