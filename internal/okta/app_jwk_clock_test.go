package okta_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// An active key is taken over only if it has just changed. Where Okta's clock cannot be
// right, nobody can say so.
func TestAppJWKCreate_anActiveKeyIsNotTakenOverByAClockThatCannotBeRight(t *testing.T) {
	t.Parallel()
	there := sandbox.OktaAppKey{KID: "a", PublicKey: rsaSigner(t, 0).Public()}
	for name, date := range map[string]func(now time.Time) string{
		"a day behind, which makes it recent": func(now time.Time) string { return now.Add(-24 * time.Hour).Format(sandbox.DateFormat) },
		"none":                                func(time.Time) string { return "" },
		"unreadable":                          func(time.Time) string { return "yesterday" },
	} {
		w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}, there}})
		w.Clock().Advance(24 * time.Hour)
		w.SetDate(date)
		_, diags := w.try(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(active)))
		if !diags.Has("ERROR", "status ACTIVE", "Nothing was sent", "import it with the ID", w.app+"/"+w.keyID("a")) {
			t.Errorf("%s: not refused:\n%s", name, diags)
		}
		w.expectEffects()
	}
}
