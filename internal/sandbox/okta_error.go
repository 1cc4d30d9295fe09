package sandbox

import (
	"fmt"
	"net/http"
)

// oktaErrorID names an error that the org can send. RULES.md has a row for each
// of them, with the evidence for its text.
type oktaErrorID string

// The errors of the Management API.
const (
	errOktaValidationUse    oktaErrorID = "okta_rotate_use"
	errOktaConnectionKeys   oktaErrorID = "okta_connection_keys"
	errOktaMalformed        oktaErrorID = "okta_malformed_json"
	errOktaAccept           oktaErrorID = "okta_accept"
	errOktaContentType      oktaErrorID = "okta_content_type"
	errOktaNoSession        oktaErrorID = "okta_invalid_session"
	errOktaInvalidToken     oktaErrorID = "okta_invalid_token"
	errOktaFeature          oktaErrorID = "okta_feature"
	errOktaForbidden        oktaErrorID = "okta_forbidden"
	errOktaNotFound         oktaErrorID = "okta_not_found"
	errOktaAppActive        oktaErrorID = "okta_app_active"
	errOktaMethod           oktaErrorID = "okta_method"
	errOktaTooManyRequests  oktaErrorID = "okta_too_many_requests"
	errOktaInternal         oktaErrorID = "okta_internal"
	errOktaReadOnly         oktaErrorID = "okta_read_only_mode"
	errOktaInjected         oktaErrorID = "okta_injected"
	errOktaUnknownOperation oktaErrorID = "okta_unknown_operation"
)

// The refusals of changes to registered keys.
const (
	errOktaKeyMember        oktaErrorID = "okta_key_member"
	errOktaKeyLength        oktaErrorID = "okta_key_length"
	errOktaKeyURI           oktaErrorID = "okta_key_jwks_uri"
	errOktaKeyLimit         oktaErrorID = "okta_key_limit"
	errOktaKeyWithoutKID    oktaErrorID = "okta_key_without_kid"
	errOktaKeyDuplicateKID  oktaErrorID = "okta_key_duplicate_kid"
	errOktaKeyOneEncryption oktaErrorID = "okta_key_one_encryption"
	errOktaKeyOnlyActive    oktaErrorID = "okta_key_only_active"
	errOktaKeyRequestObject oktaErrorID = "okta_key_request_object"
	errOktaKeyEncrypts      oktaErrorID = "okta_key_encrypts"
	errOktaKeyActive        oktaErrorID = "okta_key_active"
)

// The refusals of changes to the keys of a resource server alone.
const (
	errOktaKeyAddedActive  oktaErrorID = "okta_key_added_active"
	errOktaKeyUniqueKID    oktaErrorID = "okta_key_unique_kid"
	errOktaKeyAccessTokens oktaErrorID = "okta_key_access_tokens"
)

// The refusals of an OAuth token at the Management API: a challenge without a
// body.
const (
	errOktaScope         oktaErrorID = "okta_insufficient_scope"
	errOktaProofRequired oktaErrorID = "okta_proof_required"
	errOktaProof         oktaErrorID = "okta_invalid_proof"
)

// The errors of the token endpoint.
const (
	errOktaGrantMissing  oktaErrorID = "okta_oauth_grant_type_missing"
	errOktaGrantType     oktaErrorID = "okta_oauth_unsupported_grant_type"
	errOktaAssertionType oktaErrorID = "okta_oauth_assertion_type"
	errOktaAssertion     oktaErrorID = "okta_oauth_invalid_client"
	errOktaNoScope       oktaErrorID = "okta_oauth_scope_missing"
	errOktaScopeDenied   oktaErrorID = "okta_oauth_invalid_scope"
	errOktaTokenProof    oktaErrorID = "okta_oauth_invalid_proof"
	errOktaNonce         oktaErrorID = "okta_oauth_use_nonce"
	errOktaTokenInjected oktaErrorID = "okta_oauth_injected"
)

// oktaError is the text of an error. The texts may hold verbs of fmt.
type oktaError struct {
	status int
	// code is errorCode of the Management API, or error of OAuth.
	code string
	// message is errorSummary, or error_description of OAuth.
	message string
	// cause is the only entry of errorCauses, if any; the verbs are then in it.
	cause string
	// oauth: an error of the token endpoint, with its other shape.
	oauth bool
	// challenge: all there is to read is in WWW-Authenticate.
	challenge bool
}

