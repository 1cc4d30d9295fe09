package diagnostics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

func TestAgeUnknown_saysWhyAndHowToGoOn(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	clocks := rotation.Clocks{Vendor: noon.Add(24 * time.Hour), Local: noon}
	auth0, okta := diagnostics.Auth0ConnectionKeys("con_x"), diagnostics.OktaAuthorizationServerKeys("aus1")
	for _, c := range []struct {
		subject diagnostics.Subject
		doubt   rotation.Doubt
		why     string
		advice  string
	}{
		{auth0, rotation.NoRecord, "the certificate of the next key (notBefore) is missing or cannot be read", "Check the keys in the Auth0 dashboard."},
		{okta, rotation.NoRecord, "lastRotated in Okta's record of the server is missing or cannot be read", "Check the keys in the Okta Admin Console."},
		{auth0, rotation.BadRecord, "the certificate of the next key (notBefore) gives a time that cannot be right: it is in the future, or far in the past",
			"Check the keys in the Auth0 dashboard."},
		{okta, rotation.NoClock, "Okta's answer has no usable Date header, so the provider cannot check the clock of this machine",
			"Check the path between this machine and Okta for a proxy that removes headers, and run again."},
		{auth0, rotation.ClocksApart, "Auth0's clock and that of this machine are more than an hour apart (2026-03-02T12:00:00Z there, 2026-03-01T12:00:00Z here)",
			"Correct the clock that is wrong, and run again."},
	} {
		got := diagnostics.ErrAgeUnknown(c.subject, c.doubt, clocks, false)
		want := c.subject.Parent + ": the provider does not know when the keys were last rotated: " + c.why + ". If the last rotation is recent, another " +
			"one would replace a key that verifiers have only just fetched. Nothing was sent.\n\n" +
			c.advice + " If you know that the last rotation is not recent, set min_rotation_interval = \"0s\" for one apply, which rotates the keys whatever their age."
		if got.Summary() != "Unable to rotate "+c.subject.Noun || got.Detail() != want {
			t.Errorf("got %s\n%s\nwant\n%s", got.Summary(), got.Detail(), want)
		}
	}
	if got := diagnostics.ErrAgeUnknown(okta, rotation.NoClock, clocks, true).Detail(); !strings.HasSuffix(got,
		" Or set rotate_on_create = false to adopt the keys as they are, for example if an earlier apply has rotated them already.") {
		t.Errorf("of a create it says:\n%s", got)
	}
	if got := diagnostics.WarnPeriodWithoutAge(okta, rotation.ClocksApart).Detail(); strings.Contains(got, "there,") {
		t.Errorf("without clocks it gives times: %s", got)
	}
}
