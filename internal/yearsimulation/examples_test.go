package yearsimulation

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The parents that the examples speak of.
const (
	exampleConnection = "con_a1b2c3d4e5f6g7h8"
	exampleWorkforce  = "0oa1a2b3c4d5e6f7g8h9"
	exampleBilling    = "0oa9h8g7f6e5d4c3b2a1"
	exampleServer     = "aus1a2b3c4d5e6f7g8h9"
)

const exampleFolder = "../../examples/rollovers"

// exampleFiles are the files of the example, by name.
func exampleFiles(t *testing.T) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.FromSlash(exampleFolder))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(filepath.FromSlash(exampleFolder), entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(text)
	}
	return files
}

// example prepares a folder with the whole example, and vendors that have its parents.
func example(t *testing.T) (*acctest.Sandbox, *acctest.CLI) {
	t.Helper()
	s := acctest.NewTarget(t).SandboxOnly("the examples name parents of their own")
	cli := acctest.NewCLI(t)
	s.Auth0().AddConnection(sandbox.Auth0Connection{ID: exampleConnection, Name: "Workforce"})
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleWorkforce})
	s.Okta().AddApp(sandbox.OktaApp{ID: exampleBilling})
	s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{ID: exampleServer, RotationMode: "MANUAL"})
	cli.Env = []string{
		"AUTH0_DOMAIN=" + s.Auth0().URL(), "AUTH0_API_TOKEN=" + s.Token,
		"OKTA_ORG_URL=" + s.Okta().URL(), "OKTA_API_TOKEN=" + s.OktaToken,
	}
	for name, text := range exampleFiles(t) {
		cli.Write(name, text)
	}
	return s, cli
}

// expectStatuses fails the test unless the app of the connection has these keys.
func expectStatuses(t *testing.T, s *acctest.Sandbox, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for _, key := range s.Okta().AppKeys(exampleWorkforce) {
		got[key.KID] = key.Status
	}
	if len(got) != len(want) {
		t.Fatalf("keys %v, want %v", got, want)
	}
	for kid, status := range want {
		if got[kid] != status {
			t.Errorf("keys %v, want %v", got, want)
		}
	}
}

// Terraform plans a rotation while the next key does not exist yet, and registers it in the same apply, after the
// rotation. The key that signs from then on was registered before.
func TestAccExamples_rollovers(t *testing.T) {
	t.Parallel()
	s, cli := example(t)
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "5 added")
	first, second, _ := s.KIDs(exampleConnection)
	expectStatuses(t, s, map[string]string{first: active, second: active})
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")

	s.Age(91 * day)
	mark := s.Journal().Len()
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "older than rotation_period", "keys", "(known after apply)", "0 destroyed")
	current, next, previous := s.KIDs(exampleConnection)
	if current != second || previous != first {
		t.Errorf("%s signs after %s, want %s after %s", current, previous, second, first)
	}
	expectStatuses(t, s, map[string]string{first: active, second: active, next: active})
	writes := slices.DeleteFunc(s.Calls(mark), func(call string) bool {
		return strings.HasPrefix(call, http.MethodGet) || strings.HasPrefix(call, "POST activate") // that of the API
	})
	if want := []string{"POST rotate 201", "POST jwks 201"}; !slices.Equal(writes, want) {
		t.Errorf("changes %q, want %q", writes, want)
	}
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
}

// The year has the resources of the example, and their arguments.
func TestExamples_areThoseOfTheYear(t *testing.T) {
	t.Parallel()
	f, err := newFixture(Options{Nights: 1, HoursApart: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.close)
	all := ""
	for _, text := range exampleFiles(t) {
		all += text
	}
	resources := f.resources()
	if n := strings.Count(all, "\nresource \""); n != len(resources) {
		t.Errorf("the example has %d resources, and the year %d", n, len(resources))
	}
	for _, r := range resources {
		typeName, name, _ := strings.Cut(r.address, ".")
		header := "resource \"" + typeName + "\" \"" + name + "\" {\n"
		_, block, found := strings.Cut(all, header)
		block, _, _ = strings.Cut(block, "\n}\n")
		if !found {
			t.Errorf("the example has no %s", r.address)
		}
		for argument := range r.arguments(connectionOfExample{}) {
			if !strings.Contains(block, "\n  "+argument) && !strings.HasPrefix(block, "  "+argument) {
				t.Errorf("%s has no %s in the example", r.address, argument)
			}
		}
	}
}

// connectionOfExample shows a connection whose keys are known.
type connectionOfExample struct{}

func (connectionOfExample) Show(path string) string { return path }
