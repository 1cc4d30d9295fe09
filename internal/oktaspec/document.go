package oktaspec

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// Document is the part of Okta's OpenAPI document that concerns keys, with the
// departures that reality is allowed. All methods may be called from several
// goroutines.
type Document struct {
	spec       *openapi3.T
	departures []Departure

	mu   sync.Mutex
	used map[Departure]bool
}

// newDocument allows the listed departures and has used none yet.
func newDocument(spec *openapi3.T, allowed []Departure) *Document {
	return &Document{spec: spec, departures: allowed, used: map[Departure]bool{}}
}

// operation is what the document says of one method and path.
type operation struct {
	*openapi3.Operation
	// template is the document's path.
	template string
	// parameters are those of the path and of the operation, without bodies.
	parameters openapi3.Parameters
	// path holds the values of the path's parameters.
	path map[string]string
}

// find looks the operation up. The paths of the document that are kept differ
// in their fixed parts, so that at most one matches.
func (d *Document) find(method string, u *url.URL) (operation, bool) {
	for template, item := range d.spec.Paths.Map() {
		values, ok := matchPath(template, u.EscapedPath())
		if !ok {
			continue
		}
		op := item.GetOperation(method)
		if op == nil {
			return operation{}, false
		}
		parameters := append(append(openapi3.Parameters(nil), item.Parameters...), op.Parameters...)
		return operation{Operation: op, template: template, parameters: parameters, path: values}, true
	}
	return operation{}, false
}

// matchPath holds an escaped path against a template and returns the values of
// the template's parameters.
func matchPath(template, path string) (map[string]string, bool) {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	values := map[string]string{}
	for i, part := range want {
		value, err := url.PathUnescape(have[i])
		if err != nil {
			return nil, false
		}
		switch {
		case strings.HasPrefix(part, "{"):
			values[strings.Trim(part, "{}")] = value
		case part != value:
			return nil, false
		}
	}
	return values, true
}

// CheckExchange holds a request and its answer against the document and returns
// what they do against it, departures included; see [Document.Remaining]. A
// status of 0 says that there was no answer, and only the request is looked at.
func (d *Document) CheckExchange(req *http.Request, reqBody []byte, status int, header http.Header, respBody []byte) []Problem {
	op, ok := d.find(req.Method, req.URL)
	if !ok {
		problems := []Problem{{Side: Request, Pointer: "operation",
			Message: "the document has no " + req.Method + " " + req.URL.Path}}
		if status >= http.StatusBadRequest { // a refusal looks the same everywhere
			r := &report{side: Response, mode: openapi3.VisitAsResponse()}
			r.answer(d.refusal(), status, header, respBody)
			problems = append(problems, r.problems...)
		}
		return problems
	}
	problems := op.checkRequest(req, reqBody)
	if status != 0 {
		problems = append(problems, op.checkResponse(d.refusal(), status, header, respBody)...)
	}
	return problems
}

// refusal is the shape of each error.
func (d *Document) refusal() openapi3.Content {
	schema := d.spec.Components.Schemas["Error"]
	return openapi3.NewContentWithJSONSchemaRef(openapi3.NewSchemaRef(componentPrefix+"schemas/Error", schema.Value))
}
