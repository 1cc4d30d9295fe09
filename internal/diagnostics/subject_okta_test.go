package diagnostics_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// HTTP 401 is a wrong token or a feature that the org lacks: only the code says
// which, and the advice differs.
func TestOktaAuthorizationServerKeys_theCodeGoesBeforeTheKind(t *testing.T) {
	t.Parallel()
	org := diagnostics.OktaAuthorizationServerKeys("aus_x").ForDestroy()
	check(t, diagnostics.ErrCallFailed("read", org, &apierr.Error{
		Kind: apierr.Forbidden, Status: 401, Code: "E0000015", RequestID: "r1", Sent: true,
		Message: "You do not have permission to access the feature you are requesting",
	}), diag.SeverityError, "Unable to read Okta authorization server keys", lines(
		`Authorization server "aus_x": Okta answered: You do not have permission to access the feature you are requesting.`,
		"HTTP 401 · E0000015 · request ID r1",
		"Check that the org has API Access Management, which custom authorization servers need, and that the admin "+
			"behind the token may use it. To destroy resources without valid credentials, run terraform destroy -refresh=false."))
	check(t, diagnostics.ErrCallFailed("read", org, &apierr.Error{
		Kind: apierr.Unauthorized, Status: 401, Code: "E0000011", Message: "Invalid token provided", Sent: true,
	}), diag.SeverityError, "Unable to read Okta authorization server keys", lines(
		`Authorization server "aus_x": Okta answered: Invalid token provided.`,
		"HTTP 401 · E0000011",
		"Check that the token belongs to this org, and is not revoked or expired (an API token expires after 30 days without use). To destroy resources "+
			"without valid credentials, run terraform destroy -refresh=false."))
}

// A registered key cannot be destroyed without the vendor, so that is no way out.
func TestOkta_keysAreNotDestroyedWithoutCredentials(t *testing.T) {
	t.Parallel()
	for _, s := range []diagnostics.Subject{diagnostics.OktaAppKeys("0oa_x"), diagnostics.OktaResourceServerKeys("aus_x")} {
		for _, token := range []bool{false, true} {
			got := diagnostics.ErrCallFailed("read", s.ForDestroy(), &apierr.Error{Kind: apierr.Unauthorized, Status: 401, Message: "Invalid token provided", Sent: true, Token: token})
			if text := got.Detail(); strings.Contains(text, "refresh=false") || !strings.Contains(text, "terraform state rm") {
				t.Errorf("%s, token %v:\n%s", s.Noun, token, text)
			}
		}
	}
}

// Data sources, creates and updates destroy nothing, so no error of theirs advises how
// to; those of refreshes and deletions do where the credentials are at fault, or the
// parent is there and has no keys.
func TestError_onlyWhatADestroyNeedsSaysHowToDoWithout(t *testing.T) {
	t.Parallel()
	subjects := []diagnostics.Subject{
		diagnostics.Auth0ConnectionKeys("con_x"), diagnostics.OktaAuthorizationServerKeys("aus_x"), diagnostics.OktaAppKeys("0oa_x"),
		diagnostics.OktaConnectionKeys("0oa_x"), diagnostics.OktaResourceServerKeys("aus_x"),
	}
	for _, s := range subjects {
		for kind := apierr.Unknown; kind <= apierr.Canceled; kind++ {
			for _, code := range []string{"", "E0000015", "insufficient_entitlement", "invalid_uri"} {
				for _, token := range []bool{false, true} {
					e := &apierr.Error{Kind: kind, Status: 404, Code: code, Message: "no", Token: token, Sent: true}
					if text := diagnostics.ErrCallFailed("read", s, e).Detail(); strings.Contains(text, "destroy") || strings.Contains(text, "state rm") {
						t.Errorf("%s, kind %d, code %q: nothing is destroyed:\n%s", s.Noun, kind, code, text)
					}
					access := kind == apierr.Unauthorized || kind == apierr.Forbidden
					text := diagnostics.ErrCallFailed("read", s.ForDestroy(), e).Detail()
					if s.WithoutCredentials != "" && access != strings.Contains(text, s.WithoutCredentials) {
						t.Errorf("%s, kind %d, code %q, with a destroy:\n%s", s.Noun, kind, code, text)
					}
					if s.WithoutKeys != "" && (kind == apierr.Invalid) != strings.Contains(text, s.WithoutKeys) {
						t.Errorf("%s, kind %d, code %q, with a destroy:\n%s", s.Noun, kind, code, text)
					}
				}
			}
		}
	}
}

// A feature that the org lacks is no scope that is missing.
func TestOkta_aMissingFeatureIsNoMissingScope(t *testing.T) {
	t.Parallel()
	for _, s := range []diagnostics.Subject{
		diagnostics.OktaAuthorizationServerKeys("aus_x"), diagnostics.OktaAppKeys("0oa_x"), diagnostics.OktaConnectionKeys("0oa_x"), diagnostics.OktaResourceServerKeys("aus_x"),
	} {
		text := diagnostics.ErrCallFailed("read", s, &apierr.Error{Kind: apierr.Forbidden, Status: 401, Code: "E0000015", Message: "You do not have permission", Sent: true}).Detail()
		if strings.Contains(text, "Grant") || !strings.Contains(text, "Check that the org has") {
			t.Errorf("%s:\n%s", s.Noun, text)
		}
	}
}

func TestOkta_hasHelpForEveryKind(t *testing.T) {
	t.Parallel()
	for _, s := range []diagnostics.Subject{
		diagnostics.OktaAuthorizationServerKeys("aus_x"), diagnostics.OktaAppKeys("0oa_x"), diagnostics.OktaConnectionKeys("0oa_x"),
		diagnostics.OktaResourceServerKeys("aus_x"),
	} {
		checkHelp(t, s)
	}
}

func TestOktaAuthorizationServerKeys_quotesTheID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"aus_x": `Authorization server "aus_x"`,
		"":      "The authorization server (its ID is only known after apply)",
	} {
		if got := diagnostics.OktaAuthorizationServerKeys(id).Parent; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