// oktaErrors is every error that the org can send.
var oktaErrors = map[oktaErrorID]oktaError{
	errOktaValidationUse:    {status: 400, code: "E0000001", message: "Api validation failed: rotateKeys", cause: "Invalid value specified for key 'use' parameter"},
	errOktaConnectionKeys:   {status: 400, code: "E0000001", message: "Api validation failed: connection", cause: "The provisioning connection does not use OAuth 2.0."},
	errOktaMalformed:        {status: 400, code: "E0000003", message: "The request body was not well-formed."},
	errOktaAccept:           {status: 400, code: "E0000019", message: "Bad request.  Accept and/or Content-Type headers likely do not match supported values."},
	errOktaContentType:      {status: 400, code: "E0000021", message: "Bad request.  Accept and/or Content-Type headers likely do not match supported values."},
	errOktaNoSession:        {status: 403, code: "E0000005", message: "Invalid session"},
	errOktaInvalidToken:     {status: 401, code: "E0000011", message: "Invalid token provided"},
	errOktaFeature:          {status: 401, code: "E0000015", message: "You do not have permission to access the feature you are requesting"},
	errOktaForbidden:        {status: 403, code: "E0000006", message: "You do not have permission to perform the requested action"},
	errOktaNotFound:         {status: 404, code: "E0000007", message: "Not found: Resource not found: %s (%s)"},
	errOktaAppActive:        {status: 403, code: "E0000056", message: "Delete application forbidden."},
	errOktaMethod:           {status: 405, code: "E0000022", message: "The endpoint does not support the provided HTTP method"},
	errOktaTooManyRequests:  {status: 429, code: "E0000047", message: "API call exceeded rate limit due to too many requests."},
	errOktaInternal:         {status: 500, code: "E0000009", message: "Internal Server Error"},
	errOktaReadOnly:         {status: 503, code: "E0000010", message: "Service is in read only mode"},
	errOktaInjected:         {code: "E0000000", message: "injected by the sandbox"},
	errOktaUnknownOperation: {status: 501, code: "E0000000", message: "the sandbox does not know %s %s"},

	errOktaKeyMember:        invalidKey("Invalid value specified for key '%s' parameter"),
	errOktaKeyLength:        invalidKey("RSA key length in the 'jwks' is less than '2,048' bits for the given key."),
	errOktaKeyURI:           invalidKey("You can't add a key when the client has a 'jwks_uri'."),
	errOktaKeyLimit:         invalidKey("You can't create a new key. You have reached the maximum number of keys allowed (%d). To add another key, you must first delete an existing one."),
	errOktaKeyWithoutKID:    invalidKey("Each key should have a unique kid when adding multiple keys. Use the Apps API to update the JWKS to add a kid for the existing key, or delete the existing key and re-add the key with a kid using the JWKS APIs."),
	errOktaKeyDuplicateKID:  invalidKey("All keys in the 'jwks' must have a unique `kid`."),
	errOktaKeyOneEncryption: invalidKey("The client can have only one active encryption key in the 'jwks'."),
	errOktaKeyOnlyActive:    invalidKey("Can't deactivate the only active JSON Web Key when the value for `token_endpoint_auth_method` is `private_key_jwt`."),
	errOktaKeyRequestObject: invalidKey("The `jwks` must contain at least one key with an algorithm matching the `request_object_signature_algorithm`."),
	errOktaKeyEncrypts:      invalidKey("You can't deactivate the active encryption key."),
	errOktaKeyActive:        invalidKey("''ACTIVE'' keys cannot be deleted. Activate another key before deleting this one."),

	errOktaKeyAddedActive:  invalidKey("Keys cannot be created with an ''ACTIVE'' status. Create an ''INACTIVE'' key and then activate it."),
	errOktaKeyUniqueKID:    invalidKey("Each key must have a unique ''kid''."),
	errOktaKeyAccessTokens: invalidKey("You cannot deactivate the active key when access token encryption is enabled."),

	errOktaScope:         {challenge: true, status: 403, code: "insufficient_scope", message: "The access token provided does not contain the required scopes."},
	errOktaProofRequired: {challenge: true, status: 400, code: "invalid_request", message: "The resource request requires a DPoP proof."},
	errOktaProof:         {challenge: true, status: 400, code: "invalid_dpop_proof", message: "%s"},

	errOktaGrantMissing:  {oauth: true, status: 400, code: "invalid_request", message: "The token request must specify a 'grant_type'."},
	errOktaGrantType:     {oauth: true, status: 400, code: "unsupported_grant_type", message: "The authorization grant type '%s' is not supported."},
	errOktaAssertionType: {oauth: true, status: 401, code: "invalid_client", message: "The client_assertion_type is invalid."},
	errOktaAssertion:     {oauth: true, status: 401, code: "invalid_client", message: "%s"},
	errOktaNoScope:       {oauth: true, status: 400, code: "invalid_scope", message: "The scope parameter is required."},
	errOktaScopeDenied:   {oauth: true, status: 400, code: "invalid_scope", message: "The requested scope is not granted to the client: %s"},
	errOktaTokenProof:    {oauth: true, status: 400, code: "invalid_dpop_proof", message: "%s"},
	errOktaNonce:         {oauth: true, status: 400, code: "use_dpop_nonce", message: "Authorization server requires nonce in DPoP proof."},
	errOktaTokenInjected: {oauth: true, code: "server_error", message: "injected by the sandbox"},
}

