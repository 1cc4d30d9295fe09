package diagnostics_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// What rests on the vendor's answer alone says so; what was never sent, or never answered,
// rests on nothing.
func TestBelieved(t *testing.T) {
	t.Parallel()
	s := diagnostics.OktaAppKeys("0oa1")
	refusal := &apierr.Error{Kind: apierr.Invalid, Status: 403, Message: "no"}
	unsent := &apierr.Error{Kind: apierr.Canceled, Message: "interrupted before the request was sent"}
	for words, d := range map[string]diag.Diagnostic{
		`key "a" stays registered, according to Okta's answer.`:                diagnostics.ErrKeyNotDeleted(s, "a", refusal),
		`key "a" stays as it is, according to Okta's answer.`:                  diagnostics.ErrKeyNotDeactivated(s, diagnostics.DeactivationRefusal{KID: "a", Err: refusal}),
		`key "a" is registered and INACTIVE, according to Okta's answer, beca`: diagnostics.ErrKeyNotActivated(s, "a", refusal),
		`key "a" is registered and INACTIVE, because`:                          diagnostics.ErrKeyNotActivated(s, "a", unsent),
		`it could not be deactivated, according to Okta's answer. Okta answ`:   diagnostics.WarnKeyLeftAfterRefusal(s, "a", refusal),
		`done: x. Not done, according to Okta's answer: y.`:                    diagnostics.WarnApplyStoppedPartWay(s, []string{"x"}, []string{"y"}, true, refusal),
		`done: x. Not done: y.`:                                                diagnostics.WarnApplyStoppedPartWay(s, []string{"x"}, []string{"y"}, true, unsent),
		`done: nothing. Not done, as far as is known: y.`:                      diagnostics.WarnApplyStoppedPartWay(s, nil, []string{"y"}, false, refusal),
		`According to Okta's answer, the keys were not rotated. They could`:    diagnostics.ErrRotationRefusedKeysUnread(s, refusal, unsent),
		`Okta refused to add key "a", but it is registered`:                    diagnostics.WarnKeyTakenOverAfterRefusal(s, "a", "ACTIVE"),
	} {
		if !strings.Contains(d.Detail(), words) {
			t.Errorf("does not say %q:\n%s", words, d.Detail())
		}
	}
}

// After a request that changed nothing, nothing was sent again.
func TestSentBefore(t *testing.T) {
	t.Parallel()
	s := diagnostics.Auth0ConnectionKeys("con_x")
	for _, d := range []diag.Diagnostic{diagnostics.ErrNoNextKey(s, rotation.Snapshot{}), diagnostics.WarnAlreadyRotated(s, rotation.Snapshot{})} {
		after := diagnostics.NothingSentAgain(d, "HTTP 429, the answer of the rate limit")
		if after.Summary() != d.Summary() || after.Severity() != d.Severity() ||
			!strings.Contains(after.Detail(), "Nothing was sent again after HTTP 429, the answer of the rate limit.") {
			t.Errorf("became %s %q:\n%s", after.Severity(), after.Summary(), after.Detail())
		}
	}
}
