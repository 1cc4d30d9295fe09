package acctest

import (
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// MaxCallDepth is how many functions of the provider there may be from the method of a
// resource to the SDK, both ends included: as many as fit on one screen of a stack trace.
const MaxCallDepth = 8

const module = "github.com/idpkeys/terraform-provider-idpkeys/internal/"

// CallRecorder is a network that records, for each request that changes something, the
// provider's functions on the way from the method of the resource to the SDK.
type CallRecorder struct {
	mu    sync.Mutex
	paths map[string][]string
}

// RoundTrip records the functions and sends the request.
func (c *CallRecorder) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		functions := providerFunctions()
		c.mu.Lock()
		if c.paths == nil {
			c.paths = map[string][]string{}
		}
		c.paths[strings.Join(functions, " < ")] = functions
		c.mu.Unlock()
	}
	return http.DefaultTransport.RoundTrip(r)
}

// providerFunctions are the functions of the provider below those of the SDK, the last one first.
func providerFunctions() (functions []string) {
	callers := make([]uintptr, 200)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	throughSDK := false
	for {
		frame, more := frames.Next()
		switch {
		case strings.Contains(frame.Function, "/okta-sdk-golang/"), strings.Contains(frame.Function, "/go-auth0/"):
			throughSDK = true
		case throughSDK && strings.HasPrefix(frame.Function, module):
			functions = append(functions, strings.TrimPrefix(frame.Function, module))
		case throughSDK && strings.Contains(frame.Function, "/terraform-plugin-framework/"), !more:
			return functions
		}
	}
}

// Expect fails the test if a recorded way is longer than MaxCallDepth, does not begin in a method
// that names the resource's kind and the operation, or if there is none.
func (c *CallRecorder) Expect(t *testing.T, method string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.paths) == 0 {
		t.Errorf("%s: no request was recorded", method)
	}
	for way, functions := range c.paths {
		first := ""
		if len(functions) > 0 {
			first = functions[len(functions)-1]
		}
		if len(functions) > MaxCallDepth || first != method {
			t.Errorf("%s: %d functions: %s", method, len(functions), way)
		}
	}
	c.paths = nil
}

// ExpectRotationCallDepth rotates by a create and by an update, and expects short ways.
func ExpectRotationCallDepth(t *testing.T, s *Sandbox, r *RPC, k RotationResource, calls *CallRecorder) {
	t.Helper()
	_, plan := s.PlanSecondRotation(r, k)
	calls.Expect(t, "rotateonly.(*Resource).Create")
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	calls.Expect(t, "rotateonly.(*Resource).Update")
}
