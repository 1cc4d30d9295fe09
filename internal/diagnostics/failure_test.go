package diagnostics_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

var subject = diagnostics.Auth0ConnectionKeys("con_x")

// lines are paragraphs of a detail, as they are separated in it.
func lines(paragraphs ...string) string { return strings.Join(paragraphs, "\n\n") }

// check compares a diagnostic word for word.
func check(t *testing.T, got diag.Diagnostic, severity diag.Severity, summary, detail string) {
	t.Helper()
	if got.Severity() != severity {
		t.Errorf("severity %s, want %s", got.Severity(), severity)
	}
	if got.Summary() != summary {
		t.Errorf("summary\n got: %s\nwant: %s", got.Summary(), summary)
	}
	if got.Detail() != detail {
		t.Errorf("detail\n got: %s\nwant: %s", got.Detail(), detail)
	}
}

func TestError_wordForWord(t *testing.T) {
	t.Parallel()
	const (
		tokenHelp = "Check client_id and the secret or private key, and that the application is authorized for the Auth0 Management " +
			"API of this tenant (set audience when domain is a custom domain)."
		unavailableHelp = "Check auth0.domain, the network and any proxy between this machine and Auth0, then run again."
	)
	for name, c := range map[string]struct {
		verb   string
		err    error
		detail string
	}{
		"403 of a missing scope": {"rotate", &apierr.Error{
			Kind: apierr.Forbidden, Status: 403, Code: "insufficient_scope", RequestID: "r1", CorrelationID: "idpkeys-1", Sent: true,
			Message: "Insufficient scope, expected all of: create:connections_keys, update:connections_keys",
		}, lines(
			`Connection "con_x": Auth0 answered: Insufficient scope, expected all of: create:connections_keys, update:connections_keys.`,
			"HTTP 403 · insufficient_scope · request ID r1 · correlation ID idpkeys-1",
			"Grant the application read:connections_keys to read keys, and also create:connections_keys and "+
				"update:connections_keys to rotate them; all three on the Auth0 Management API.")},
		"404": {"read", &apierr.Error{
			Kind: apierr.NotFound, Status: 404, Code: "inexistent_connection", Message: "The connection does not exist", Sent: true,
		}, lines(
			`Connection "con_x": Auth0 answered: The connection does not exist.`,
			"HTTP 404 · inexistent_connection",
			"Check connection_id: it is the ID of an enterprise connection of this tenant (con_...), not its name.")},
		"403 of the subscription": {"read", &apierr.Error{
			Kind: apierr.Forbidden, Status: 403, Code: "insufficient_entitlement", Message: "Upgrade your subscription", Sent: true,
		}, lines(
			`Connection "con_x": Auth0 answered: Upgrade your subscription.`,
			"HTTP 403 · insufficient_entitlement",
			"Check the subscription of the tenant: Auth0 reports above that it does not include this. Other scopes do not help.")},
		"404 that does not speak of the connection": {"read", &apierr.Error{
			Kind: apierr.Invalid, Status: 404, Message: "Not Found", Sent: true,
		}, lines(
			`Connection "con_x": Auth0 answered: Not Found.`,
			"HTTP 404",
			"Check in the Auth0 dashboard that the connection exists and has keys: this answer does not mean that the connection is missing.")},
		"401 of the token endpoint": {"read", &apierr.Error{
			Kind: apierr.Unauthorized, Status: 401, Code: "access_denied", Message: "Unauthorized", Token: true,
		}, lines(`Connection "con_x": Auth0 refused to issue an access token: Unauthorized.`, "HTTP 401 · access_denied", tokenHelp)},
		"no token, no answer": {"read", &apierr.Error{
			Kind: apierr.Unavailable, Message: "the connection failed: no such host", Token: true, Dropped: true,
		}, lines(`Connection "con_x": no access token could be obtained from Auth0: the connection failed: no such host.`, unavailableHelp)},
		"429": {"rotate", &apierr.Error{
			Kind: apierr.RateLimited, Status: 429, Code: "too_many_requests", Message: "Global limit has been reached", RequestID: "r2", Sent: true,
		}, lines(
			`Connection "con_x": Auth0 answered: Global limit has been reached.`,
			"HTTP 429 · too_many_requests · request ID r2",
			"Run again when the limit has reset, or lower -parallelism, or raise max_retries in the provider block.")},
		"unreachable": {"read", &apierr.Error{
			Kind: apierr.Unavailable, Message: "the connection failed: connection refused", Dropped: true,
		}, lines(`Connection "con_x": the connection failed: connection refused.`, unavailableHelp)},
		"500 of a proxy": {"read", &apierr.Error{Kind: apierr.Unavailable, Status: 500, Sent: true}, lines(
			`Connection "con_x": HTTP 500.`, "HTTP 500", unavailableHelp)},
		"not configured": {"read", &apierr.Error{
			Kind: apierr.NotConfigured, Message: "the provider has no complete settings for Auth0", Hint: "Set auth0.domain (or AUTH0_DOMAIN).",
		}, lines(`Connection "con_x": the provider has no complete settings for Auth0.`, "Set auth0.domain (or AUTH0_DOMAIN).")},
		"wrapped": {"read", fmt.Errorf("while reading: %w", &apierr.Error{Kind: apierr.Unauthorized, Status: 401, Message: "Invalid token.", Sent: true}), lines(
			`Connection "con_x": Auth0 answered: Invalid token.`,
			"HTTP 401",
			"Check that the token is a Management API token of this tenant (audience https://DOMAIN/api/v2/) and has not expired.")},
		"unclassified": {"read", errors.New("something odd"), lines(
			`Connection "con_x": something odd.`,
			"Run again. If the error stays, run with TF_LOG_PROVIDER=DEBUG, and report the lines of idpkeys.http in the log.")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, diagnostics.ErrCallFailed(c.verb, subject, c.err), diag.SeverityError, "Unable to "+c.verb+" Auth0 connection keys", c.detail)
		})
	}
}

