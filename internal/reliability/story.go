package reliability

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// Ending is what came of applying the same saved plan again.
type Ending string

// The endings. All are safe; what never may happen is a second effect.
const (
	Applied Ending = "applied"
	Stale   Ending = "refused as stale"
	Refused Ending = "refused otherwise"
)

// RunStory strikes a story at each of the blows, one subtest each. After each, the
// same saved plan and then a new plan have to end in the one effect.
func RunStory(t *testing.T, story Story, blows []Blow, report func(Story, Blow, Ending, int)) {
	t.Helper()
	for _, blow := range blows {
		t.Run(story.Name+"/"+blow.String(), func(t *testing.T) {
			t.Parallel()
			ending, effects := runBlow(t, story, blow)
			report(story, blow, ending, effects-story.Effects)
		})
	}
}

func runBlow(t *testing.T, story Story, blow Blow) (Ending, int) {
	t.Helper()
	s, cli := acctest.NewSandbox(t), acctest.NewCLI(t)
	cli.Env = append(cli.Env, "GOGC=400") // many short processes
	watched := story.Prepare(s, cli)
	before := watched.Effects()
	effects := func() int { return watched.Effects() - before }
	if story.Plan != nil {
		cli.MustRun(0, story.Plan...)
	}
	struck, out := strike(t, s, cli, story.Strike, blow)
	if !struck {
		t.Fatalf("the command ended before request %d:\n%s", blow.Request, out)
	}
	if n := effects(); n > story.Effects {
		t.Errorf("%d effects by the struck command\n%s", n, out)
	}
	if blow.Victim == CoreInterrupted && story.Effects > 0 && effects() == story.Effects {
		if code := exitCode(cli); code != story.planned() {
			t.Errorf("Ctrl-C during a write left a state that is not right: the plan ends in %d\n%s", code, out)
		}
	}
	again, code := cli.Run(story.Again...)
	if n := effects(); n > story.Effects {
		t.Errorf("%d effects after the same plan again\n%s", n, again)
	}
	out = cli.MustRun(0, story.Anew...)
	if n := effects(); n != story.Effects {
		t.Errorf("%d effects after a new plan, want %d\n%s\n%s", n, story.Effects, s.Journal(), out)
	}
	if code, want := exitCode(cli), story.planned(); story.Effects > 0 && code != want {
		t.Errorf("the plan after it ends in %d, want %d", code, want)
	}
	if watched.Sound != nil {
		if err := watched.Sound(); err != nil {
			t.Error(err)
		}
	}
	return endingOf(again, code), effects()
}

// planned is how the plan after the write ends: with no changes, and after a
// destroy with what would be created anew.
func (story Story) planned() int {
	if story.Destroys {
		return 2
	}
	return 0
}

func exitCode(cli *acctest.CLI) int {
	_, code := cli.Run("plan", "-detailed-exitcode")
	return code
}

func endingOf(out string, code int) Ending {
	switch {
	case code == 0:
		return Applied
	case strings.Contains(out, "Saved plan is stale"):
		return Stale
	default:
		return Refused
	}
}
