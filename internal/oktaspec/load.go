package oktaspec

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// sdkModule carries the document.
const sdkModule = "github.com/okta/okta-sdk-golang/v6"

// errNoModule says that this machine has no copy of the SDK.
var errNoModule = errors.New("the module " + sdkModule + " is not in the module cache")

// loaded is the document of this process. It is only read once it is there.
var loaded struct {
	once sync.Once
	spec *openapi3.T
	err  error
}

// Load reads Okta's document, once per process. Each call returns a document
// that counts its departures by itself. A test is skipped where the SDK's
// module is not at hand: everything that builds the provider has it.
func Load(t testing.TB) *Document {
	t.Helper()
	loaded.once.Do(func() { loaded.spec, loaded.err = load(t.Context()) })
	if errors.Is(loaded.err, errNoModule) {
		t.Skipf("no OpenAPI document: %v", loaded.err)
	}
	if loaded.err != nil {
		t.Fatalf("Okta's OpenAPI document: %v", loaded.err)
	}
	return newDocument(loaded.spec, departures)
}

// load finds, cuts and reads the document.
func load(ctx context.Context) (*openapi3.T, error) {
	dir, err := moduleDir(ctx)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "okta", "api", "openapi.yaml")) //nolint:gosec // the folder is named by the go command
	if err != nil {
		return nil, err
	}
	part, err := cut(text)
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(part)
}

// moduleDir asks the go command, which knows the version in go.mod.
func moduleDir(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", sdkModule).Output()
	if err != nil {
		return "", fmt.Errorf("%w: go list: %w", errNoModule, err)
	}
	dir := strings.TrimSpace(string(out))
	if dir == "" {
		return "", errNoModule
	}
	return dir, nil
}
