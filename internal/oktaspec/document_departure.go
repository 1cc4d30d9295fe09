package oktaspec

import (
	"path"
	"slices"
)

// Departure is something that real orgs do, or that Okta's other texts say,
// against the document.
type Departure struct {
	// Operation is the operationId.
	Operation string
	Side      Side
	// Pointer is that of the [Problem], where * stands for any one name or
	// index.
	Pointer string
	// Evidence says who saw it, and where.
	Evidence string
}

// signingOperations are those of authorization servers and their signing keys.
var signingOperations = []string{
	"getAuthorizationServer",
	"listAuthorizationServerKeys",
	"getAuthorizationServerKey",
	"rotateAuthorizationServerKeys",
}

// appOperations are those of apps and their keys that read.
var appOperations = []string{
	"getApplication",
	"listJwk",
	"getJwk",
	"getUserProvisioningConnectionJWKS",
}

// keyOperations are those that change the keys of an app.
var keyOperations = []string{
	"addJwk",
	"deletejwk",
	"activateOAuth2ClientJsonWebKey",
	"deactivateOAuth2ClientJsonWebKey",
}

// resourceOperations are those of the keys that authorization servers encrypt to.
var resourceOperations = []string{
	"listOAuth2ResourceServerJsonWebKeys",
	"getOAuth2ResourceServerJsonWebKey",
	"activateOAuth2ResourceServerJsonWebKey",
	"addOAuth2ResourceServerJsonWebKey",
	"deleteOAuth2ResourceServerJsonWebKey",
	"deactivateOAuth2ResourceServerJsonWebKey",
}

// departures are the ones allowed. A test fails when one is no longer needed.
var departures = slices.Concat(signingDepartures, appDepartures, appKeyDepartures, keyChangeDepartures, resourceDepartures)

// Evidence that several departures share.
const (
	evidenceFailure   = "recorded: E0000009 in the fixtures of terraform-provider-okta; the document names no 5xx anywhere"
	evidenceReadOnly  = "Okta's list of error codes: E0000010, read-only mode, for any operation"
	evidenceAccept    = "Okta's list of error codes: E0000019, an Accept header without JSON, for any operation; a 400 to a GET with a bad DPoP proof is in okta-sdk-python issue 541"
	evidenceProof     = "okta-sdk-python issue 541: what is wrong with a DPoP proof is told in WWW-Authenticate"
	evidenceScope     = "okta-sdk-golang issue 145: an access token without the scope is refused without a body, and told why in WWW-Authenticate; the status is that of RFC 6750 section 3.1"
	evidenceKeyNull   = "recorded: use and crv that were not sent are null in TestAccResourceOktaAppOauth_serviceWithJWKS of terraform-provider-okta"
	evidenceKeyMember = "Okta's own example oAuthClientJsonWebKey has alg and use, which the generator of the document has dropped; a recorded key with use is in okta-sdk-dotnet issue 826"
	evidenceCurve     = "recorded: crv of an EC key in TestAccResourceOktaAppOauth_serviceWithJWKS of terraform-provider-okta; RFC 7518 section 6.2.1 demands it"
	// Without use in the schema of a signing key, an encryption key is both.
	evidenceEncryptionKey = "Okta's own examples oAuthClientJsonActiveEncryptionKey and oAuthClientJsonInactiveEncryptionKey: an RSA key fulfils both alternatives"
)

// signingDepartures are those of authorization servers and their signing keys.
var signingDepartures = slices.Concat(
	[]Departure{{"getAuthorizationServer", Response, "/default",
		"recorded: authorization servers in the fixtures of terraform-provider-okta carry a bool, as in TestAccResourceOktaAuthServerDefault_crud"}},
	onEach(signingOperations, Response, "status 401",
		"recorded: E0000015 on authorizationServers without API Access Management (20 times in the fixtures of terraform-provider-okta); E0000011 for a bad token is what the document's other operations name"),
	onEach(signingOperations, Response, "status 500", evidenceFailure),
	onEach(signingOperations, Response, "status 503", evidenceReadOnly),
	// The rotation documents 400.
	onEach(signingOperations[:3], Response, "status 400", evidenceAccept),
	onEach(signingOperations, Response, "challenge 400", evidenceProof),
	onEach(signingOperations, Response, "challenge 403", evidenceScope),
)

