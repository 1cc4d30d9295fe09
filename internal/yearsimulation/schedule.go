package yearsimulation

import (
	"fmt"
	"time"
)

const day = 24 * time.Hour

// Schedule is when things are to happen. Numbers are days, or nights, of which the first one is 0.
type Schedule struct {
	// ConnectionPeriod is the rotation_period of the connection. The keys that leave its app are
	// deactivated and deleted after ConnectionDeactivate and ConnectionDelete.
	ConnectionPeriod, ConnectionDeactivate, ConnectionDelete int
	// BillingFirst is the first night with another key of the app that is deployed over days, and
	// BillingEvery the nights between two such changes. Its instances have the next private key
	// BillingDeployed days after the apply.
	BillingFirst, BillingEvery, BillingDeactivate, BillingDelete int
	BillingDeployed                                              [2]int
	// APIFirst and APIEvery are likewise for the key of the API. APIActivate is activate_after. The
	// instances have the next private key after APIDeployed days, and drop the one before after APIKept.
	APIFirst, APIEvery, APIActivate, APIDelete, APIKept int
	APIDeployed                                         [2]int
	// ServerPeriod is the rotation_period of the authorization server, and ServerMinAge the hours of
	// require_published.min_age.
	ServerPeriod, ServerMinAge int
	// NextReplaced are the nights after which, at noon, Okta makes another NEXT key.
	NextReplaced []int
}

// NewSchedule is the schedule of make year.
func NewSchedule() Schedule {
	return Schedule{
		ConnectionPeriod: 30, ConnectionDeactivate: 2, ConnectionDelete: 7,
		BillingFirst: 10, BillingEvery: 60, BillingDeactivate: 7, BillingDelete: 30, BillingDeployed: [2]int{1, 5},
		APIFirst: 16, APIEvery: 60, APIActivate: 3, APIDelete: 30, APIKept: 10, APIDeployed: [2]int{1, 2},
		ServerPeriod: 14, ServerMinAge: 36,
		NextReplaced: []int{42, 222},
	}
}

// days is a duration as an argument has it.
func days(n int) string { return fmt.Sprintf("%dd", n) }

// changesUpTo counts the changes up to a night, of which the first one is at first, and then one every so many nights.
func changesUpTo(night, first, every int) int {
	if night < first {
		return 0
	}
	return (night-first)/every + 1
}
