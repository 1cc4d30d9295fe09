package yearsimulation

import (
	"strings"
	"testing"
)

// shortNights is how many nights make test simulates: every key is exchanged at least once.
const shortNights = 56

// simulated is the report of a simulation in which nothing was violated.
func simulated(t *testing.T, options Options) Report {
	t.Helper()
	report, err := Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s\n%s", report, report.TimeLine)
	for _, violation := range report.Violations {
		t.Errorf("violated: %s", violation)
	}
	if report.Failed != 0 || report.Rotations == 0 || report.Transitions == 0 || len(report.Tried) != 4 {
		t.Errorf("%d failed, %d rotations, %d transitions, tried %v", report.Failed, report.Rotations, report.Transitions, report.Tried)
	}
	return report
}

// hours is how many hours apart the parties act: the race detector makes cryptography slow.
func hours() int {
	if testing.Short() {
		return 6
	}
	return 2
}

func TestYear_undisturbed(t *testing.T) {
	t.Parallel()
	report := simulated(t, Options{Nights: shortNights, HoursApart: hours()})
	if nights := report.QuietNights + report.NightsWithChanges; nights != shortNights {
		t.Errorf("%d nights were judged", nights)
	}
}

func TestYear_disturbed(t *testing.T) {
	t.Parallel()
	report := simulated(t, Options{Nights: shortNights, HoursApart: hours(), Disturbed: true})
	if report.Lost == 0 || report.Kills == 0 || report.Lagged == 0 || report.RotationsByHand != 6 || report.FailedByHand == 0 || len(report.BrokenByHand) != 2 {
		t.Errorf("something has not disturbed: %+v", report)
	}
}

// A schedule that leaves a party without its key is found.
func TestYear_findsWhatFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Schedule)
		want   string
	}{
		"deployed after the deactivation": {func(s *Schedule) { s.BillingDeployed[1] = s.BillingDeactivate + 3 }, billingParty + " with key app-0"},
		"the API has the key too late":    {func(s *Schedule) { s.APIDeployed[0] = s.APIActivate + 3 }, apiParty + " with key api-1"},
		"the API drops the key too early": {func(s *Schedule) { s.APIKept = 2 }, apiParty + " with key api-0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schedule := NewSchedule()
			c.change(&schedule)
			report, err := Run(t.Context(), Options{Nights: 28, HoursApart: 12, Schedule: &schedule})
			if err != nil {
				t.Fatal(err)
			}
			if report.Failed == 0 || !strings.Contains(strings.Join(report.Violations, "\n"), c.want) {
				t.Errorf("%d failed, and %q does not name %q", report.Failed, report.Violations, c.want)
			}
		})
	}
}
