package diagnose

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// OktaAuthorizationServerKeys is the subject of calls about the signing keys of
// one custom authorization server.
func OktaAuthorizationServerKeys(serverID string) Subject {
	parent := fmt.Sprintf("Authorization server %q", serverID)
	if serverID == "" {
		parent = "The authorization server (its ID is only known after apply)"
	}
	return Subject{
		Vendor: "Okta", Noun: "Okta authorization server keys", Parent: parent, ID: serverID,
		Help: oktaServerHelp, CodeHelp: oktaCodeHelp,
	}
}

const oktaWithoutCredentials = "To destroy resources without valid credentials, run terraform destroy -refresh=false."

var oktaServerHelp = map[apierr.Kind]string{
	apierr.NotFound: "Check authorization_server_id: it is the ID of a custom authorization server of this org (aus...), or \"default\". " +
		"The keys of the org authorization server cannot be read or rotated by API.",
	apierr.Invalid: "Check what Okta says above against the authorization server in the admin console (Security > API), then run again.",
	apierr.Unauthorized: "Check that the token belongs to this org and has been neither revoked nor left to expire (an API token lapses " +
		"after 30 days without use). " + oktaWithoutCredentials,
	TokenRefused: "Check client_id, private_key and private_key_id, that the application is an API services application that " +
		"authenticates with a public key, and that each of okta.scopes is granted to it. " + oktaWithoutCredentials,
	apierr.Forbidden: "Grant the application okta.authorizationServers.read to read keys and okta.authorizationServers.manage to " +
		"rotate them, list both in okta.scopes, and give it an admin role that may do so; an API token has the role of the " +
		"admin who made it.",
	apierr.RateLimited: "Run again when the limit has reset, or lower -parallelism, or raise max_retries in the provider block.",
	apierr.Unavailable: "Check okta.org_url (or okta.org_name and okta.base_url), the network and any proxy between here and Okta, then run again.",
	apierr.Canceled:    "Run again to continue: nothing is left half done on this side.",
	apierr.Unknown:     "Run again; if it stays, run with TF_LOG_PROVIDER=DEBUG and report what the log says of idpkeys.http.",
}

// oktaCodeHelp is for errors whose status says less than their code.
var oktaCodeHelp = map[string]string{
	// HTTP 401 where an org lacks API Access Management (recorded interactions of
	// the official provider).
	"E0000015": "Check that the org has API Access Management, without which there are no custom authorization servers, and that the " +
		"admin behind the token may use it. " + oktaWithoutCredentials,
}
