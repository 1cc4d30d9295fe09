package acctest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Load is a sandbox in process with a rate limit, and a provider that waits as long as it
// says. Time is that of a synctest bubble: it passes at once where all wait.
type Load struct {
	*Sandbox
	// RPC is the provider.
	RPC *RPC
	t   *testing.T
	// parallelism is how many objects core works on at a time.
	parallelism int
	// walks are where walks begin in the journal.
	walks []int
	// outside is outside of the bubble.
	outside *Outside
}

// loadWindow is the length of the window of the rate limit.
const loadWindow = time.Minute

// loadLatency is how late the sandbox sends each answer that is not a refusal for the rate
// limit, so that several requests are under way when a limit is reached.
const loadLatency = 50 * time.Millisecond

// RunLoad runs a test with so many requests per minute at each vendor, and with Terraform's
// default parallelism.
func RunLoad(t *testing.T, limit int, test func(l *Load)) {
	t.Helper()
	outside := NewOutside()
	defer outside.Close()
	synctest.Test(t, func(t *testing.T) {
		s := NewInProcessSandbox(t, sandbox.WithSeed(1))
		l := &Load{Sandbox: s, t: t, parallelism: 10, outside: outside}
		l.RPC = NewRPC(t, Provider(append(s.Machine(), idpkeys.WithWaiter(transport.Wait))...))
		s.Inject(sandbox.Fault{Name: "latency", Times: -1, Answer: sandbox.Delay(loadLatency)})
		s.SetRateLimit(limit, loadWindow)
		test(l)
	})
}

// BeginWalk configures the provider anew, as core does for each plan and apply.
func (l *Load) BeginWalk() {
	l.t.Helper()
	l.RPC.observer = l.observer
	l.walks = append(l.walks, l.Journal().Len())
	var diags Diags
	config := l.Config()
	l.outside.Do(func() { diags = l.RPC.Configure(config) })
	l.RPC.mustSucceed("configure", diags)
}

// Each does something n times, at most so many at a time as core does, and fails the test
// if it reports an error.
func (l *Load) Each(n int, do func(i int) Diags) {
	l.t.Helper()
	turns := make(chan struct{}, l.parallelism)
	problems := make([]Diags, n)
	var group sync.WaitGroup
	for i := range n {
		turns <- struct{}{} // in order, as long as there is room
		group.Go(func() {
			problems[i] = do(i)
			<-turns
		})
	}
	group.Wait()
	for i, diags := range problems {
		if diags.Errors() > 0 {
			l.t.Fatalf("%d of %d: %s", i, n, diags)
		}
	}
}

// Create plans n objects of a type, in one walk, and applies them in another.
func (l *Load) Create(typeName string, n int, config func(i int) map[string]any) []*Object {
	l.t.Helper()
	plans, objects := make([]*Planned, n), make([]*Object, n)
	l.BeginWalk()
	l.Each(n, func(i int) Diags {
		plans[i] = l.RPC.Plan(typeName, nil, config(i))
		return plans[i].Diags
	})
	l.BeginWalk()
	l.Each(n, func(i int) (diags Diags) {
		objects[i], diags = l.RPC.Apply(plans[i], nil)
		return diags
	})
	return objects
}

// ExpectNoChanges reads objects and plans them again, in one walk.
func (l *Load) ExpectNoChanges(objects []*Object, config func(i int) map[string]any) {
	l.t.Helper()
	l.BeginWalk()
	l.Each(len(objects), func(i int) Diags {
		object, diags := l.RPC.Read(objects[i])
		if diags.Errors() > 0 {
			return diags
		}
		plan := l.RPC.Plan(object.Type, object, config(i))
		if plan.Changes() {
			l.t.Errorf("object %d has changes", i)
		}
		return plan.Diags
	})
}

// Requests are the requests that were not refused for the rate limit, by method and status,
// and how many were refused. A write that was refused is sent again only after the keys
// were read again: these reads are left out.
//
// It fails the test if a client that reads the headers would not have sent one of those that
// were refused. Such a client sends no request between the answer to a refusal and the reset
// that it named. So at most so many are refused per walk and window as objects were worked on at
// the same time. Another walk is another process of the provider, which knows of no refusal.
func (l *Load) Requests() (executed map[string]int, refused int) {
	l.t.Helper()
	entries := l.Journal().Entries()
	executed = map[string]int{}
	for _, e := range entries {
		switch {
		case e.Status != http.StatusTooManyRequests:
			executed[fmt.Sprintf("%s %d", e.Method, e.Status)]++
			continue
		case e.Method != http.MethodGet:
			executed["GET 200"]-- // the read before it is sent again
		}
		refused++
	}
	for _, problem := range needless(entries, l.walks, loadWindow, l.parallelism) {
		l.t.Error(problem)
	}
	return executed, refused
}

// ExpectLimitedRequests checks the requests that were not refused, and that some were.
func (l *Load) ExpectLimitedRequests(want map[string]int) {
	l.t.Helper()
	got, refused := l.Requests()
	if !maps.Equal(got, want) || refused == 0 {
		l.t.Errorf("requests %v, and %d that met the rate limit; want %v, and some", got, refused, want)
	}
}

// needless are the requests that a client that reads the headers would not have sent, in
// the whole journal of a sandbox that has only one service in use. walks are the numbers of the
// entries with which walks begin.
func needless(entries sandbox.Entries, walks []int, window time.Duration, parallelism int) (problems []string) {
	var ends, refusedAt, reset time.Time
	refused := 0
	for i, e := range entries {
		if slices.Contains(walks, i) {
			refused, reset = 0, time.Time{}
		}
		if !e.At.Before(ends) {
			ends, refused = e.At.Add(window), 0
		}
		if e.At.After(refusedAt) && e.At.Before(reset) {
			problems = append(problems, fmt.Sprintf("%s at %s, before the reset at %s", e, e.At, reset))
		}
		if e.Status != http.StatusTooManyRequests {
			continue
		}
		if refused++; refused > parallelism {
			problems = append(problems, fmt.Sprintf("%s is refusal %d of one window", e, refused))
		}
		if refused == 1 {
			refusedAt, reset = e.At, ends.Add(time.Second-time.Nanosecond).Truncate(time.Second)
		}
	}
	return problems
}
