package oktaspec

import (
	"fmt"
	"strings"
)

// Side is the half of an exchange that a problem is in.
type Side string

// The sides of an exchange.
const (
	Request  Side = "request"
	Response Side = "response"
)

// Problem is one thing that an exchange does against the document.
type Problem struct {
	// Operation is the document's operationId; empty when the document has
	// no operation for the request.
	Operation string
	Side      Side
	// Pointer says where: a JSON pointer into the body, which is empty for the
	// body's root, or one of these for what no such pointer reaches.
	// "content-type" and "body": of either side; "operation", "path <name>",
	// "query <name>": of the request; "status <code>", "body <code>" (there is
	// none, or should be none) and "challenge <code>" (all there is to read is
	// in WWW-Authenticate): of the answer.
	Pointer string
	Message string
}

// String is the line that a test reports.
func (p Problem) String() string {
	operation, at := p.Operation, p.Pointer
	if operation == "" {
		operation = "unknown operation"
	}
	if at == "" {
		at = "/"
	}
	return fmt.Sprintf("%s %s: %s: %s", operation, p.Side, at, p.Message)
}

// escapePointer makes a member's name a part of a JSON pointer.
func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
