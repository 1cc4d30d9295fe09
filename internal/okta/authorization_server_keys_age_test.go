package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// recordedDate makes the age unknown by lastRotated in Okta's record of the server.
func recordedDate(says string, text func(at time.Time) string) acctest.UnknownAge {
	return acctest.UnknownAge{
		Begin:  func(s *acctest.Sandbox, id string) { s.Okta().SetLastRotated(id, text) },
		End:    func(s *acctest.Sandbox, id string) { s.Okta().SetLastRotated(id, nil) },
		Reason: says,
	}
}

// Where nobody can say when the keys were last rotated, nothing is sent.
func TestAuthorizationServerKeys_anUnknownAgeSendsNothing(t *testing.T) {
	t.Parallel()
	const missing, wrong = "lastRotated in Okta's record of the server is missing or cannot be read", "lastRotated in Okta's record of the server gives a time that cannot be right"
	literally := func(text string) func(time.Time) string { return func(time.Time) string { return text } }
	acctest.UnknownAgeSendsNothing(t, acctest.OktaKeys, acctest.UnknownAges(map[string]acctest.UnknownAge{
		"no time":               recordedDate(missing, literally("")),
		"no time that is":       recordedDate(missing, literally("yesterday")),
		"a year too far":        recordedDate(missing, literally("+10000-01-01T00:00:00.000Z")),
		"half a year ahead":     recordedDate(wrong, func(at time.Time) string { return at.Add(200 * 24 * time.Hour).Format(time.RFC3339) }),
		"the year 9999":         recordedDate(wrong, literally("9999-12-31T23:59:59.000Z")),
		"the year 10000":        recordedDate(wrong, literally("9999-12-31T23:59:59-01:00")),
		"the last century":      recordedDate(wrong, literally("1999-01-01T00:00:00.000Z")),
		"the beginning of time": recordedDate(missing, literally("0001-01-01T00:00:00Z")),
	}))
}
