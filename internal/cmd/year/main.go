// Command year simulates 365 nightly applies of one configuration, first with nothing that disturbs them, and then with
// lost answers, kills, lists that lag, and rotations by hand. It prints what came of them, and a time line of each key.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/yearsimulation"
)

func main() {
	os.Exit(run())
}

func run() int {
	nights := flag.Int("nights", 365, "how many nights")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	var done sync.WaitGroup
	var reports [2]yearsimulation.Report
	var failures [2]error
	for i := range reports {
		done.Go(func() {
			options := yearsimulation.Options{Nights: *nights, HoursApart: 1, Disturbed: i == 1}
			reports[i], failures[i] = yearsimulation.Run(ctx, options)
		})
	}
	done.Wait()
	code := 0
	for i, report := range reports {
		fmt.Printf("%s\n%s\n", report, report.TimeLine)
		if failures[i] != nil {
			fmt.Fprintln(os.Stderr, "The simulation failed:", failures[i])
			code = 1
		}
		if len(report.Violations) > 0 {
			code = 1
		}
	}
	return code
}
