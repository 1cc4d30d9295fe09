package diagnose_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// What rests on the vendor's answer alone says so; what was never sent, or never answered,
// rests on nothing.
func TestBelieved(t *testing.T) {
	t.Parallel()
	s := diagnose.OktaAppKeys("0oa1")
	refusal := &apierr.Error{Kind: apierr.Invalid, Status: 403, Message: "no"}
	unsent := &apierr.Error{Kind: apierr.Canceled, Message: "interrupted before the request was sent"}
	for words, d := range map[string]diag.Diagnostic{
		`key "a" stays registered, by what Okta answered.`:                diagnose.NotDeleted(s, "a", refusal),
		`key "a" stays as it is, by what Okta answered.`:                  diagnose.NotDeactivated(s, diagnose.KeyRefused{KID: "a", Err: refusal}),
		`key "a" is registered and INACTIVE, by what Okta answered, beca`: diagnose.NotActivated(s, "a", refusal),
		`key "a" is registered and INACTIVE, because`:                     diagnose.NotActivated(s, "a", unsent),
		`it could not be deactivated, by what Okta answered. Okta answ`:   diagnose.LeftRefused(s, "a", refusal),
		`done: x. Not done, by what Okta answered: y.`:                    diagnose.SetBrokenOff(s, []string{"x"}, []string{"y"}, true, refusal),
		`done: x. Not done: y.`:                                           diagnose.SetBrokenOff(s, []string{"x"}, []string{"y"}, true, unsent),
		`done: nothing. Not done, as far as is known: y.`:                 diagnose.SetBrokenOff(s, nil, []string{"y"}, false, refusal),
		`By what Okta answered, the keys were not rotated. They could`:    diagnose.RefusedUnread(s, refusal, unsent),
		`Okta refused to add key "a", but it is registered`:               diagnose.TakenOverRefused(s, "a", "ACTIVE"),
	} {
		if !strings.Contains(d.Detail(), words) {
			t.Errorf("does not say %q:\n%s", words, d.Detail())
		}
	}
}

// After a request that changed nothing, nothing was sent again.
func TestSentBefore(t *testing.T) {
	t.Parallel()
	s := diagnose.Auth0ConnectionKeys("con_x")
	for _, d := range []diag.Diagnostic{diagnose.NoNext(s, rotation.Snapshot{}), diagnose.AlreadyRotated(s, rotation.Snapshot{})} {
		after := diagnose.SentBefore(d, "HTTP 429, the answer of the rate limit")
		if after.Summary() != d.Summary() || after.Severity() != d.Severity() ||
			!strings.Contains(after.Detail(), "Nothing was sent again after HTTP 429, the answer of the rate limit.") {
			t.Errorf("became %s %q:\n%s", after.Severity(), after.Summary(), after.Detail())
		}
	}
}
