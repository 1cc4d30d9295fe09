package diagnostics

import (
	"maps"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// OktaAuthorizationServerKeys is the subject of calls about the signing keys of
// one custom authorization server.
func OktaAuthorizationServerKeys(serverID string) Subject {
	return Subject{
		Vendor: "Okta", Console: "the Okta Admin Console", Noun: "Okta authorization server keys", ID: serverID,
		Parent: nameOfParent("authorization server", serverID), Dating: "lastRotated in Okta's record of the server",
		WithoutCredentials: adviceToDestroyWithoutCredentials,
		Advice: oktaAdvice(map[apierr.Kind]string{
			apierr.NotFound: "Check authorization_server_id: it is the ID of a custom authorization server of this org (aus...), or \"default\". " +
				"This API does not return the keys of the org authorization server.",
			apierr.Invalid: "Check the authorization server in the Admin Console (Security > API) for the problem that Okta reports above, then run again.",
			apierr.Forbidden: "Grant the application okta.authorizationServers.read to read keys and okta.authorizationServers.manage to " +
				"rotate them, list both in okta.scopes, and give it an admin role that may do so; an API token has the role of the " +
				"admin who made it.",
		}),
		CodeAdvice: map[string]string{
			codeFeatureMissing: "Check that the org has API Access Management, which custom authorization servers need, and that the " +
				"admin behind the token may use it.",
		},
	}
}

// OktaResourceServerKeys is the subject of calls about the encryption keys of one
// custom authorization server.
func OktaResourceServerKeys(serverID string) Subject {
	s := OktaAuthorizationServerKeys(serverID)
	s.Noun = "Okta resource server keys"
	s.WithoutCredentials, s.WithoutKeys = adviceToForgetWithoutCredentials, adviceToForget
	s.Advice[apierr.Forbidden] = "Grant the application okta.authorizationServers.read to read keys and okta.authorizationServers.manage to " +
		"change them, list both in okta.scopes, and give it an admin role that may do so; an API token has the role of the admin who made it."
	s.CodeAdvice[codeFeatureMissing] = "Check that the org has API Access Management, which custom authorization servers need, and that " +
		"token encryption is among its features (Settings > Features); and that the admin behind the token may use both."
	return s
}

// OktaAppKeys is the subject of calls about the keys of one app.
func OktaAppKeys(appID string) Subject {
	s := oktaApp("Okta app keys", appID, "Fix the problem that Okta reports above, then run again.")
	s.WithoutCredentials, s.WithoutKeys = adviceToForgetWithoutCredentials, adviceToForget
	return s
}

// OktaConnectionKeys is the subject of calls about the keys of an app's
// provisioning connection.
func OktaConnectionKeys(appID string) Subject {
	return oktaApp("Okta connection keys", appID,
		"Check the app's provisioning connection: it has keys when it authenticates with OAuth 2.0, as Org2Org can.")
}

// AdviceForOktaAppWithoutKeys is what to do about an app that exists and cannot have keys.
const AdviceForOktaAppWithoutKeys = "Set app_id to the ID of an OAuth 2.0 client: Okta's record of such an app has settings.oauthClient. The sign-on " +
	"mode OPENID_CONNECT is not sufficient."

// AdviceForOktaContradiction is what to do where Okta answers 404 about the keys of a
// parent that exists.
const AdviceForOktaContradiction = "Run again: the parent exists, so Okta's answer about its keys may be temporary."

// AdviceForUnreadOktaParent is what to do where it is not known whether a parent still
// exists.
const AdviceForUnreadOktaParent = "Run again when the parent can be read. Until then the provider does not treat it as deleted."

// codeFeatureMissing is Okta's code for a feature that the org lacks, with HTTP 401
// (recorded interactions of the official provider).
const codeFeatureMissing = "E0000015"

func oktaApp(noun, appID, invalid string) Subject {
	return Subject{
		Vendor: "Okta", Console: "the Okta Admin Console", Noun: noun, ID: appID, Parent: nameOfParent("app", appID),
		CodeAdvice: map[string]string{
			codeFeatureMissing: "Check that the org has the feature that these operations need, and that the admin behind the token may use it: Okta says " +
				"above that one of the two is missing.",
		},
		Advice: oktaAdvice(map[apierr.Kind]string{
			apierr.NotFound: "Check app_id: it is the ID of an app of this org (0oa...), not its name.",
			apierr.Invalid:  invalid,
			apierr.Forbidden: "Grant the application okta.apps.read to read keys and okta.apps.manage to change them, list both in okta.scopes, and " +
				"give it an admin role that may do so; an API token has the role of the admin who made it.",
		}),
	}
}

// How to be rid of a resource without valid credentials: destroying one that only
// rotates sends nothing, deleting a registered key does.
const (
	adviceToDestroyWithoutCredentials = "To destroy resources without valid credentials, run terraform destroy -refresh=false."
	adviceToForgetWithoutCredentials  = "Destroying a registered key also needs valid credentials. To leave the key registered, remove the resource from the state with terraform state rm."
	adviceToForget                    = "To remove the resource from the state without a request, run terraform state rm."
)

// oktaAdvice is what helps with every call to Okta, and what is particular to one.
func oktaAdvice(particular map[apierr.Kind]string) map[apierr.Kind]string {
	help := map[apierr.Kind]string{
		apierr.Unauthorized: "Check that the token belongs to this org, and is not revoked or expired (an API token expires after 30 days without use).",
		TokenRefused: "Check client_id, private_key and private_key_id, that the application is an API services application that " +
			"authenticates with a public key, and that each of okta.scopes is granted to it.",
		apierr.RateLimited: "Run again when the limit has reset, or lower -parallelism, or raise max_retries in the provider block.",
		apierr.Unavailable: "Check okta.org_url (or okta.org_name and okta.base_url), the network and any proxy between this machine and Okta, then run again.",
		apierr.Canceled:    "Run again to continue: the provider has left nothing half done.",
		apierr.Unknown:     "Run again. If the error stays, run with TF_LOG_PROVIDER=DEBUG, and report the lines of idpkeys.http in the log.",
	}
	maps.Copy(help, particular)
	return help
}