// appDepartures are those of apps, and of refusals by operations on them.
var appDepartures = slices.Concat(
	onAll("getApplication", Response,
		"recorded: null in the apps of the fixtures of terraform-provider-okta, as in TestAccResourceOktaAppOauth_serviceWithJWKS and TestAccDataSourceOktaAppSaml_read",
		"/accessibility/errorRedirectUrl",
		"/accessibility/loginRedirectUrl",
		"/settings/notes/admin",
		"/settings/notes/enduser",
		"/settings/notifications/vpn/helpUrl",
		"/settings/notifications/vpn/message",
		"/settings/oauthClient/client_uri",
		"/settings/oauthClient/logo_uri",
		"/settings/signOn/spIssuer"),
	// The others document 401.
	[]Departure{{"getApplication", Response, "status 401",
		"Okta's list of error codes: E0000011 for a bad token, for any operation; the document's other operations on apps name it"}},
	// The others document 403.
	[]Departure{{"getUserProvisioningConnectionJWKS", Response, "status 403",
		"Okta's list of error codes: E0000005 and E0000006, for any operation; the document's other operations on apps name it"}},
	onEach(appOperations, Response, "status 500", evidenceFailure),
	onEach(appOperations, Response, "status 503", evidenceReadOnly),
	onEach(appOperations, Response, "status 400", evidenceAccept),
	onEach(appOperations, Response, "challenge 400", evidenceProof),
	onEach(appOperations, Response, "challenge 403", evidenceScope),
)

// appKeyDepartures are those of the keys of apps and of their connections.
var appKeyDepartures = slices.Concat(
	// Without use nothing tells the document what a key is for.
	onAll("getApplication", Response, evidenceKeyNull, "/settings/oauthClient/jwks/keys/*"),
	onAll("getApplication", Response, evidenceKeyMember, "/settings/oauthClient/jwks/keys/*/use", "/settings/oauthClient/jwks/keys/*/alg"),
	onAll("getApplication", Response, evidenceCurve, "/settings/oauthClient/jwks/keys/*/crv"),
	onAll("listJwk", Response, evidenceKeyNull, "/keys/*"),
	onAll("listJwk", Response, evidenceKeyMember, "/keys/*/use", "/keys/*/alg"),
	onAll("listJwk", Response, evidenceCurve, "/keys/*/crv"),
	onAll("getJwk", Response, evidenceKeyMember, "/use", "/alg"),
	onAll("getJwk", Response, evidenceCurve, "/crv"),
	[]Departure{
		{"listJwk", Response, "/jwks",
			"Okta's own example oAuthClientJsonWebKeyListResponse: the set is within jwks"},
		{"listJwk", Response, "",
			"the schema of the SDK v6.0.0 and its documentation: the list is an array"},
		{"getUserProvisioningConnectionJWKS", Response, "/jwks/keys/*/alg",
			"Okta's own example UserProvisioningJsonWebKeysResponse has alg"},
		{"getUserProvisioningConnectionJWKS", Response, "/jwks",
			"ApplicationConnectionsApiTests of okta-sdk-dotnet, against a live org: jwks can be null without a connection with OAuth 2.0"},
	},
)

