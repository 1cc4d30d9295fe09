package auth0api

import (
	"encoding/json"
	"net/http"
	"regexp"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// wireError is Auth0's error body: of the Management API (statusCode, error,
// message, errorCode) and of the token endpoint (error, error_description,
// RFC 6749 section 5.2).
type wireError struct {
	StatusCode  int    `json:"statusCode"`
	Error       string `json:"error"`
	Message     string `json:"message"`
	ErrorCode   string `json:"errorCode"`
	Description string `json:"error_description"`
}

// vendor reads Auth0's answers.
var vendor = transport.Vendor{Name: "Auth0", RequestIDHeader: RequestIDHeader, Refusal: refusal}

// codeNoConnection is the errorCode of a 404 because the connection is missing, and
// codeMalformedToken that of a 400 because the access token is none (recorded answers
// of tenants).
const (
	codeNoConnection   = "inexistent_connection"
	codeMalformedToken = "Bearer"
)

// missingConnection is the text of such a 404 without an errorCode (Auth0's OpenAPI
// document has "Connection not found.").
var missingConnection = regexp.MustCompile(`(?i)^(the )?connection (was )?(not found|does not exist)\.?$`)

// refusal reads Auth0's errors. All recorded refusals of the Management API repeat
// their status in the body, beside its name and a message; less than that is no
// proof that Auth0 has answered.
func refusal(e *apierr.Error, x *transport.Exchange) {
	var wire wireError
	vendors := json.Unmarshal(x.Body, &wire) == nil && (wire.Error != "" || wire.Message != "")
	e.Code, e.Message = wire.ErrorCode, wire.Message
	if e.Message == "" {
		e.Message = wire.Description
	}
	if e.Code == "" && wire.StatusCode == 0 {
		e.Code = wire.Error
	}
	if e.Message == "" {
		e.Message = wire.Error
	}
	if !vendors {
		e.Message = ""
	}
	e.Refused = wire.StatusCode == e.Status && wire.Error != "" && wire.Message != ""
	e.Kind = kindOf(e, wire, vendors)
}

// kindOf tells what a refusal means. A 404 says that the connection is missing only
// where its code or its text speaks of the connection: Auth0 also answers a bare "Not
// Found" below a connection that is there (recorded answers of tenants).
func kindOf(e *apierr.Error, wire wireError, vendors bool) apierr.Kind {
	notFound := e.Status == http.StatusNotFound && wire.StatusCode == http.StatusNotFound
	switch {
	case notFound && (wire.ErrorCode == codeNoConnection || wire.ErrorCode == "" && missingConnection.MatchString(wire.Message)):
		return apierr.NotFound
	case notFound && e.Refused:
		return apierr.Invalid
	case e.Status == http.StatusBadRequest && wire.StatusCode == e.Status && wire.ErrorCode == codeMalformedToken:
		return apierr.Unauthorized
	default:
		return transport.KindOf(e.Status, vendors, false)
	}
}