func TestWarning_saysFirstWhatWasDoneInstead(t *testing.T) {
	t.Parallel()
	err := &apierr.Error{Kind: apierr.Invalid, Status: 400, Message: "keys are not available for this connection", Sent: true}
	for kid, summary := range map[string]string{
		"":  "Unable to read Auth0 connection keys (con_x)",
		"a": `Unable to read Auth0 connection keys: key "a" (con_x)`,
	} {
		check(t, diagnostics.WarnCallFailed("read", subject, kid, err, "The state is kept."), diag.SeverityWarning, summary, lines(
			"The state is kept.",
			`Connection "con_x": Auth0 answered: keys are not available for this connection.`,
			"HTTP 400",
			"Check the connection: it has keys when its strategy is oidc or okta and its token_endpoint_auth_method is private_key_jwt."))
	}
}

// What does not look like an ID may be a secret, and is not shown.
func TestAuth0ConnectionKeys_showsIDsOnly(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"con_a1b2c3d4e5f6g7h8": `Connection "con_a1b2c3d4e5f6g7h8"`,
		"":                     "The connection (its ID is only known after apply)",
		"con_\"x\n":            "The connection (the given value is not an ID, and is not shown)",
		"aSecretOfMoreThanFortyCharactersThatIsNoID": "The connection (the given value is not an ID, and is not shown)",
	} {
		if got := diagnostics.Auth0ConnectionKeys(id); got.Parent != want {
			t.Errorf("%q: got %s, want %s", id, got.Parent, want)
		}
	}
}

// Every failure ends with what the reader can do. Where something is not
// configured, the hint says it: only the provider knows what is missing.
func TestAuth0ConnectionKeys_hasHelpForEveryKind(t *testing.T) {
	t.Parallel()
	checkHelp(t, subject)
}

func checkHelp(t *testing.T, subject diagnostics.Subject) {
	t.Helper()
	sentences := map[string]apierr.Kind{}
	for kind := apierr.Unknown; kind <= apierr.Canceled; kind++ {
		e := &apierr.Error{Kind: kind, Message: "it failed"}
		if kind == apierr.NotConfigured || kind == apierr.ConfigUnknown {
			e.Hint = fmt.Sprintf("Set what is missing, case %d.", kind)
		}
		help := lastParagraph(diagnostics.ErrCallFailed("read", subject, e).Detail())
		if other, twice := sentences[help]; twice {
			t.Errorf("kinds %d and %d have the same help: %s", kind, other, help)
		}
		sentences[help] = kind
		if !beginsWithWhatToDo(help) || !strings.HasSuffix(help, ".") {
			t.Errorf("kind %d ends with %q, not with what to do", kind, help)
		}
	}
	refused := lastParagraph(diagnostics.ErrCallFailed("read", subject, &apierr.Error{Kind: apierr.Unauthorized, Token: true, Status: 401, Message: "no"}).Detail())
	if !beginsWithWhatToDo(refused) || refused == lastParagraph(diagnostics.ErrCallFailed("read", subject, &apierr.Error{Kind: apierr.Unauthorized}).Detail()) {
		t.Errorf("a refusal by the token endpoint has no help of its own: %s", refused)
	}
}

func lastParagraph(detail string) string { return detail[strings.LastIndex(detail, "\n\n")+2:] }

func beginsWithWhatToDo(sentence string) bool {
	verb, _, _ := strings.Cut(sentence, " ")
	switch verb {
	case "Apply", "Check", "Correct", "Find", "Fix", "Grant", "Plan", "Run", "Set":
		return true
	default:
		return false
	}
}
