package auth0_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// story is one sandbox and one folder in which a real CLI runs.
func story(t *testing.T) (*acctest.Sandbox, *acctest.CLI) {
	t.Helper()
	target := acctest.NewTarget(t)
	s := target.SandboxOnly("it prepares the tenant and counts its rotations and requests")
	return s, acctest.NewCLI(t)
}

// applied is a story that begins with the resource created.
func applied(t *testing.T, arguments string) (*acctest.Sandbox, *acctest.CLI, string) {
	t.Helper()
	s, cli := story(t)
	id := s.Connection()
	cli.Write("main.tf", s.HCL()+block(id, arguments))
	cli.MustRun(0, "apply", "-auto-approve")
	return s, cli, id
}

func mustHold(t *testing.T, out string, words ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.ReplaceAll(out, "│", " ")), " ")
	for _, word := range words {
		if !strings.Contains(flat, word) {
			t.Errorf("the output does not say %q:\n%s", word, out)
		}
	}
}

// What the README tells: apply, no changes, a trigger, the guard, destroy.
func TestAccCLI_fromFirstApplyToDestroy(t *testing.T) {
	t.Parallel()
	s, cli := story(t)
	id := s.Connection()
	k1, k2, _ := s.KIDs(id)
	configure := func(v string) {
		cli.Write("main.tf", s.HCL()+block(id, fmt.Sprintf("  rotate_when_changed = { v = %q }", v)))
	}
	configure("1")
	cli.MustRun(0, "validate")
	out := cli.MustRun(0, "apply", "-auto-approve")
	mustHold(t, out, "Auth0 connection keys will be rotated", k1, k2, "1 added, 0 changed, 0 destroyed")
	mark := s.Journal().Len()
	mustHold(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	expectCalls(t, s, mark, "GET keys 200")

	s.Clock().Advance(24 * time.Hour)
	_, k3, _ := s.KIDs(id)
	configure("2")
	mark = s.Journal().Len()
	out = cli.MustRun(0, "apply", "-auto-approve")
	mustHold(t, out, fmt.Sprintf("%q -> %q", k2, k3), "rotate_when_changed changes", "0 added, 1 changed, 0 destroyed")
	if n := len(s.Calls(mark)); n > 5 {
		t.Errorf("%d requests for one changed connection, want at most 5: %q", n, s.Calls(mark))
	}
	configure("3")
	out = cli.MustRun(1, "apply", "-auto-approve")
	mustHold(t, out, "rotated too recently", "Apply again after")

	s.Auth0().Stop()
	mark = s.Journal().Len()
	out = cli.MustRun(0, "destroy", "-auto-approve")
	mustHold(t, out, "Destroying leaves the keys as they are", keysType, id, "1 destroyed")
	expectCalls(t, s, mark)
	if n := s.Auth0().Rotations(id); n != 2 {
		t.Errorf("%d rotations in all, want 2", n)
	}
}

func TestAccCLI_savedPlanAfterTwoRotationsFromOutsideIsRefused(t *testing.T) {
	t.Parallel()
	s, cli, id := applied(t, `  rotate_when_changed = { v = "1" }`)
	s.Clock().Advance(24 * time.Hour)
	cli.Write("main.tf", s.HCL()+block(id, `  rotate_when_changed = { v = "2" }`))
	cli.MustRun(0, "plan", "-out=saved")
	s.Auth0().Rotate(id)
	s.Auth0().Rotate(id)
	mark := s.Journal().Len()
	mustHold(t, cli.MustRun(1, "apply", "saved"), "the keys were rotated since this plan was made", "Nothing was sent", "Plan again")
	if n := posts(s, mark); n != 0 {
		t.Errorf("%d requests to rotate, want none", n)
	}
}

func TestAccCLI_savedCreateAfterARotationFromOutsideIsRefused(t *testing.T) {
	t.Parallel()
	s, cli := story(t)
	id := s.Connection()
	cli.Write("main.tf", s.HCL()+block(id, ""))
	cli.MustRun(0, "plan", "-out=saved")
	s.Auth0().Rotate(id)
	s.Clock().Advance(24 * time.Hour)
	mark := s.Journal().Len()
	mustHold(t, cli.MustRun(1, "apply", "saved"), "inconsistent final plan", "the keys were rotated after this plan was made, or min_rotation_interval has run out since: plan again")
	if n := posts(s, mark); n != 0 {
		t.Errorf("%d requests to rotate, want none", n)
	}
}

func TestAccCLI_importPlansClean(t *testing.T) {
	t.Parallel()
	s, cli := story(t)
	id := s.Connection()
	cli.Write("main.tf", s.HCL()+block(id, ""))
	cli.MustRun(0, "import", address, id)
	mustHold(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	cli.Write("main.tf", s.HCL()+block(id, "  rotate_when_changed = { v = \"1\" }\n  rotation_period = \"90d\""))
	mark := s.Journal().Len()
	mustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
	if n := posts(s, mark); n != 0 || s.Auth0().Rotations(id) != 0 {
		t.Errorf("recording arguments after an import rotated")
	}
	mustHold(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
}

func TestAccCLI_destroyWithoutCredentials(t *testing.T) {
	t.Parallel()
	s, cli, id := applied(t, "")
	cli.Write("main.tf", "provider \"idpkeys\" {}\n"+block(id, ""))
	mustHold(t, cli.MustRun(0, "plan"), "Unable to read Auth0 connection keys", "The state is kept as it was",
		"no complete settings for Auth0", "Set auth0.domain (or AUTH0_DOMAIN)")
	mark := s.Journal().Len()
	mustHold(t, cli.MustRun(0, "destroy", "-auto-approve"), "1 destroyed")
	expectCalls(t, s, mark)
}

func TestAccCLI_orphanDestroyWarns(t *testing.T) {
	t.Parallel()
	s, cli, id := applied(t, "")
	cli.Write("main.tf", s.HCL())
	mustHold(t, cli.MustRun(0, "apply", "-auto-approve"), "Destroying leaves the keys as they are", keysType, id, "1 destroyed")
}

func TestAccCLI_replaceRotatesInTheSameApply(t *testing.T) {
	t.Parallel()
	s, cli, id := applied(t, "")
	s.Clock().Advance(24 * time.Hour)
	cli.MustRun(0, "apply", "-auto-approve", "-replace="+address)
	if n := s.Auth0().Rotations(id); n != 2 {
		t.Errorf("%d rotations, want 2", n)
	}
}

// Twenty resources on twenty connections with -parallelism=20.
func TestAccCLI_twentyConnectionsAtOnce(t *testing.T) {
	t.Parallel()
	s, cli := story(t)
	text := s.HCL()
	ids := make([]string, 20)
	for i := range ids {
		ids[i] = s.Connection()
		text += fmt.Sprintf("resource %q \"k%d\" {\n  connection_id = %q\n}\n", keysType, i, ids[i])
	}
	cli.Write("main.tf", text)
	cli.MustRun(0, "apply", "-auto-approve", "-parallelism=20")
	for _, id := range ids {
		if n := s.Auth0().Rotations(id); n != 1 {
			t.Errorf("%s: %d rotations, want 1", id, n)
		}
	}
	mustHold(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
}
