package reliability

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// KilledProcess is who is killed, and how.
type KilledProcess string

// The processes that are killed, or interrupted.
const (
	ProviderKilled  KilledProcess = "SIGKILL of the provider"
	CoreKilled      KilledProcess = "SIGKILL of the CLI"
	BothKilled      KilledProcess = "SIGKILL of both"
	CoreInterrupted KilledProcess = "SIGINT of the CLI"
)

// KilledProcesses are all of them.
func KilledProcesses() []KilledProcess {
	return []KilledProcess{ProviderKilled, CoreKilled, BothKilled, CoreInterrupted}
}

// KillScenario is one operation under a real CLI.
type KillScenario struct {
	Name string
	// Requests is how many requests the killed command sends when nothing
	// happens to it.
	Requests int
	// Write is which of them has the effect; 0 if none.
	Write int
	// Effects is how often the write takes effect in all.
	Effects int
	// Destroys means that the write destroys the resource.
	Destroys bool
	// Prepare brings sandbox and folder to where the operation is planned.
	Prepare func(s *acctest.Sandbox, cli *acctest.CLI) Watched
	// Plan is the arguments of the plan that is saved; nil saves none.
	Plan []string
	// Interrupted, Repeat and Replan are the commands: the one that is killed, the same
	// once more, and one that plans anew.
	Interrupted, Repeat, Replan []string
}

// Watched is what a scenario did.
type Watched struct {
	// Effects counts how often the writes have taken effect, in all.
	Effects func() int
	// Sound checks more once all is done; may be nil.
	Sound func() error
}

// KillPoint is where a process is killed: at the nth request, before it is executed
// or after, with the answer not sent yet.
type KillPoint struct {
	KilledProcess KilledProcess
	Request       int
	After         bool
}

// String is the kill point as the name of a test.
func (b KillPoint) String() string {
	side := "before"
	if b.After {
		side = "after"
	}
	return fmt.Sprintf("%s/%s request %d", b.KilledProcess, side, b.Request)
}

// KillPoints are all boundaries of a scenario.
func (scenario KillScenario) KillPoints() (all []KillPoint) {
	for _, process := range KilledProcesses() {
		for n := 1; n <= scenario.Requests; n++ {
			all = append(all, KillPoint{process, n, false}, KillPoint{process, n, true})
		}
	}
	return all
}

// marker is the variable by which the processes of one run are found.
const marker = "IDPKEYS_STRUCK"

var runs atomic.Int64

// kill runs the command and kills at the boundary. It returns when all of
// its processes are gone: a provider that outlives the CLI is left to finish
// what it is doing first.
func kill(t testing.TB, s *acctest.Sandbox, cli *acctest.CLI, args []string, b KillPoint) (bool, string) {
	t.Helper()
	mark := fmt.Sprintf("%s=%d-%d", marker, os.Getpid(), runs.Add(1))
	cmd := cli.Command(args...)
	cmd.Env = append(cmd.Env, mark)
	var text strings.Builder
	cmd.Stdout, cmd.Stderr = &text, &text
	var killed atomic.Bool
	started := make(chan int, 1)
	point := func() {
		if killed.CompareAndSwap(false, true) {
			b.KilledProcess.kill(t, <-started, mark)
		}
	}
	at := nth(sandbox.OnAny, b.Request-1, false)
	if b.After {
		defer s.After(at, point)()
	} else {
		defer s.Before(at, point)()
		if b.KilledProcess != CoreInterrupted {
			s.Inject(sandbox.Fault{Name: "killed", Skip: b.Request - 1, Answer: sandbox.Drop()})
		}
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	started <- cmd.Process.Pid
	_ = cmd.Wait() // killed is what it should be
	if took := time.Since(begin); b.KilledProcess == CoreInterrupted && took > time.Minute {
		t.Errorf("the exit after Ctrl-C took %s", took)
	}
	outlive(t, s, mark)
	s.ClearFaults()
	return killed.Load(), text.String()
}

// kill sends the signal. The provider is found by its environment.
func (v KilledProcess) kill(t testing.TB, core int, mark string) {
	signal := func(pid int, sig os.Signal) {
		if err := send(pid, sig); err != nil {
			t.Errorf("striking %d: %v", pid, err)
		}
	}
	switch v {
	case CoreInterrupted:
		signal(core, os.Interrupt)
		return
	case CoreKilled, BothKilled:
		signal(core, os.Kill)
	}
	if v == CoreKilled {
		return
	}
	for _, pid := range marked(t, mark) {
		if pid != core {
			signal(pid, os.Kill)
		}
	}
}

func send(pid int, sig os.Signal) error {
	process, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return process.Signal(sig)
}

// outlive waits until an orphaned provider sends nothing more, and ends it.
func outlive(t testing.TB, s *acctest.Sandbox, mark string) {
	t.Helper()
	const quiet = 15
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for calm, seen := 0, -1; calm < quiet && len(marked(t, mark)) > 0; calm++ {
		if n := s.Journal().Len(); n != seen {
			calm, seen = 0, n
		}
		<-tick.C
	}
	for _, pid := range marked(t, mark) {
		_ = send(pid, os.Kill) // it may have gone by now
	}
}

// marked are the processes that carry the marker, from /proc.
func marked(t testing.TB, mark string) (pids []int) {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Skip("finding the provider's process needs /proc, which only Linux has")
	}
	for _, entry := range entries {
		var pid int
		if _, err := fmt.Sscan(entry.Name(), &pid); err != nil {
			continue
		}
		env, err := os.ReadFile("/proc/" + entry.Name() + "/environ")
		if err == nil && strings.Contains(string(env), mark+"\x00") {
			pids = append(pids, pid)
		}
	}
	return pids
}
