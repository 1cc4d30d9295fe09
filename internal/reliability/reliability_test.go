package reliability_test

import (
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/reliability"
)

// The cells leave much to collect, and little of it is held at a time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(acctest.Main(m))
}

// mode is how much is run: "" is the part that make test runs, "full" is
// everything, "write" is everything and writes docs/reliability.md.
func mode() string { return os.Getenv("IDPKEYS_RELIABILITY") }

// The counts are part of the claim: a cell that is silently left out is a
// claim that is silently given up.
const (
	fullCells  = 8285
	shortCells = 2071
	fullBlows  = 288
	shortBlows = 22
)

// inShort keeps one protocol of every other cell, by chance but always the
// same.
func inShort(c reliability.Cell) bool {
	name := c.String()
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(name[:strings.LastIndex(name, "/")]))
	chance := hash.Sum32()
	return chance&1 == 0 && (chance>>16&1 == 0) == (c.Protocol == reliability.HTTP1)
}

func allCells(reliability.Cell) bool { return true }

// inShortStory keeps the boundary that matters most: the request to rotate has taken
// effect and is not answered. Every other victim is struck there, the others in
// the next story.
func inShortStory(n int, story reliability.Story) []reliability.Blow {
	var kept []reliability.Blow
	for _, blow := range story.Blows() {
		victim := slices.Index(reliability.Victims(), blow.Victim)
		if blow.After && blow.Request == story.Write && (victim+n)%2 == 0 {
			kept = append(kept, blow)
		}
	}
	return kept
}

func TestAccReliability(t *testing.T) {
	t.Parallel()
	tally, kills := new(reliability.Tally), new(reliability.Kills)
	full := mode() != ""
	keep := inShort
	if full {
		keep = allCells
	}
	t.Run("faults", func(t *testing.T) {
		for _, subject := range reliability.Subjects() {
			reliability.RunMatrix(t, tally, subject.Operations, keep)
			reliability.RunRefreshes(t, tally, subject.Refreshes, keep)
		}
	})
	t.Run("kills", func(t *testing.T) {
		for _, subject := range reliability.Subjects() {
			for n, story := range subject.Stories {
				blows := story.Blows()
				if !full {
					blows = inShortStory(n, story)
				}
				reliability.RunStory(t, story, blows, kills.Add)
			}
		}
	})
	if tally.Doubles() != 0 || kills.Doubles() != 0 {
		t.Errorf("double effects: %d by faults, %d by kills", tally.Doubles(), kills.Doubles())
	}
	checkCounts(t, tally, kills, full)
	if full && !t.Failed() {
		checkReport(t, tally, kills)
	}
}

func checkCounts(t *testing.T, tally *reliability.Tally, kills *reliability.Kills, full bool) {
	t.Helper()
	cells, blows := shortCells, shortBlows
	if full {
		cells, blows = fullCells, fullBlows
	}
	if got := tally.Cells(); got != cells {
		t.Errorf("%d cells ran, want %d", got, cells)
	}
	if got := kills.Blows(); got != blows && os.Getenv("TF_ACC") != "" {
		t.Errorf("%d blows were struck, want %d", got, blows)
	}
}

// checkReport writes the page, or sees that its claims are those of this run.
func checkReport(t *testing.T, tally *reliability.Tally, kills *reliability.Kills) {
	t.Helper()
	page := filepath.Join("..", "..", "docs", "reliability.md")
	if mode() == "write" {
		text := reliability.Report(tally, kills, acctest.CLITitle(t))
		if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, claim := range []string{tally.Claim(), kills.Claim()} {
		if !strings.Contains(string(text), claim) {
			t.Errorf("docs/reliability.md does not say %q; run make reliability", claim)
		}
	}
}
