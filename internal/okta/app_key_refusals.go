package okta

import (
	"context"
	"fmt"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// oidc is the sign-on mode of OAuth 2.0 clients, and of some apps of Okta's catalogue
// that are none (recorded answers of orgs).
const oidc = "OPENID_CONNECT"

// appKeys lists the keys of an app. A refusal is explained by what the app is: Okta's
// own words do not tell an app of another kind from one that is not there. The error
// is NotFound only if the app itself is not found.
func appKeys(ctx context.Context, c *oktaapi.Client, appID string) (oktaapi.KeyList, error) {
	keys, err := c.AppKeys().List(ctx, appID)
	return keys, explainRefusal(ctx, c, appID, err, func(app oktaapi.App) (why, hint string) {
		switch {
		case app.SignOnMode == oidc && app.ClientCredentials == "":
			return fmt.Sprintf("it has no client credentials (%s), so it has no keys of this kind", describeApp(app)), diagnostics.AdviceForOktaAppWithoutKeys
		case app.SignOnMode != oidc:
			return fmt.Sprintf("it is no OAuth 2.0 client (%s), so it has no keys of this kind", describeApp(app)), diagnostics.AdviceForOktaAppWithoutKeys
		default:
			return "", ""
		}
	})
}

// connectionKeys lists the keys of an app's provisioning connection. Okta answers
// 400, 401 or 404 where there is none that uses OAuth 2.0 (integration tests of
// its .NET SDK), each of which can mean something else as well.
func connectionKeys(ctx context.Context, c *oktaapi.Client, appID string) ([]oktaapi.ConnectionKey, error) {
	keys, err := c.ConnectionKeys(ctx, appID)
	return keys, explainRefusal(ctx, c, appID, err, func(app oktaapi.App) (why, hint string) {
		return fmt.Sprintf("it seems to have no provisioning connection that authenticates with OAuth 2.0 (%s)", describeApp(app)), ""
	})
}

// explainRefusal looks at the app where Okta's refusal may be about its kind. If the
// app can be read, neither the credentials nor its ID are at fault, and why says
// what is, with what to do then if that is other than after other refusals; an empty
// text leaves the refusal as it is, unless that would say that the app is gone.
func explainRefusal(ctx context.Context, c *oktaapi.Client, appID string, refusal error, why func(oktaapi.App) (why, hint string)) error {
	if refusal == nil {
		return nil
	}
	e := apierr.As(refusal)
	about := apierr.Is(refusal, apierr.Invalid, apierr.Unauthorized) || e.Code == oktaapi.CodeFeatureMissing
	read := c.App
	switch {
	case e.Token:
		return refusal
	case e.Kind == apierr.NotFound:
		read = c.FreshApp // an app that was there before may have gone
	case !about:
		return refusal
	}
	app, err := read(ctx, appID)
	if err != nil {
		return unlessGone("app", refusal, err)
	}
	text, hint := why(app)
	switch {
	case text != "":
		return there(refusal, "The app is there, but "+text, hint)
	case e.Kind == apierr.NotFound:
		return there(refusal, fmt.Sprintf("The app is there (%s)", describeApp(app)), diagnostics.AdviceForOktaContradiction)
	default:
		return refusal
	}
}

// unlessGone is what to make of a refusal about the keys of a parent that could not be
// read: a 404 says that the parent is gone only if the parent itself is not found.
func unlessGone(parent string, refusal, err error) error {
	if !apierr.Is(refusal, apierr.NotFound) || apierr.Is(err, apierr.NotFound) {
		return refusal
	}
	e := *apierr.As(err)
	e.Message = fmt.Sprintf("the keys were answered with %s Whether the %s is there is not known: reading it failed: %s",
		sentence(apierr.As(refusal).Error()), parent, apierr.As(err).Error())
	e.Ours = true
	if e.Kind != apierr.Unauthorized && e.Kind != apierr.Forbidden {
		e.Hint = diagnostics.AdviceForUnreadOktaParent
	}
	return &e
}

// there is a refusal about the keys of a parent that is there.
func there(refusal error, text, hint string) error {
	e := *apierr.As(refusal)
	e.Kind, e.Message = apierr.Invalid, sentence(e.Message)+" "+text
	if hint != "" {
		e.Hint = hint
	}
	return &e
}

// sentence ends a text with one full stop.
func sentence(text string) string { return strings.TrimRight(text, ".") + "." }

func describeApp(app oktaapi.App) string {
	mode := "no sign-on mode"
	if app.SignOnMode != "" {
		mode = "sign-on mode " + app.SignOnMode
	}
	return fmt.Sprintf("%q, %s, %s", app.Label, app.Name, mode)
}
