package oktaspec

import (
	"net/http"
	"strings"
	"testing"
)

func TestDeparturesAllowAndAreCounted(t *testing.T) {
	t.Parallel()
	doc := newDocument(Load(t).spec, []Departure{
		{"listAuthorizationServerKeys", Response, "/*/use", "a test"},
		{"listAuthorizationServerKeys", Response, "status 4*", "a test"},
		{"getAuthorizationServerKey", Response, "/use", "a test"},
	})
	problems := doc.CheckExchange(request(t, http.MethodGet, keysPath), nil, 200, jsonHeader,
		[]byte(`[{"use":null},{"use":null,"kid":1}]`))
	expect(t, "all", lines(problems), "listAuthorizationServerKeys response: /0/use: ",
		"listAuthorizationServerKeys response: /1/kid: ", "listAuthorizationServerKeys response: /1/use: ")
	expect(t, "remaining", lines(doc.Remaining(problems)), "listAuthorizationServerKeys response: /1/kid: ")

	var unneeded []string
	for _, dep := range doc.Unneeded() {
		unneeded = append(unneeded, dep.Operation+" "+dep.Pointer)
	}
	expect(t, "unneeded", unneeded, "listAuthorizationServerKeys status 4*", "getAuthorizationServerKey /use")

	doc.Remaining(doc.CheckExchange(request(t, http.MethodGet, keysPath), nil, 409, jsonHeader, []byte(goodError)))
	doc.Remaining(doc.CheckExchange(request(t, http.MethodGet, keysPath+"/k"), nil, 200, jsonHeader, []byte(`{"use":null}`)))
	if len(doc.Unneeded()) != 0 {
		t.Errorf("unneeded: %v", doc.Unneeded())
	}
}

func TestDeparturesAreOfOneOperationAndSide(t *testing.T) {
	t.Parallel()
	doc := newDocument(Load(t).spec, []Departure{
		{"listAuthorizationServerKeys", Request, "/0/use", "a test"},
		{"getAuthorizationServerKey", Response, "/0/use", "a test"},
		{"listAuthorizationServerKeys", Response, "*", "a star is one name, not many"},
	})
	problems := doc.CheckExchange(request(t, http.MethodGet, keysPath), nil, 200, jsonHeader, []byte(`[{"use":null}]`))
	expect(t, "remaining", lines(doc.Remaining(problems)), "listAuthorizationServerKeys response: /0/use: ")
}

// A departure without evidence is a way to make a test green.
func TestDeparturesHaveEvidence(t *testing.T) {
	t.Parallel()
	doc, seen := Load(t), map[Departure]bool{}
	operations := map[string]bool{}
	for _, item := range doc.spec.Paths.Map() {
		for _, op := range item.Operations() {
			operations[op.OperationID] = true
		}
	}
	for _, dep := range departures {
		if len(strings.Fields(dep.Evidence)) < 3 {
			t.Errorf("%s %s %s: the evidence %q is none", dep.Operation, dep.Side, dep.Pointer, dep.Evidence)
		}
		if !operations[dep.Operation] {
			t.Errorf("the document has no operation %s", dep.Operation)
		}
		dep.Evidence = ""
		if seen[dep] {
			t.Errorf("%s %s %s is listed twice", dep.Operation, dep.Side, dep.Pointer)
		}
		seen[dep] = true
	}
}
