package performance

import (
	"crypto/elliptic"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Operation is a command of the CLI that is measured.
type Operation string

// The operations, in the order in which they run.
const (
	// Apply creates everything. It includes the plan of it.
	Apply Operation = "apply"
	// Plan plans again, and finds no changes.
	Plan Operation = "plan"
	// Refresh reads everything again, and finds no changes.
	Refresh Operation = "refresh"
)

// arguments are those of the CLI.
func (o Operation) arguments(parallelism int) []string {
	limit := fmt.Sprintf("-parallelism=%d", parallelism)
	switch o {
	case Apply:
		return []string{"apply", "-auto-approve", limit}
	case Plan:
		return []string{"plan", "-detailed-exitcode", limit} // exits with 2 if there are changes
	default:
		return []string{"refresh", limit}
	}
}

// Workload is a configuration of any size.
type Workload struct {
	// Name is in the page.
	Name string
	// provider is which provider the configuration needs.
	provider string
	// floor is the name of the workload that it is compared with; empty for a floor.
	floor string
	// configure adds n keys, or n of what Name says, to the sandbox and the configuration.
	configure func(f *fixture, n int)
	// requests is how many requests an operation on n of them sends, by the promises of
	// the provider; nil for a floor, which sends none.
	requests func(o Operation, n int) int
}

// fixture is a sandbox and a folder of the CLI for one workload of one size.
type fixture struct {
	t   testing.TB
	s   *acctest.Sandbox
	cli *acctest.CLI
}

// write writes the configuration: main.tf, for a provider, and what it reads from data.json.
func (f *fixture) write(provider, main string, data any) {
	f.t.Helper()
	text, err := json.Marshal(data)
	if err != nil {
		f.t.Fatal(err)
	}
	f.cli.Write("data.json", string(text))
	versions := ""
	if provider != noProvider {
		versions = fmt.Sprintf("terraform {\n  required_providers {\n    %[1]s = { source = \"idpkeys/%[1]s\" }\n  }\n}\n", provider)
	}
	if provider == realProvider {
		main = f.s.HCL() + main
	}
	f.cli.Write("versions.tf", versions)
	f.cli.Write("main.tf", main)
}

// publicPEM is a new public key.
func (f *fixture) publicPEM() string {
	f.t.Helper()
	return acctest.PublicPEM(f.t, acctest.ECKey(f.t, elliptic.P256()).Public())
}

// times is a list of n values.
func times[T any](n int, value func(i int) T) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = value(i)
	}
	return all
}

// byNumber has a list as a map, because for_each takes no list.
func byNumber[T any](list []T) map[string]T {
	all := map[string]T{}
	for i, value := range list {
		all[fmt.Sprintf("n%04d", i)] = value
	}
	return all
}
