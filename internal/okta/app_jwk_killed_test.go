package okta_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// killedAfter runs a command, and kills it and its provider when the first request
// that matches has been executed and its answer not been sent.
func (w *cliFixture) killedAfter(match func(*http.Request) bool, args ...string) {
	w.t.Helper()
	mark := "IDPKEYS_KILLED=" + filepath.Base(filepath.Dir(w.Dir)) + "-" + w.app
	cmd := w.Command(args...)
	cmd.Env = append(cmd.Env, mark)
	var killed atomic.Bool
	attempted, once := make(chan struct{}), sync.Once{}
	quiet := w.After(match, func() {
		defer once.Do(func() { close(attempted) })
		for _, pid := range processes(w.t, mark) {
			// The provider may have gone with the CLI by its turn.
			if process, err := os.FindProcess(pid); err == nil && process.Kill() == nil {
				killed.Store(true)
			}
		}
	})
	_ = cmd.Run() // killed is what it should be
	select {
	case <-attempted: // the CLI may have ended before the kill is complete
	case <-time.After(5 * time.Second):
	}
	quiet()
	if !killed.Load() {
		w.t.Fatal("nothing was killed")
	}
}

// processes are those with this entry in the environment.
func processes(t *testing.T, mark string) (pids []int) {
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
		env, err := os.ReadFile("/proc/" + entry.Name() + "/environ") // #nosec G304 -- the environment of a process
		if err == nil && strings.Contains(string(env), mark+"\x00") {
			pids = append(pids, pid)
		}
	}
	return pids
}

// A kill right after each request: the next apply, of the same CLI, converges.
func TestAccAppJWK_killed(t *testing.T) {
	t.Parallel()
	for name, a := range keyChangeCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newCLIFixture(t, a.app)
			signing := func(status string) []string {
				return []string{attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("status", status)}
			}
			if a.before != nil {
				status := active
				if name == "activate" {
					status = inactive
				}
				w.configure(w.block("k", signing(status)...))
				w.must(0, nil, "apply", "-auto-approve")
			}
			switch name {
			case "add", "activate":
				w.configure(w.block("k", signing(active)...))
			case "deactivate":
				w.configure(w.block("k", signing(inactive)...))
			case "add inactive", "activate a new one":
				w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("use", "enc")))
			default:
				w.configure()
			}
			w.killedAfter(a.match, "apply", "-auto-approve")
			w.must(0, nil, "apply", "-auto-approve", "-lock=false")
			w.expectEffects(a.effects...)
			w.noChanges("-lock=false")
		})
	}
}

// Ctrl-C while the key is being added: the request is seen through and recorded.
func TestAccAppJWK_interrupted(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, public)
	w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a")))
	cmd, started := w.Command("apply", "-auto-approve"), make(chan struct{})
	w.After(sandbox.OnAppKeyAdd, func() {
		<-started
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		<-time.After(500 * time.Millisecond) // the answer comes after the CLI has heard it
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	_ = cmd.Wait()
	w.expectEffects("add a")
	w.must(0, nil, "apply", "-auto-approve", "-lock=false")
	w.expectEffects("add a")
	w.noChanges("-lock=false")
}
