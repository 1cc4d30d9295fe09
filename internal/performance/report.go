package performance

import (
	"fmt"
	"strings"
	"time"
)

// Report is docs/performance.md. The results must be those of the whole [Matrix].
func Report(r *Results) string {
	return fmt.Sprintf(`---
page_title: "Performance"
subcategory: "Guides"
description: |-
  What plans, refreshes and applies take, beside what Terraform takes without this provider.
---

# Performance

This page is written by the benchmark that measures it. To run it again, on Linux:

`+"```sh\nmake bench\n```"+`

It was measured on one machine, with these versions:

%s
Times depend on the machine, and ratios hardly do. So the claims are ratios to a floor: what Terraform takes for the same
number of objects without this provider. One floor is `+"`terraform_data`"+`, a resource in Terraform itself. The other is an empty
provider: it uses the same framework, and its resource and its data source only keep their arguments.

Each number is the median of %d runs, with the smallest and the largest in brackets. A start is short, so there are %d. In each run, what is
compared runs one after the other. A ratio is that of one run, so it is the median of ratios.

%s
CPU is the time in user and in system mode of Terraform and the provider together.

Most of what a set takes is the plugin framework: a plan transforms the whole object several times, and each time asks the schema for the
attribute of each value. This shows it with a resource that has no code, and with as many keys as a set:

`+"```sh\ngo test -run '^$' -bench FrameworkPlan -benchmem ./internal/performance\ngo test -run '^$' -bench BenchmarkCalls/idpkeys_okta_app_jwks_plan -benchmem ./internal/okta\n```"+`

## Start

From the start of the process to the answered schema, without Terraform.

%s
## Commands

`+"`apply`"+` creates everything, and includes the plan of it; for resources that rotate keys, it rotates them. `+"`plan`"+` and `+"`refresh`"+` come after it and find no
changes. "CPU to floor" compares the CPU of a command with that of the floor in the same table. The peak memory is that of the largest provider process.

The vendors are a sandbox on the same machine, in another process. Its CPU is not counted, but it takes time from the others. The requests
are those that the sandbox has received. A run fails if they are not exactly as many as the provider promises: one list per parent and walk, and two
requests to read an authorization server.

Not everything is measured under every condition. CPU and memory depend on the number of keys, and not on the latency, so all sizes are measured without
latency. Under latency, the time depends on the requests and on the parallelism. There, each workload has one size, the floors send no requests and are left out, and so
is `+"`refresh`"+`, which sends what `+"`plan`"+` sends.
%s`, machineTable(r.Machine), Rounds, StartRounds, claimTable(r), startTable(r.Starts), commandTables(r))
}

func machineTable(m Machine) string {
	return fmt.Sprintf("| | |\n|---|---|\n| CPU | %d cores, %s |\n| system | %s |\n| provider | commit %s |\n| Go | %s |\n| CLI | %s |\n",
		m.Cores, m.CPU, m.System, m.Provider, m.Go, m.CLI)
}

func claimTable(r *Results) string {
	var out strings.Builder
	out.WriteString("| | measured | target |\n|---|---|---|\n")
	for _, c := range claims {
		fmt.Fprintf(&out, "| %s | %s | at most %s |\n", c.name, c.value(r), c.target)
	}
	return out.String()
}

func startTable(s Starts) string {
	var out strings.Builder
	out.WriteString("| | time in ms | CPU in ms | peak memory in MiB | schema in kB |\n|---|---|---|---|---|\n")
	for _, one := range []struct {
		name string
		all  []Start
	}{{"this provider", s.Provider}, {"the empty provider", s.Empty}} {
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %.1f |\n", one.name,
			milliseconds(of(one.all, func(s Start) time.Duration { return s.Wall })),
			milliseconds(of(one.all, func(s Start) time.Duration { return s.CPU })),
			mebibytes(of(one.all, func(s Start) int64 { return s.Memory })),
			float64(one.all[0].Schema)/1000)
	}
	return out.String()
}

// tableHead is the head of a table of commands.
const tableHead = "| what | number | command | time in s | CPU of the CLI in s | CPU of the provider in s | peak memory in MiB | requests | CPU to floor |\n" +
	"|---|---|---|---|---|---|---|---|---|\n"

// commandTables are a table per condition.
func commandTables(r *Results) string {
	var out strings.Builder
	for _, condition := range conditions(r.Groups) {
		fmt.Fprintf(&out, "\n### %s\n\n%s", condition, tableHead)
		for _, group := range r.Groups {
			if group.Condition == condition {
				out.WriteString(groupTable(r, group))
			}
		}
	}
	return out.String()
}

// groupTable are the rows of a group, without a head. What is compared is in successive rows.
func groupTable(r *Results, group Group) string {
	var out strings.Builder
	for _, operation := range group.Operations {
		for _, workload := range group.Workloads {
			if row := r.find(workload.Name, group.Size, group.Condition, operation); row != nil {
				out.WriteString(rowLine(r, row))
			}
		}
	}
	return out.String()
}

// RowTable is a group for a reader of the output, with the head.
func RowTable(r *Results, group Group) string {
	return fmt.Sprintf("%s\n%s%s", group.Condition, tableHead, groupTable(r, group))
}

// rowLabel is how the line of a row begins.
func rowLabel(workload Workload, size int, operation Operation) string {
	return fmt.Sprintf("| %s | %d | `%s` |", workload.Name, size, operation)
}

func rowLine(r *Results, row *Row) string {
	provider, memory, floor := "–", "–", "–"
	if row.Workload.provider != noProvider {
		provider = seconds(of(row.Rounds, func(m Measurement) time.Duration { return m.Provider }))
		memory = mebibytes(of(row.Rounds, func(m Measurement) int64 { return m.Memory }))
	}
	if other := r.floorOf(row); other != nil {
		floor = multiple(ratios(row.Rounds, other.Rounds, Measurement.CPU))
	}
	return fmt.Sprintf("%s %s | %s | %s | %s | %d | %s |\n", rowLabel(row.Workload, row.Size, row.Operation),
		seconds(of(row.Rounds, func(m Measurement) time.Duration { return m.Wall })),
		seconds(of(row.Rounds, func(m Measurement) time.Duration { return m.Core })),
		provider, memory, row.Rounds[0].Requests, floor)
}

// MissingRows are the rows of groups that a page does not have in the table of their
// condition, and the claims that it does not have.
func MissingRows(page string, groups []Group) []string {
	tables := map[string]string{}
	for _, section := range strings.Split(page, "\n### ")[1:] {
		heading, table, _ := strings.Cut(section, "\n")
		tables[heading] = table
	}
	var missing []string
	for _, group := range groups {
		for _, workload := range group.Workloads {
			for _, operation := range group.Operations {
				if label := rowLabel(workload, group.Size, operation); !strings.Contains(tables[group.Condition.String()], label) {
					missing = append(missing, group.Condition.String()+": "+label)
				}
			}
		}
	}
	for _, c := range claims {
		if !strings.Contains(page, "| "+c.name+" | ") {
			missing = append(missing, "claim: "+c.name)
		}
	}
	return missing
}
