package okta

import (
	"context"
	"fmt"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// oidc is the sign-on mode of OAuth 2.0 clients.
const oidc = "OPENID_CONNECT"

// appKeys lists the keys of an app. A refusal is explained by what the app is:
// Okta's own words do not tell an app of another kind from one that is not there.
func appKeys(ctx context.Context, c *oktaapi.Client, appID string) ([]oktaapi.Key, error) {
	keys, err := c.AppKeys().List(ctx, appID)
	return keys, explained(ctx, c, appID, err, diagnose.OktaOtherApp, func(app oktaapi.App) string {
		if app.SignOnMode == oidc {
			return ""
		}
		return fmt.Sprintf("it is no OAuth 2.0 client (%s), so it has no keys of this kind", describeApp(app))
	})
}

// connectionKeys lists the keys of an app's provisioning connection. Okta answers
// 400, 401 or 404 where there is none that uses OAuth 2.0 (integration tests of
// its .NET SDK), each of which can mean something else as well.
func connectionKeys(ctx context.Context, c *oktaapi.Client, appID string) ([]oktaapi.ConnectionKey, error) {
	keys, err := c.ConnectionKeys(ctx, appID)
	return keys, explained(ctx, c, appID, err, "", func(app oktaapi.App) string {
		return fmt.Sprintf("it seems to have no provisioning connection that authenticates with OAuth 2.0 (%s)", describeApp(app))
	})
}

// explained looks at the app where Okta's refusal may be about its kind. If the
// app can be read, neither the credentials nor its ID are at fault, and why says
// what is; an empty text leaves the refusal as it is. hint is what to do then, if
// that is other than after other refusals.
func explained(ctx context.Context, c *oktaapi.Client, appID string, refusal error, hint string, why func(oktaapi.App) string) error {
	if refusal == nil {
		return nil
	}
	e := *apierr.As(refusal)
	about := apierr.Is(refusal, apierr.Invalid, apierr.Unauthorized, apierr.NotFound) || e.Code == oktaapi.CodeFeatureMissing
	if !about || e.Token {
		return refusal
	}
	app, err := c.App(ctx, appID)
	if err != nil {
		return refusal
	}
	text := why(app)
	if text == "" {
		return refusal
	}
	e.Kind, e.Message = apierr.Invalid, strings.TrimRight(e.Message, ".")+". The app is there, but "+text
	if hint != "" {
		e.Hint = hint
	}
	return &e
}

func describeApp(app oktaapi.App) string {
	return fmt.Sprintf("%q, %s, sign-on mode %s", app.Label, app.Name, app.SignOnMode)
}