// invalidKey is a refusal of a change to a key; its cause alone says which.
func invalidKey(cause string) oktaError {
	return oktaError{status: http.StatusBadRequest, code: "E0000001", message: "Api validation failed: JsonWebKey", cause: cause}
}

// oktaRefusal is an error on its way to the client: which one, and the values
// for its text. A nil *oktaRefusal means that all is well.
type oktaRefusal struct {
	id     oktaErrorID
	values []any
	// challenge is what WWW-Authenticate says before error and after it.
	before, after string
}

// refuseOkta names an error and the values for its text.
func refuseOkta(id oktaErrorID, values ...any) *oktaRefusal {
	return &oktaRefusal{id: id, values: values}
}

// reply is the answer of a refusal.
func (f *oktaRefusal) reply() reply { return f.replyWith(oktaErrors[f.id].status) }

// replyWith is the answer of a refusal with another status than its own.
func (f *oktaRefusal) replyWith(status int) reply {
	e := oktaErrors[f.id]
	message, cause := e.message, e.cause
	switch {
	case len(f.values) > 0 && cause != "":
		cause = fmt.Sprintf(cause, f.values...)
	case len(f.values) > 0:
		message = fmt.Sprintf(message, f.values...)
	}
	switch {
	case e.challenge:
		value := fmt.Sprintf(`%s, error="%s", error_description="%s", %s`, f.before, e.code, message, f.after)
		return reply{status: status, header: http.Header{"Www-Authenticate": {value}}}
	case e.oauth:
		return oktaReply(status, oktaOAuthErrorJSON{Error: e.code, Description: message})
	}
	out := oktaErrorJSON{Code: e.code, Summary: message, Link: e.code, Causes: []oktaCauseJSON{}}
	if cause != "" {
		out.Causes = append(out.Causes, oktaCauseJSON{Summary: cause})
	}
	rep := oktaReply(status, out)
	rep.failure = &out
	return rep
}

// withErrorID gives an error its ID, which differs from that of every other error.
func (o *OktaOrg) withErrorID(rep reply) reply {
	if rep.failure != nil {
		rep.failure.ID = "oae" + o.errorIDs.name(22)
		rep.body = oktaReply(rep.status, *rep.failure).body
	}
	return rep
}

// oktaReply is an answer with a JSON body and the content type that Okta sends.
func oktaReply(status int, v any) reply {
	rep := jsonReply(status, v)
	rep.header.Set("Content-Type", "application/json")
	return rep
}

// oktaErrorJSON is an error of the Management API on the wire.
type oktaErrorJSON struct {
	Code    string          `json:"errorCode"`
	Summary string          `json:"errorSummary"`
	Link    string          `json:"errorLink"`
	ID      string          `json:"errorId"`
	Causes  []oktaCauseJSON `json:"errorCauses"`
}

// oktaCauseJSON is one entry of errorCauses.
type oktaCauseJSON struct {
	Summary string `json:"errorSummary"`
}

// oktaOAuthErrorJSON is an error of the token endpoint on the wire, RFC 6749
// section 5.2.
type oktaOAuthErrorJSON struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}
