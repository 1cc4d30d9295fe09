package performance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Page is the path of the page from the folder of this package.
var Page = filepath.Join("..", "..", "docs", "performance.md")

// Machine is on what was measured, and what.
type Machine struct {
	Cores                          int
	CPU, System, Provider, Go, CLI string
}

// ThisMachine reads the machine and the versions. It names nothing by which a machine can
// be recognised.
func ThisMachine(t testing.TB) Machine {
	t.Helper()
	return Machine{
		Cores:    runtime.NumCPU(),
		CPU:      field(t, "/proc/cpuinfo", "model name", ":"),
		System:   fmt.Sprintf("%s (%s/%s)", strings.Trim(field(t, "/etc/os-release", "PRETTY_NAME", "="), `"`), runtime.GOOS, runtime.GOARCH),
		Provider: commit(t),
		Go:       strings.TrimPrefix(runtime.Version(), "go"),
		CLI:      acctest.CLITitle(t),
	}
}

// field is the value of the first line of a file that begins with a name.
func field(t testing.TB, file, name, separator string) string {
	t.Helper()
	text, err := os.ReadFile(file) // #nosec G304 -- a file of the system
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		key, value, found := strings.Cut(line, separator)
		if found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// commit is the commit of the checkout, and whether files other than the page differ from it.
func commit(t testing.TB) string {
	t.Helper()
	at := git(t, "rev-parse", "--short=12", "HEAD")
	if git(t, "status", "--porcelain", "--", ":/", ":(top,exclude)docs/performance.md") != "" {
		at += ", with changes that are not committed"
	}
	return at
}

// git is what git prints.
func git(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "git", args...).Output() // #nosec G204 -- our own arguments
	if err != nil {
		t.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}
