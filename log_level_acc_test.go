package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

// A provider that nobody reads encodes no line. With TF_LOG or TF_LOG_PROVIDER it writes all of
// them, of the SDKs and of its own.
func TestAccLogLevels(t *testing.T) {
	t.Parallel()
	s, cli := acctest.NewSandbox(t), acctest.NewCLI(t)
	cli.Write("main.tf", s.HCL()+fmt.Sprintf("data %q \"this\" {\n  connection_id = %q\n}\n", acctest.ConnectionKeys, s.Connection()))
	lines := cli.RecordProviderLog()
	count := func(set ...string) (byModule map[string]int) {
		cli.Env = set
		cli.MustRun(0, "plan")
		byModule = map[string]int{}
		for _, line := range lines() {
			if _, rest, found := strings.Cut(line, `"@module":"`); found {
				module, _, _ := strings.Cut(rest, `"`)
				byModule[module]++
			}
		}
		return byModule
	}
	if got := count(); len(got) > 0 {
		t.Errorf("lines that nobody reads: %v", got)
	}
	all := count("TF_LOG_SDK=TRACE", "TF_LOG_PROVIDER_IDPKEYS=TRACE") // as the SDKs do without any variable
	for _, module := range []string{"sdk.proto", "sdk.framework", "idpkeys.idpkeys.http"} {
		if all[module] == 0 {
			t.Errorf("no lines of %s in %v", module, slices.Sorted(maps.Keys(all)))
		}
	}
	for _, set := range []string{"TF_LOG=trace", "TF_LOG=JSON", "TF_LOG_PROVIDER=trace"} {
		if got := count(set); !maps.Equal(got, all) {
			t.Errorf("%s: %v, want all: %v", set, got, all)
		}
	}
	if got := count("TF_LOG_SDK_PROTO=TRACE"); len(got) != 1 || got["sdk.proto"] != all["sdk.proto"] {
		t.Errorf("TF_LOG_SDK_PROTO=TRACE: %v, want the lines of sdk.proto: %v", got, all)
	}
}
