package oktaapi

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// CodeFeatureMissing is the code of a refusal because the org lacks a feature:
// for authorization servers, API Access Management. Okta answers it with 401, as
// if the token were wrong.
const CodeFeatureMissing = "E0000015"

// codeNotFound tells that an object is missing; a path that does not exist is
// E0000008, which means a wrong URL.
const codeNotFound = "E0000007"

// codeNoSession tells that the request carries no credential that Okta knows the kind
// of, with HTTP 403 (Okta's list of error codes, E0000005).
const codeNoSession = "E0000005"

var codeForm = regexp.MustCompile(`^E\d{7}$`)

// vendor reads the answers of the API, tokenVendor those of the token endpoint.
var (
	vendor      = transport.Vendor{Name: "Okta", RequestIDHeader: RequestIDHeader, Refusal: refusal}
	tokenVendor = transport.Vendor{Name: "Okta", RequestIDHeader: RequestIDHeader, Refusal: tokenRefusal}
)

// wireError is Okta's error body.
type wireError struct {
	Code    string `json:"errorCode"`
	Summary string `json:"errorSummary"`
	ID      string `json:"errorId"`
	Causes  []struct {
		Summary string `json:"errorSummary"`
	} `json:"errorCauses"`
}

// text is the summary with the causes: only they tell one validation error
// from another.
func (w wireError) text() string {
	parts := make([]string, 0, len(w.Causes))
	for _, cause := range w.Causes {
		if cause.Summary != "" {
			parts = append(parts, cause.Summary)
		}
	}
	if len(parts) == 0 {
		return w.Summary
	}
	return w.Summary + ": " + strings.Join(parts, "; ")
}

// refusal reads Okta's errors. An answer of any other form is not Okta's. A
// challenge is about the credentials, also with HTTP 400 (a proof of possession that is
// missing or bad); it says why, but does not prove that Okta has refused: other servers that
// take Bearer tokens send the same, and its body is empty.
func refusal(e *apierr.Error, x *transport.Exchange) {
	var wire wireError
	vendors := json.Unmarshal(x.Body, &wire) == nil && codeForm.MatchString(wire.Code) && wire.Summary != ""
	e.Refused = vendors
	if vendors {
		e.Code, e.Message = wire.Code, wire.text()
		if e.RequestID == "" {
			e.RequestID = wire.ID
		}
	} else {
		vendors = challenged(e, x)
	}
	e.Kind = transport.KindOf(e.Status, vendors, e.Code == codeNotFound)
	switch {
	case e.Kind == apierr.Unauthorized && e.Code == CodeFeatureMissing:
		e.Kind = apierr.Forbidden
	case e.Kind == apierr.Forbidden && e.Code == codeNoSession, e.Kind == apierr.Invalid && !e.Refused:
		e.Kind = apierr.Unauthorized
	}
}

var (
	challengeForm = regexp.MustCompile(`(?i)^(?:bearer|dpop)\s.*\berror="([^"]+)"`)
	describedForm = regexp.MustCompile(`\berror_description="([^"]+)"`)
)

// challenged reads a refusal of an OAuth access token. Okta puts it into
// WWW-Authenticate (RFC 6750 section 3, RFC 9449 section 7.1), and leaves the
// body empty.
func challenged(e *apierr.Error, x *transport.Exchange) bool {
	for _, challenge := range x.Header.Values("WWW-Authenticate") {
		code := challengeForm.FindStringSubmatch(challenge)
		if code == nil {
			continue
		}
		e.Code, e.Message = code[1], code[1]
		if text := describedForm.FindStringSubmatch(challenge); text != nil {
			e.Message = text[1]
		}
		return true
	}
	return false
}

// tokenRefusal reads the errors of the token endpoint, which are those of RFC
// 6749 section 5.2, or Okta's.
func tokenRefusal(e *apierr.Error, x *transport.Exchange) {
	var wire struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(x.Body, &wire) != nil || wire.Error == "" {
		refusal(e, x)
	} else {
		e.Code, e.Message = wire.Error, wire.Description
		if e.Message == "" {
			e.Message = wire.Error
		}
		e.Kind = transport.KindOf(e.Status, true, false)
	}
	refused := e.Kind == apierr.Unauthorized || e.Kind == apierr.Forbidden || e.Kind == apierr.Invalid
	if skew := clockSkew(x); refused && skew != "" {
		e.Message = strings.TrimSuffix(e.Message, ".") + "; " + skew
	}
}

// maxSkew is how far the clocks may seem apart without a word: Date has whole
// seconds, and an answer takes its time. Okta refuses assertions that end more than
// an hour ahead of its clock, which is what the SDK makes them do, so that a clock
// that is a little ahead may do.
const maxSkew = 2 * time.Second

// clockSkew says how far the clock here is from Okta's, if that is far enough to
// make Okta refuse what is signed here.
func clockSkew(x *transport.Exchange) string {
	ahead := x.Received.Sub(x.ServerTime()).Round(time.Second)
	switch {
	case ahead > maxSkew:
		return fmt.Sprintf("the clock here is %s ahead of Okta's", ahead)
	case ahead < -maxSkew:
		return fmt.Sprintf("the clock here is %s behind Okta's", -ahead)
	default:
		return ""
	}
}
