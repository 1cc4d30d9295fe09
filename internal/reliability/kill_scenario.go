package reliability

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// ReapplyResult is what came of applying the same saved plan again.
type ReapplyResult string

// The results. All are safe; what never may happen is a second effect.
const (
	Applied ReapplyResult = "applied"
	Stale   ReapplyResult = "refused as stale"
	Refused ReapplyResult = "refused otherwise"
)

// RunKillScenario kills a scenario at each of the points, one subtest each. After each, the
// same saved plan and then, once no list can lag any more, a new plan have to end in the one effect.
func RunKillScenario(t *testing.T, scenario KillScenario, points []KillPoint, report func(KillScenario, KillPoint, ReapplyResult, int)) {
	t.Helper()
	for _, point := range points {
		t.Run(scenario.Name+"/"+point.String(), func(t *testing.T) {
			t.Parallel()
			result, effects := runKillPoint(t, scenario, point)
			report(scenario, point, result, effects-scenario.Effects)
		})
	}
}

func runKillPoint(t *testing.T, scenario KillScenario, point KillPoint) (ReapplyResult, int) {
	t.Helper()
	s, cli := acctest.NewSandbox(t), acctest.NewCLI(t)
	cli.Env = append(cli.Env, "GOGC=400") // many short processes
	watched := scenario.Prepare(s, cli)
	before := watched.Effects()
	effects := func() int { return watched.Effects() - before }
	if scenario.Plan != nil {
		cli.MustRun(0, scenario.Plan...)
	}
	killed, out := kill(t, s, cli, scenario.Interrupted, point)
	if !killed {
		t.Fatalf("the command ended before request %d:\n%s", point.Request, out)
	}
	if n := effects(); n > scenario.Effects {
		t.Errorf("%d effects by the killed command\n%s", n, out)
	}
	if point.KilledProcess == CoreInterrupted && scenario.Effects > 0 && effects() == scenario.Effects {
		if code := exitCode(cli); code != scenario.planned() {
			t.Errorf("Ctrl-C during a write left a state that is not right: the plan ends in %d\n%s", code, out)
		}
	}
	again, code := cli.Run(scenario.Repeat...)
	if n := effects(); n > scenario.Effects {
		t.Errorf("%d effects after the same plan again\n%s", n, again)
	}
	cli.AgeRecords(rotation.ListLag)
	out = cli.MustRun(0, scenario.Replan...)
	if n := effects(); n != scenario.Effects {
		t.Errorf("%d effects after a new plan, want %d\n%s\n%s", n, scenario.Effects, s.Journal(), out)
	}
	if code, want := exitCode(cli), scenario.planned(); scenario.Effects > 0 && code != want {
		t.Errorf("the plan after it ends in %d, want %d", code, want)
	}
	if watched.Sound != nil {
		if err := watched.Sound(); err != nil {
			t.Error(err)
		}
	}
	return reapplyResultOf(again, code), effects()
}

// planned is how the plan after the write ends: with no changes, and after a
// destroy with what would be created anew.
func (scenario KillScenario) planned() int {
	if scenario.Destroys {
		return 2
	}
	return 0
}

func exitCode(cli *acctest.CLI) int {
	_, code := cli.Run("plan", "-detailed-exitcode")
	return code
}

func reapplyResultOf(out string, code int) ReapplyResult {
	switch {
	case code == 0:
		return Applied
	case strings.Contains(out, "Saved plan is stale"):
		return Stale
	default:
		return Refused
	}
}
