package reliability

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/simulation"
)

// Kills counts what came of the kill points.
type Kills struct {
	mu      sync.Mutex
	results map[string]map[ReapplyResult]int
	points  int
	doubles int
}

// Add counts one kill.
func (k *Kills) Add(scenario KillScenario, point KillPoint, result ReapplyResult, doubles int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.results == nil {
		k.results = map[string]map[ReapplyResult]int{}
	}
	key := fmt.Sprintf("%s | %s", scenario.Name, point.KilledProcess)
	if k.results[key] == nil {
		k.results[key] = map[ReapplyResult]int{}
	}
	k.results[key][result]++
	k.points++
	k.doubles += max(doubles, 0)
}

// Claim is what the points prove, in a sentence.
func (k *Kills) Claim() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return fmt.Sprintf("%d kill points, **%d double effects**.", k.points, k.doubles)
}

// KillPoints is how many were killed.
func (k *Kills) KillPoints() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.points
}

// Doubles is how many effects were one too many.
func (k *Kills) Doubles() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.doubles
}

// Markdown is the count as a table.
func (k *Kills) Markdown() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out strings.Builder
	out.WriteString("| operation | killed | kill points | the same plan again: applied | refused as stale | refused otherwise |\n|---|---|---|---|---|---|\n")
	keys := make([]string, 0, len(k.results))
	for key := range k.results {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		e := k.results[key]
		fmt.Fprintf(&out, "| %s | %d | %d | %d | %d |\n", key, e[Applied]+e[Stale]+e[Refused], e[Applied], e[Stale], e[Refused])
	}
	return out.String()
}

// notes are those of the resources, a paragraph each.
func notes() string {
	var out strings.Builder
	for _, resource := range AllResourceCases() {
		if resource.Note != "" {
			fmt.Fprintf(&out, "\n%s\n", resource.Note)
		}
	}
	return out.String()
}

// rulesOfSimulation are the rules of the simulation as a list.
func rulesOfSimulation() string {
	var out strings.Builder
	for _, rule := range simulation.Rules() {
		fmt.Fprintf(&out, "- %s\n", rule)
	}
	return out.String()
}

// Report is docs/reliability.md. simulated is what the fixed seeds of the simulation come to, cli the
// title of the CLI that was killed.
func Report(results *Results, kills *Kills, simulated simulation.Record, cli string) string {
	return fmt.Sprintf(`---
page_title: "Reliability"
subcategory: "Guides"
description: |-
  What was tried to make a rotation happen twice, and what came of it.
---

# Reliability

The claim: a rotation that is asked for takes effect exactly once. This page is written by the tests that prove it. To run them again, on
Linux:

`+"```sh\nmake reliability\n```"+`

It runs everything below against the sandbox, which stands for an Auth0 tenant and an Okta org, and writes this page anew.
`+"`make reliability-check`"+` runs it as well, and so does CI. It fails when a case does not end as the rules say, when there is a double effect, or when the counts
here are no longer true.

## Faults

Each request of each operation meets each fault, once or on every try, before or after the request took effect, over HTTP/1.1 and HTTP/2:
connection refused, dropped, reset, reset within the body, truncated, no header in time, a slow trickle; 429 with a reset, with one in the
past, without one, and beyond the deadline; every status from 400 to 499, as an error of the vendor's own form, as a page of a proxy, and without
a body; 500 to 504; an HTML page with 200 and 502; cut JSON; an empty body; redirects. What the status and the body of a 4xx mean depends
neither on how often nor over what it comes, so most of them are met once and over HTTP/1.1, and reads, and writes that the same code sends for
another resource, meet five of them. "Then blind" means that all later reads fail as well, and "half blind" those of them that only tell times. The outcome that is
expected of a case is derived from rules, not listed. After each case the fault is removed and a new plan is applied: the write must then have
taken effect exactly once, and a further plan must be empty. What the errors and warnings of a case say of requests and keys is compared with the sandbox. An update without a next key, with several that have expired, reads as any update does, so only its write meets
the faults.
%s
%s They sent %d requests.

%s

"Failed without effect" and "outcome unknown" are errors that the user sees. After the second nothing is sent again; a later apply
finds out. Only an error in the vendor's own form (Auth0: `+"`statusCode`, `error` and `message`"+`; Okta: `+"`errorCode` and `errorSummary`"+`) is taken
for a refusal; after any other 4xx, a 429 included, the keys are read, and nothing is sent again. "Misled by the vendor" is what that leaves: the vendor itself refuses what
it has executed. After a rotation the keys are read even then, and show it. The change of a registered key ends in an error that repeats the
vendor's words, and the next apply goes on from the keys as they are.

A list of keys may not show a rotation at once. The claim covers lists that lag by up to 10 minutes, also forth and back. After an unknown outcome nothing is sent for 15 minutes
while the list shows the keys of before. An update has the attempt in its state, and every run on the same machine in a file. A create, which leaves no state, reads the keys
until no list can lag; if it is cut short, the error says until when no other run should apply. A case whose outcome is unknown is applied again too early, which must send nothing, and then
once no list can lag.

Three things remain. An update on the same machine recognises the rotation of a run that was killed at any time, by the file. A create, which has no state to compare with, and an apply on another
machine recognise it within `+"`min_rotation_interval`"+`; on another machine, where the file is not, an apply
within the lag of the list is a second rotation. A create that was cut short is recognised within `+"`min_rotation_interval`"+`, and the error says how to tell later. And a request that something on the way holds back until after the next
apply has sent its own is a second rotation; neither Auth0's API nor Okta's has an idempotency key that could prevent it.

Two applies at the same moment, with one saved plan, with a state each, or with two provider blocks (`+"`alias`"+`) in one run, are one rotation as well if one user runs them on one
machine: a lock between processes has the second one read the keys after the first one has rotated. `+"`make test`"+` races two CLIs, twenty times per
plan and vendor, with 60 ms of latency each way. Two machines, two containers or two users have no such lock. There a state lock is needed; without it two applies at the
same moment can rotate twice.

## Kills

A real %s applies a saved plan. At each of its requests, before the request is executed and after it was executed but before
it is answered, the provider or the CLI is killed, or the CLI is interrupted. Then the same saved plan is applied again, and after that, once no list can lag, a new plan. "Refused as stale" is the CLI's own
word for a plan made before the state changed; it is safe, and the new plan goes on from there.

%s

%s
## Simulation

The cases above are complete, but each has one fault, and its lists are up to date. A simulation composes what can happen. It has one to three parents with resources of all
kinds, and some 25 actions, which are drawn at random: changes of the configuration, plans, applies, applies of a saved plan, refreshes, imports, moves, a state that is lost, two runs at
once with their requests in any order, a run on another machine, changes by somebody else, and time that passes. Up to three requests of an action meet a fault or a kill, before or after they
take effect. Lists, single reads and the record of a server lag by up to 10 minutes, also forth and back. At each step, these rules must hold:

%s
"Once the faults are over" means that after the last action two applies without a fault must lead to what is configured, and a third plan must be empty.

%s

What happens depends on a seed alone: one scheduler decides which request is answered next, and which of several waiting resources goes on first. `+"`make simulate`"+` runs 300 new seeds, `+"`SEED=n make simulate`"+` one again, and both print the hash.
CI compares the hash of these fixed seeds, and runs new ones. `+"`tools/check-gates.sh simulate`"+` plants defects in the provider, one at a time, and shows the seed that finds it.
`, notes(), results.Claim(), results.Requests(), results.Markdown(), cli, kills.Claim(), kills.Markdown(), rulesOfSimulation(), simulated.Markdown())
}
