// Package okta is the Terraform surface of Okta: models, schemas and what they
// plug into the shared resources. Its calls go through oktaapi.
package okta

import (
	"context"
	"errors"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/okta/registeredkey"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// ClientSource is the part of the provider's data that this package needs. The
// provider implements it; this package does not import the provider.
type ClientSource interface {
	// Okta returns the client, or a *apierr.Error of kind NotConfigured or
	// ConfigUnknown that says which arguments are missing.
	Okta() (*oktaapi.Client, error)
	// KeyRunState is what the resources of this run know of each other.
	KeyRunState() *registeredkey.RunState
}

func clientFrom(providerData any) (*oktaapi.Client, error) {
	source, ok := providerData.(ClientSource)
	if !ok {
		return nil, &apierr.Error{Kind: apierr.NotConfigured, Message: "the provider is not configured", Hint: "Report this: a type was used before the provider was configured."}
	}
	return source.Okta()
}

// idPattern is what the SDK can carry in a path unharmed and Okta issues. An ID is 20
// characters long; what is longer than twice that may be a secret.
var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// checkServerID refuses what cannot be an authorization server's ID. An empty or
// dotted one would reach another endpoint.
func checkServerID(id string) error {
	switch {
	case id == "":
		return errors.New("authorization_server_id is empty. Set it to the ID of a custom authorization server, such as aus1a2b3c4d5e6f7g8h9, or \"default\"")
	case !idPattern.MatchString(id):
		return errors.New("authorization_server_id is not an authorization server's ID. Set it to the last part of the issuer: such as " +
			"aus1a2b3c4d5e6f7g8h9, or \"default\"")
	default:
		return nil
	}
}

// checkAppID refuses what cannot be an app's ID.
func checkAppID(id string) error {
	switch {
	case id == "":
		return errors.New("app_id is empty. Set it to the ID of an app, such as 0oa1a2b3c4d5e6f7g8h9")
	case !idPattern.MatchString(id):
		return errors.New("app_id is not an app's ID. Set it to the ID of an app, such as 0oa1a2b3c4d5e6f7g8h9, which is in the " +
			"address of its page in the admin console")
	default:
		return nil
	}
}

// idValidator refuses malformed IDs at terraform validate.
type idValidator struct {
	noun string
	registeredkey.Parent
}

var (
	serverIDValidator = idValidator{"authorization server ID", resourceServerParent{}}
	appIDValidator    = idValidator{"app ID", appParent{}}
)

// Description says what is accepted.
func (v idValidator) Description(context.Context) string {
	return "an " + v.noun + ": letters, digits, _ and -"
}

// MarkdownDescription is the same.
func (v idValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks a known ID.
func (v idValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.CheckID(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidParentID(req.Path, v.noun, err))
	}
}
