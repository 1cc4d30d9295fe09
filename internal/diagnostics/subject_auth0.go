package diagnostics

import (
	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// Auth0ConnectionKeys is the subject of calls about the keys of one connection.
func Auth0ConnectionKeys(connectionID string) Subject {
	return Subject{Vendor: "Auth0", Console: "the Auth0 dashboard", Noun: "Auth0 connection " +
		"keys", Parent: nameOfParent("connection", connectionID), ID: connectionID, Advice: auth0Advice, CodeAdvice: auth0CodeAdvice,
		WithoutCredentials: adviceToDestroyWithoutCredentials, Dating: "the certificate of the next key (notBefore)"}
}

// auth0CodeAdvice helps with codes that say more than their status (recorded answers of
// tenants).
var auth0CodeAdvice = map[string]string{
	"insufficient_entitlement": "Check the subscription of the tenant: Auth0 reports above that it does not include this. Other scopes do not help.",
	"invalid_uri":              "Check connection_id: it is the ID of an enterprise connection of this tenant (con_...), not its name.",
}

var auth0Advice = map[apierr.Kind]string{
	apierr.NotFound: "Check connection_id: it is the ID of an enterprise connection of this tenant (con_...), not its name.",
	NotFoundBelow:   "Check in the Auth0 dashboard that the connection exists and has keys: this answer does not mean that the connection is missing.",
	apierr.Invalid: "Check the connection: it has keys when its strategy is oidc or okta and its " +
		"token_endpoint_auth_method is private_key_jwt.",
	apierr.Unauthorized: "Check that the token is a Management API token of this tenant (audience https://DOMAIN/api/v2/) " +
		"and has not expired.",
	TokenRefused: "Check client_id and the secret or private key, and that the application is authorized for the " +
		"Auth0 Management API of this tenant (set audience when domain is a custom domain).",
	apierr.Forbidden: "Grant the application read:connections_keys to read keys, and also create:connections_keys and " +
		"update:connections_keys to rotate them; all three on the Auth0 Management API.",
	apierr.RateLimited: "Run again when the limit has reset, or lower -parallelism, or raise max_retries in the provider block.",
	apierr.Unavailable: "Check auth0.domain, the network and any proxy between this machine and Auth0, then run again.",
	apierr.Canceled:    "Run again to continue: the provider has left nothing half done.",
	apierr.Unknown:     "Run again. If the error stays, run with TF_LOG_PROVIDER=DEBUG, and report the lines of idpkeys.http in the log.",
}