// keyChangeDepartures are those of the changes to the keys of an app.
var keyChangeDepartures = slices.Concat(
	onAll("addJwk", Request, evidenceCurve, "/crv"),
	onAll("addJwk", Response, evidenceKeyMember, "/use", "/alg"),
	onAll("addJwk", Response, evidenceCurve, "/crv"),
	onAll("addJwk", Response, evidenceEncryptionKey, ""),
	onAll("activateOAuth2ClientJsonWebKey", Response, evidenceKeyMember, "/use", "/alg"),
	onAll("activateOAuth2ClientJsonWebKey", Response, evidenceCurve, "/crv"),
	onAll("activateOAuth2ClientJsonWebKey", Response, evidenceEncryptionKey, ""),
	onAll("deactivateOAuth2ClientJsonWebKey", Response, evidenceKeyMember, "/use", "/alg"),
	onAll("deactivateOAuth2ClientJsonWebKey", Response, evidenceCurve, "/crv"),
	// The others document 404.
	[]Departure{{"addJwk", Response, "status 404",
		"Okta's list of error codes: E0000007 for what is not found, for any operation; recorded for an app that is gone in TestAccResourceOktaAppOauth_serviceWithJWKS of terraform-provider-okta"}},
	// The others document 400.
	[]Departure{{"activateOAuth2ClientJsonWebKey", Response, "status 400", evidenceAccept}},
	onEach(keyOperations, Response, "status 500", evidenceFailure),
	onEach(keyOperations, Response, "status 503", evidenceReadOnly),
	onEach(keyOperations, Response, "challenge 400", evidenceProof),
	onEach(keyOperations, Response, "challenge 403", evidenceScope),
)

// resourceDepartures are those of the keys that authorization servers encrypt to.
var resourceDepartures = slices.Concat(
	onAll("getAuthorizationServer", Response,
		"Okta's own example ReplaceAuthServerEnableTokenEncryptionResponse has id; so has the answer in Okta's guide on key management",
		"/jwks/keys/*/id"),
	// The others document 404.
	onAll("addOAuth2ResourceServerJsonWebKey", Response,
		"Okta's list of error codes: E0000007 for what is not found, for any operation; the document's list at the same path names it", "status 404"),
	// The others document 400.
	onEach(resourceOperations[:3], Response, "status 400", evidenceAccept),
	onEach(resourceOperations, Response, "status 500", evidenceFailure),
	onEach(resourceOperations, Response, "status 503", evidenceReadOnly),
	onEach(resourceOperations, Response, "challenge 400", evidenceProof),
	onEach(resourceOperations, Response, "challenge 403", evidenceScope),
)

// onEach is one departure of several operations, each of which must be needed.
func onEach(operations []string, side Side, pointer, evidence string) []Departure {
	var all []Departure
	for _, operation := range operations {
		all = append(all, Departure{operation, side, pointer, evidence})
	}
	return all
}

// onAll is several departures of one operation, each of which must be needed.
func onAll(operation string, side Side, evidence string, pointers ...string) []Departure {
	var all []Departure
	for _, pointer := range pointers {
		all = append(all, Departure{operation, side, pointer, evidence})
	}
	return all
}

// allows says whether the departure is this problem.
func (dep Departure) allows(p Problem) bool {
	if dep.Operation != p.Operation || dep.Side != p.Side {
		return false
	}
	same, err := path.Match(dep.Pointer, p.Pointer)
	return err == nil && same
}

// Remaining are the problems that no departure allows. The departures that it
// finds are remembered for [Document.Unneeded].
func (d *Document) Remaining(problems []Problem) []Problem {
	d.mu.Lock()
	defer d.mu.Unlock()
	var rest []Problem
	for _, p := range problems {
		at := slices.IndexFunc(d.departures, func(dep Departure) bool { return dep.allows(p) })
		if at < 0 {
			rest = append(rest, p)
			continue
		}
		d.used[d.departures[at]] = true
	}
	return rest
}

// Unneeded are the departures that no exchange so far has made. Ask when all
// that the departures are listed for has passed through this document.
func (d *Document) Unneeded() []Departure {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.departures), func(dep Departure) bool { return d.used[dep] })
}
