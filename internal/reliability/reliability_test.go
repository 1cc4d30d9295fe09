package reliability_test

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/reliability"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/simulation"
)

// The cases leave much to collect, and little of it is held at a time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(acctest.Main(m))
}

// mode is how much is run: "" is the part that make test runs, with -short the smaller
// part of make race; "full" is everything, "write" is everything and writes
// docs/reliability.md.
func mode() string { return os.Getenv("IDPKEYS_RELIABILITY") }

// The counts are part of the claim: a case that is silently left out is a
// claim that is silently given up.
const (
	fullCases       = 8285
	partCases       = 1032
	shortCases      = 260
	fullKillPoints  = 288
	partKillPoints  = 22
	shortKillPoints = 0 // the detector of -race is not in the provider that a CLI starts
)

// selection is which cases run, and how many they are.
type selection struct {
	keep       func(reliability.Case) bool
	cases      int
	killPoints int
}

func selected() selection {
	switch {
	case mode() != "":
		return selection{func(reliability.Case) bool { return true }, fullCases, fullKillPoints}
	case testing.Short():
		return selection{oneIn(32), shortCases, shortKillPoints}
	default:
		return selection{oneIn(8), partCases, partKillPoints}
	}
}

// oneIn keeps one case in n, and of each the one protocol or the other, by chance but
// always the same.
func oneIn(n uint32) func(reliability.Case) bool {
	return func(c reliability.Case) bool {
		name := c.String()
		chance := acctest.Chance(name[:strings.LastIndex(name, "/")])
		return chance%(n/2) == 0 && (chance>>16&1 == 0) == (c.Protocol == reliability.HTTP1)
	}
}

// inPartKillScenario keeps the boundary that matters most: the request to rotate has taken
// effect and is not answered. Every other process is killed there, the others in
// the next scenario.
func inPartKillScenario(n int, scenario reliability.KillScenario) []reliability.KillPoint {
	var kept []reliability.KillPoint
	for _, point := range scenario.KillPoints() {
		process := slices.Index(reliability.KilledProcesses(), point.KilledProcess)
		if point.After && point.Request == scenario.Write && (process+n)%2 == 0 {
			kept = append(kept, point)
		}
	}
	return kept
}

func TestAccReliability(t *testing.T) {
	t.Parallel()
	results, kills := new(reliability.Results), new(reliability.Kills)
	full, chosen := mode() != "", selected()
	t.Run("faults", func(t *testing.T) {
		for _, resource := range reliability.AllResourceCases() {
			reliability.RunMatrix(t, results, resource.Operations, chosen.keep)
			reliability.RunRefreshes(t, results, resource.Refreshes, chosen.keep)
		}
	})
	t.Run("kills", func(t *testing.T) {
		for _, resource := range reliability.AllResourceCases() {
			for n, scenario := range resource.KillScenarios {
				points := scenario.KillPoints()
				if !full {
					points = inPartKillScenario(n, scenario)
				}
				reliability.RunKillScenario(t, scenario, points, kills.Add)
			}
		}
	})
	if results.Doubles() != 0 || kills.Doubles() != 0 {
		t.Errorf("double effects: %d by faults, %d by kills", results.Doubles(), kills.Doubles())
	}
	checkCounts(t, results, kills, chosen)
	if full && !t.Failed() {
		checkReport(t, results, kills)
	}
}

func checkCounts(t *testing.T, results *reliability.Results, kills *reliability.Kills, want selection) {
	t.Helper()
	if got := results.Cases(); got != want.cases {
		t.Errorf("%d cases ran, want %d", got, want.cases)
	}
	if got := kills.KillPoints(); got != want.killPoints && os.Getenv("TF_ACC") != "" {
		t.Errorf("%d kill points ran, want %d", got, want.killPoints)
	}
}

// checkReport writes the page, or sees that its claims are those of this run.
func checkReport(t *testing.T, results *reliability.Results, kills *reliability.Kills) {
	t.Helper()
	simulated, err := simulation.RecordOfFixedSeeds()
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join("..", "..", "docs", "reliability.md")
	if mode() == "write" {
		text := reliability.Report(results, kills, simulated, acctest.CLITitle(t))
		if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, claim := range []string{results.Claim(), kills.Claim(), simulated.Markdown()} {
		if !strings.Contains(string(text), claim) {
			t.Errorf("docs/reliability.md does not say %q; run make reliability", claim)
		}
	}
}
