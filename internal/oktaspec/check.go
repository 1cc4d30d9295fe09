package oktaspec

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkRequest looks at the parameters, the content type and the body. Who
// asks is not looked at: the document's scopes say nothing about shape.
func (op operation) checkRequest(req *http.Request, body []byte) []Problem {
	r := &report{operation: op.OperationID, side: Request, mode: openapi3.VisitAsRequest()}
	op.checkParameters(r, req)
	switch want := op.RequestBody; {
	case want == nil && len(body) > 0:
		r.add("body", "the operation takes no body")
	case want == nil:
	case len(body) == 0 && want.Value.Required:
		r.add("body", "the operation needs a body")
	case len(body) > 0:
		r.content(want.Value.Content, req.Header, body)
	}
	return r.problems
}

// checkParameters looks at the parameters of the path and the query.
func (op operation) checkParameters(r *report, req *http.Request) {
	query := req.URL.Query()
	for _, ref := range op.parameters {
		p := ref.Value
		switch p.In {
		case openapi3.ParameterInPath:
			if op.path[p.Name] == "" {
				r.add("path "+p.Name, "the parameter is empty")
				continue
			}
			r.parameter("path "+p.Name, p, op.path[p.Name])
		case openapi3.ParameterInQuery:
			for _, value := range query[p.Name] {
				r.parameter("query "+p.Name, p, value)
			}
		}
	}
	op.checkQuery(r, query)
}

// checkQuery refuses query parameters that the document does not name, because
// Okta ignores them and a typing error in one is silent.
func (op operation) checkQuery(r *report, query url.Values) {
	for _, name := range sortedKeys(query) {
		if op.parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			r.add("query "+name, "the document does not name the parameter")
		}
	}
	for _, ref := range op.parameters {
		if p := ref.Value; p.In == openapi3.ParameterInQuery && p.Required && !query.Has(p.Name) {
			r.add("query "+p.Name, "the operation needs the parameter")
		}
	}
}

// checkResponse looks at the status, the content type and the body. A refusal
// of a status that the document does not name must still have the shape of one.
func (op operation) checkResponse(refusal openapi3.Content, status int, header http.Header, body []byte) []Problem {
	r := &report{operation: op.OperationID, side: Response, mode: openapi3.VisitAsResponse()}
	content := refusal
	if want := op.Responses.Status(status); want != nil {
		content = want.Value.Content
	} else {
		r.add(fmt.Sprintf("status %d", status), "the document does not name the status")
		if status < http.StatusBadRequest {
			return r.problems
		}
	}
	r.answer(content, status, header, body)
	return r.problems
}

// answer checks a body that the document wants, or that it does not want.
func (r *report) answer(content openapi3.Content, status int, header http.Header, body []byte) {
	switch {
	case len(content) == 0 && len(body) > 0:
		r.add(fmt.Sprintf("body %d", status), "the answer has no body in the document")
	case len(content) == 0:
	case len(body) > 0:
		r.content(content, header, body)
	case header.Get("WWW-Authenticate") != "":
		r.add(fmt.Sprintf("challenge %d", status), "the answer has a body in the document, and not a challenge alone")
	default:
		r.add(fmt.Sprintf("body %d", status), "the answer has a body in the document")
	}
}

// report collects the problems of one side of an exchange.
type report struct {
	operation string
	side      Side
	mode      openapi3.SchemaValidationOption
	problems  []Problem
}

// add notes a problem, once.
func (r *report) add(pointer, message string) {
	p := Problem{Operation: r.operation, Side: r.side, Pointer: pointer, Message: message}
	if !slices.Contains(r.problems, p) {
		r.problems = append(r.problems, p)
	}
}

// parameter checks a value that travels as text.
func (r *report) parameter(pointer string, p *openapi3.Parameter, text string) {
	if p.Schema == nil {
		return
	}
	var value any = text
	if !p.Schema.Value.Type.Includes(openapi3.TypeString) {
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			value = text
		}
	}
	for _, f := range findings(p.Schema.Value, value, r.mode) {
		r.add(pointer, f.message)
	}
}

// content checks a body of a content type that the document names.
func (r *report) content(content openapi3.Content, header http.Header, body []byte) {
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	media := content[kind]
	if err != nil || media == nil {
		r.add("content-type", fmt.Sprintf("%q is none of %q", header.Get("Content-Type"), sortedKeys(content)))
		return
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		r.add("body", "not JSON: "+err.Error())
		return
	}
	if media.Schema == nil {
		return
	}
	for _, f := range findings(media.Schema.Value, value, r.mode) {
		r.add(f.pointer, f.message)
	}
	strictness{r}.walk(media.Schema, value, "")
}

// sortedKeys makes reports stable.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
