package main

import (
	"context"
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/yearsimulation"
)

// demoNights is for how many nights the demo simulates nightly applies.
const demoNights = 56

// runNightlyApplies simulates some weeks of nightly applies, and prints a time line of each key.
func (s *runner) runNightlyApplies(ctx context.Context) error {
	s.printf("\n######## Auth0 and Okta: one configuration, applied every night for %d days ########\n\n"+
		"The configuration is that of examples/rollovers. This is simulated in this process, over the protocol of the provider:\n"+
		"every hour, and between any two changes, Auth0 and an app sign in at Okta, an API decrypts, and verifiers verify.\n\n", demoNights)
	report, err := yearsimulation.Run(ctx, yearsimulation.Options{Nights: demoNights, HoursApart: 1})
	if err != nil {
		return fmt.Errorf("simulating nightly applies: %w", err)
	}
	s.printf("%s\n%s\n", report, report.TimeLine)
	if n := len(report.Violations); n > 0 {
		return fmt.Errorf("%d rules were violated", n)
	}
	s.printf("=> Each key was there before it was needed, and stayed until nobody needed it. `make year` simulates a year, also with\n" +
		"   lost answers, kills, lists that lag, and rotations by hand.\n")
	return nil
}
