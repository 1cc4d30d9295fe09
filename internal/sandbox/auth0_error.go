package sandbox

import (
	"fmt"
	"net/http"
)

// auth0ErrorID names an error that the tenant can send. RULES.md has a row for
// each of them, with the evidence for its text.
type auth0ErrorID string

// The errors of the Management API.
const (
	errInvalidToken       auth0ErrorID = "invalid_token"
	errMalformedToken     auth0ErrorID = "malformed_token"
	errInvalidSignature   auth0ErrorID = "invalid_signature"
	errExpiredToken       auth0ErrorID = "expired_token"
	errScopeAny           auth0ErrorID = "insufficient_scope_any"
	errScopeAll           auth0ErrorID = "insufficient_scope_all"
	errInvalidURI         auth0ErrorID = "invalid_uri"
	errNoConnection       auth0ErrorID = "inexistent_connection"
	errKeysUnavailable    auth0ErrorID = "keys_unavailable"
	errRotateStrategy     auth0ErrorID = "rotate_strategy"
	errRotateAuthMethod   auth0ErrorID = "rotate_auth_method"
	errInvalidJSON        auth0ErrorID = "invalid_json"
	errSigningAlg         auth0ErrorID = "invalid_signing_alg"
	errMissingProperty    auth0ErrorID = "missing_property"
	errNameTaken          auth0ErrorID = "name_taken"
	errTooManyRequests    auth0ErrorID = "too_many_requests"
	errInjected           auth0ErrorID = "injected"
	errUnknownOperation   auth0ErrorID = "unknown_operation"
	errGrantMissing       auth0ErrorID = "oauth_grant_type_missing"
	errGrantType          auth0ErrorID = "oauth_unsupported_grant_type"
	errClientUnauthorized auth0ErrorID = "oauth_unauthorized"
	errAssertion          auth0ErrorID = "oauth_invalid_client"
	errAudienceMissing    auth0ErrorID = "oauth_audience_missing"
	errAudienceUnknown    auth0ErrorID = "oauth_audience_unknown"
	errNoClientGrant      auth0ErrorID = "oauth_no_client_grant"
	errTokenTooMany       auth0ErrorID = "oauth_too_many_requests"
	errTokenInjected      auth0ErrorID = "oauth_injected"
)

// auth0Error is the text of an error. message may hold verbs of fmt.
type auth0Error struct {
	status  int
	message string
	// code is errorCode of the Management API, or error of the token endpoint.
	code string
	// oauth: the error of the token endpoint, with its other shape.
	oauth bool
	// attributes: the answer repeats the message as attributes.error.
	attributes bool
}

// auth0Errors is every error that the tenant can send.
var auth0Errors = map[auth0ErrorID]auth0Error{
	errInvalidToken:     {status: 401, message: "Invalid token."},
	errMalformedToken:   {status: 400, message: "Bad HTTP authentication header format", code: "Bearer"},
	errInvalidSignature: {status: 401, message: "Invalid signature received for JSON Web Token validation."},
	errExpiredToken:     {status: 401, message: "Expired token received for JSON Web Token validation", attributes: true},
	errScopeAny:         {status: 403, message: "Insufficient scope, expected any of: %s", code: "insufficient_scope"},
	errScopeAll:         {status: 403, message: "Insufficient scope, expected all of: %s", code: "insufficient_scope"},
	errInvalidURI:       {status: 400, message: "Invalid request URI. %q is not the id of a connection.", code: "invalid_uri"},
	errNoConnection:     {status: 404, message: "The connection does not exist", code: "inexistent_connection"},
	errKeysUnavailable:  {status: 400, message: "keys are not available for this connection"},
	errRotateStrategy:   {status: 400, message: "Key rotation is not supported on this connection"},
	errRotateAuthMethod: {status: 400, message: "Connection is not configured to use JWT Client Authentication"},
	errInvalidJSON:      {status: 400, message: "Invalid request payload JSON format"},
	errSigningAlg:       {status: 400, message: "Payload validation error: 'No enum match for: %s' on property signing_alg.", code: "invalid_body"},
	errMissingProperty:  {status: 400, message: "Payload validation error: 'Missing required property: %s'.", code: "invalid_body"},
	errNameTaken:        {status: 409, message: "A connection with the same name already exists"},
	errTooManyRequests:  {status: 429, message: "Global limit has been reached", code: "too_many_requests"},
	errInjected:         {message: "injected by the sandbox"},
	errUnknownOperation: {status: 501, message: "the sandbox does not know %s %s", code: "sandbox_unknown_operation"},

	errGrantMissing:       {oauth: true, status: 400, code: "invalid_request", message: "Missing required parameter: grant_type"},
	errGrantType:          {oauth: true, status: 400, code: "unsupported_grant_type", message: "Unsupported grant type: %s"},
	errClientUnauthorized: {oauth: true, status: 401, code: "access_denied", message: "Unauthorized"},
	errAssertion:          {oauth: true, status: 401, code: "invalid_client", message: "Failed to verify the client assertion: %s"},
	errAudienceMissing:    {oauth: true, status: 403, code: "access_denied", message: "No audience parameter was provided, and no default audience has been configured"},
	errAudienceUnknown:    {oauth: true, status: 403, code: "access_denied", message: "Service not enabled within domain: %s"},
	errNoClientGrant:      {oauth: true, status: 403, code: "access_denied", message: `Client is not authorized to access "%s". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`},
	errTokenTooMany:       {oauth: true, status: 429, code: "too_many_requests", message: "Global limit has been reached"},
	errTokenInjected:      {oauth: true, code: "server_error", message: "injected by the sandbox"},
}

// refusal is an error on its way to the client: which one, and the values for
// its text. A nil *refusal means that all is well.
type refusal struct {
	id     auth0ErrorID
	values []any
}

// refuse names an error and the values for its text.
func refuse(id auth0ErrorID, values ...any) *refusal { return &refusal{id: id, values: values} }

// reply is the answer of a refusal.
func (f *refusal) reply() reply { return f.replyWith(auth0Errors[f.id].status) }

// replyWith is the answer of a refusal with another status than its own.
func (f *refusal) replyWith(status int) reply {
	e := auth0Errors[f.id]
	message := e.message
	if len(f.values) > 0 {
		message = fmt.Sprintf(e.message, f.values...)
	}
	if e.oauth {
		return jsonReply(status, auth0OAuthErrorJSON{Error: e.code, Description: message})
	}
	out := auth0ErrorJSON{StatusCode: status, Error: http.StatusText(status), Message: message, ErrorCode: e.code}
	if e.attributes {
		out.Attributes = map[string]string{"error": message}
	}
	return jsonReply(status, out)
}

// auth0ErrorJSON is an error of the Management API on the wire.
type auth0ErrorJSON struct {
	StatusCode int               `json:"statusCode"`
	Error      string            `json:"error"`
	Message    string            `json:"message"`
	ErrorCode  string            `json:"errorCode,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
}

// auth0OAuthErrorJSON is an error of the token endpoint on the wire, RFC 6749
// section 5.2.
type auth0OAuthErrorJSON struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}
