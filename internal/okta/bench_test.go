package okta_test

import (
	"crypto/elliptic"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The size of the plan that make bench measures: 50 keys is what an app may have.
const (
	benchApps    = 20
	benchKeys    = 50
	benchLatency = 50 * time.Millisecond
)

// TestAccBench_planOfAThousandKeys measures a plan of 1,000 keys over 20 apps,
// each answer 50 ms late, and prints its time and requests. make bench runs it.
func TestAccBench_planOfAThousandKeys(t *testing.T) {
	if os.Getenv("IDPKEYS_BENCH") == "" {
		t.Skip("IDPKEYS_BENCH is not set; make bench sets it")
	}
	s, cli := acctest.NewSandbox(t), acctest.NewCLI(t)
	s.Inject(sandbox.Fault{Name: "latency", Match: sandbox.OnAny, Times: -1, Answer: sandbox.Delay(benchLatency)})
	keys := map[string]map[string]string{}
	for range benchApps {
		app := s.Okta().AddApp(sandbox.OktaApp{})
		for i := range benchKeys {
			keys[fmt.Sprintf("%s/%d", app, i)] = map[string]string{"app": app, "pem": acctest.PublicPEM(t, curveKey(t, elliptic.P256()))}
		}
	}
	text, err := json.Marshal(keys)
	if err != nil {
		t.Fatal(err)
	}
	cli.Write("keys.json", string(text))
	cli.Write("main.tf", s.HCL()+fmt.Sprintf(`resource %q "all" {
  for_each       = jsondecode(file("keys.json"))
  app_id         = each.value.app
  public_key_pem = each.value.pem
}
`, appJWKType))
	measure(t, s, "create 1,000 keys", func() { cli.MustRun(0, "apply", "-auto-approve") })
	calls := measure(t, s, "plan 1,000 keys that are there", func() { cli.MustRun(0, "plan", "-detailed-exitcode") })
	if len(calls) != benchApps {
		t.Errorf("%d requests, want %d", len(calls), benchApps)
	}
}

// measure prints how long something takes, and its requests by kind.
func measure(t *testing.T, s *acctest.Sandbox, what string, do func()) []string {
	t.Helper()
	mark, begin := s.Journal().Len(), time.Now()
	do()
	took, calls := time.Since(begin), s.Calls(mark)
	kinds := map[string]int{}
	for _, call := range calls {
		kinds[call]++
	}
	var parts []string
	for kind, n := range kinds {
		parts = append(parts, fmt.Sprintf("%d x %s", n, kind))
	}
	fmt.Printf("%s: %s, %d requests (%s)\n", what, took.Round(100*time.Millisecond), len(calls), strings.Join(parts, ", "))
	return calls
}
