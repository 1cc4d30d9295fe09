package performance_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/performance"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

// mode is how much is measured: "full" is everything, and docs/performance.md is written;
// "short" is each kind of row once, for the requests. Without it nothing is measured.
func mode() string { return os.Getenv("IDPKEYS_BENCH") }

// TestAccPerformance runs the commands that are measured, and fails if one sends other
// requests than the provider promises. It is alone on the machine, so it is not parallel.
func TestAccPerformance(t *testing.T) {
	groups, rounds, starts := performance.Matrix(), performance.Rounds, performance.StartRounds
	switch mode() {
	case "full":
	case "short":
		groups, rounds, starts = performance.ShortMatrix(), 1, 1
	default:
		t.Skip("IDPKEYS_BENCH is not set; make bench and make bench-check set it")
	}
	if runtime.GOOS != "linux" {
		t.Fatal("the usage of the provider is measured on Linux only")
	}
	programs := performance.NewPrograms(t)
	results := &performance.Results{Machine: performance.ThisMachine(t), Groups: groups, Starts: programs.MeasureStarts(t, starts)}
	for n, group := range groups {
		t.Run(fmt.Sprintf("%02d", n+1), func(t *testing.T) {
			results.Rows = append(results.Rows, programs.Run(t, group, rounds)...)
			fmt.Printf("\n%d of %d: %s", n+1, len(groups), performance.RowTable(results, group))
		})
	}
	if mode() != "full" || t.Failed() {
		return
	}
	page := performance.Report(results)
	if err := os.WriteFile(performance.Page, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(page, "\n## Commands\n")
	fmt.Println(head)
}
