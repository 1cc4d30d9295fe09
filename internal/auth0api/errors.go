package auth0api

import (
	"encoding/json"
	"net/http"

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
	e.Kind = transport.KindOf(e.Status, vendors, wire.StatusCode == http.StatusNotFound)
	e.Refused = wire.StatusCode == e.Status && wire.Error != "" && wire.Message != ""
}
