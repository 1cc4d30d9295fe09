package oktaspec

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// examplesFile lies beside the repository, not in it: the examples are Okta's.
const examplesFile = "../shared/reference/okta-spec-examples.json"

// Examples are Okta's own examples of requests and answers, which the document
// of the SDK no longer has.
type Examples struct {
	bodies map[string]json.RawMessage
	usedBy map[string][]string
}

// Example is one of Okta's examples in one of its places.
type Example struct {
	Name string
	// Method and Path are those of the operation; Path is a template.
	Method, Path string
	// Status is that of the answer, or "request" for a request's body.
	Status string
	Body   json.RawMessage
}

// LoadExamples reads the examples. The test is skipped where they are missing.
func LoadExamples(t testing.TB) *Examples {
	t.Helper()
	file := filepath.Join(moduleRoot(t), filepath.FromSlash(examplesFile))
	text, err := os.ReadFile(file) //nolint:gosec // a fixed place beside the repository
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no examples: %s is missing beside the repository; CI has it", examplesFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Examples map[string]json.RawMessage `json:"examples"`
		UsedBy   map[string][]string        `json:"usedBy"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatalf("%s: %v", examplesFile, err)
	}
	return &Examples{bodies: read.Examples, usedBy: read.UsedBy}
}

// Body is an example by its name.
func (e *Examples) Body(t testing.TB, name string) json.RawMessage {
	t.Helper()
	body, ok := e.bodies[name]
	if !ok {
		t.Fatalf("there is no example %q", name)
	}
	return body
}

// All are the examples in all their places, in a stable order.
func (e *Examples) All(t testing.TB) []Example {
	t.Helper()
	var all []Example
	for _, name := range sortedKeys(e.usedBy) {
		for _, use := range e.usedBy[name] {
			part := strings.Fields(use)
			if len(part) != 3 {
				t.Fatalf("the example %s is used by %q", name, use)
			}
			all = append(all, Example{Name: name, Method: part[0], Path: part[1], Status: part[2], Body: e.Body(t, name)})
		}
	}
	return all
}

// Of are the examples of one place, such as "GET", "/api/v1/…/{keyId}", "200".
func (e *Examples) Of(t testing.TB, method, path, status string) []Example {
	t.Helper()
	return slices.DeleteFunc(e.All(t), func(x Example) bool {
		return x.Method != method || x.Path != path || x.Status != status
	})
}

// moduleRoot is the folder of go.mod above the test's folder.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("there is no go.mod above the test's folder")
		}
		dir = parent
	}
}
