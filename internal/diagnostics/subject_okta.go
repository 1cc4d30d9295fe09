package diagnostics

import (
	"maps"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// OktaAuthorizationServerKeys is the subject of calls about the signing keys of
// one custom authorization server.
func OktaAuthorizationServerKeys(serverID string) Subject {
	return Subject{
		Vendor: "Okta", Noun: "Okta authorization server keys", ID: serverID,
		Parent: nameOfParent("authorization server", serverID), Dating: "lastRotated in Okta's record of the server",
		WithoutCredentials: adviceToDestroyWithoutCredentials,
		Advice: oktaAdvice(map[apierr.Kind]string{
			apierr.NotFound: "Check authorization_server_id: it is the ID of a custom authorization server of this org (aus...), or \"default\". " +
				"The keys of the org authorization server are not to be had by this API.",
			apierr.Invalid: "Check what Okta says above against the authorization server in the admin console (Security > API), then run again.",
			apierr.Forbidden: "Grant the application okta.authorizationServers.read to read keys and okta.authorizationServers.manage to " +
				"rotate them, list both in okta.scopes, and give it an admin role that may do so; an API token has the role of the " +
				"admin who made it.",
		}),
		CodeAdvice: map[string]string{
			codeFeatureMissing: "Check that the org has API Access Management, without which there are no custom authorization servers, and that the " +
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
	s.CodeAdvice[codeFeatureMissing] = "Check that the org has API Access Management, without which there are no custom authorization servers, and that " +
		"token encryption is among its features (Settings > Features); and that the admin behind the token may use both."
	return s
}

// OktaAppKeys is the subject of calls about the keys of one app.
func OktaAppKeys(appID string) Subject {
	s := oktaApp("Okta app keys", appID, "Mend what Okta says above, then run again.")
	s.WithoutCredentials, s.WithoutKeys = adviceToForgetWithoutCredentials, adviceToForget
	return s
}

// OktaConnectionKeys is the subject of calls about the keys of an app's
// provisioning connection.
func OktaConnectionKeys(appID string) Subject {
	return oktaApp("Okta connection keys", appID,
		"Check the app's provisioning connection: it has keys when it authenticates with OAuth 2.0, as Org2Org can.")
}

// AdviceForOktaAppWithoutKeys is what to do where an app is there and of a kind that has no keys.
const AdviceForOktaAppWithoutKeys = "Give the app_id of an OAuth 2.0 client: Okta's record of it has settings.oauthClient. The sign-on mode OPENID_CONNECT alone does not " +
	"make an app one."

// AdviceForOktaContradiction is what to do where Okta answers 404 about the keys of a parent that
// is there.
const AdviceForOktaContradiction = "Run again: the parent is there, so what Okta says of its keys may be passing."

// AdviceForUnreadOktaParent is what to do where it is not known whether a parent is still there.
const AdviceForUnreadOktaParent = "Run again when the parent can be read: until then it does not count as gone."

// codeFeatureMissing is Okta's code for a feature that the org lacks, with HTTP 401
// (recorded interactions of the official provider).
const codeFeatureMissing = "E0000015"

func oktaApp(noun, appID, invalid string) Subject {
	return Subject{
		Vendor: "Okta", Noun: noun, ID: appID, Parent: nameOfParent("app", appID),
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
	adviceToForgetWithoutCredentials  = "Destroying a registered key takes valid credentials, too; terraform state rm lets go of it and leaves it registered."
	adviceToForget                    = "To take the resource out of the state without a request, run terraform state rm."
)

// oktaAdvice is what helps with every call to Okta, and what is particular to one.
func oktaAdvice(particular map[apierr.Kind]string) map[apierr.Kind]string {
	help := map[apierr.Kind]string{
		apierr.Unauthorized: "Check that the token belongs to this org and has been neither revoked nor left to expire (an API token lapses " +
			"after 30 days without use).",
		TokenRefused: "Check client_id, private_key and private_key_id, that the application is an API services application that " +
			"authenticates with a public key, and that each of okta.scopes is granted to it.",
		apierr.RateLimited: "Run again when the limit has reset, or lower -parallelism, or raise max_retries in the provider block.",
		apierr.Unavailable: "Check okta.org_url (or okta.org_name and okta.base_url), the network and any proxy between here and Okta, then run again.",
		apierr.Canceled:    "Run again to continue: nothing is left half done on this side.",
		apierr.Unknown:     "Run again; if it stays, run with TF_LOG_PROVIDER=DEBUG and report what the log says of idpkeys.http.",
	}
	maps.Copy(help, particular)
	return help
}
