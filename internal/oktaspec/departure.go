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

// departures are the ones allowed. A test fails when one is no longer needed.
var departures = slices.Concat(
	[]Departure{{"getAuthorizationServer", Response, "/default",
		"recorded: authorization servers in the fixtures of terraform-provider-okta carry a bool, as in TestAccResourceOktaAuthServerDefault_crud"}},
	onEach(signingOperations, Response, "status 401",
		"recorded: E0000015 on authorizationServers without API Access Management (20 times in the fixtures of terraform-provider-okta); E0000011 for a bad token is what the document's other operations name"),
	onEach(signingOperations, Response, "status 500",
		"recorded: E0000009 in the fixtures of terraform-provider-okta; the document names no 5xx anywhere"),
	onEach(signingOperations, Response, "status 503",
		"Okta's list of error codes: E0000010, read-only mode, for any operation"),
	// The rotation documents 400.
	onEach(signingOperations[:3], Response, "status 400",
		"Okta's list of error codes: E0000019, an Accept header without JSON, for any operation; a 400 to a GET with a bad DPoP proof is in okta-sdk-python issue 541"),
	onEach(signingOperations, Response, "challenge 400",
		"okta-sdk-python issue 541: what is wrong with a DPoP proof is told in WWW-Authenticate"),
	onEach(signingOperations, Response, "challenge 403",
		"okta-sdk-golang issue 145: an access token without the scope is refused without a body, and told why in WWW-Authenticate; the status is that of RFC 6750 section 3.1"),
)

// onEach is one departure of several operations, each of which must be needed.
func onEach(operations []string, side Side, pointer, evidence string) []Departure {
	var all []Departure
	for _, operation := range operations {
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
