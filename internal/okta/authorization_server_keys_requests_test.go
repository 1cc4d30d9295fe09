package okta_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

const keyType = "idpkeys_okta_authorization_server_key"

// readKeys reads so many single keys of a server at once.
func readKeys(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, n int, ids ...string) {
	t.Helper()
	problems := make([]acctest.Diags, n*len(ids))
	acctest.Parallel(len(problems), func(i int) {
		id := ids[i%len(ids)]
		keys := s.Okta().SigningKeys(id)
		_, problems[i] = r.ReadData(keyType, config(id, map[string]any{"kid": keys[i%len(keys)].KID}))
	})
	for _, diags := range problems {
		if len(diags) > 0 {
			t.Fatal(diags)
		}
	}
}

func servers(s *acctest.Sandbox, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = s.AuthorizationServer()
	}
	return ids
}

func TestAuthorizationServerKey_fiftyOnOneServerAreOneRequest(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	readKeys(t, s, r, 50, id)
	s.ExpectCalls(0, "GET keys 200")
}

func TestAuthorizationServerKey_fiveOnEachOfTenServersAreTenRequests(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	readKeys(t, s, r, 5, servers(s, 10)...)
	if calls := s.Calls(0); len(calls) != 10 || s.Journal().Count(http.MethodGet, "/credentials/keys") != 10 {
		t.Errorf("%d requests, want 10 lists: %q", len(calls), calls)
	}
}

// One walk over everything that there is about one server.
func TestAuthorizationServerKeys_everythingOnOneServerIsOneListAndOneServer(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	object := s.CreatedYesterday(r, keysType, config(id))
	s.Walk(r)
	mark := s.Journal().Len()
	problems := make([]acctest.Diags, 4)
	acctest.Parallel(len(problems), func(i int) {
		if i == 0 {
			_, problems[i] = r.Read(object)
			return
		}
		_, problems[i] = r.ReadData(keysType, config(id))
	})
	for _, diags := range problems {
		if len(diags) > 0 {
			t.Error(diags)
		}
	}
	readKeys(t, s, r, 10, id)
	if plan := r.Plan(keysType, object, config(id)); len(plan.Diags) > 0 {
		t.Error(plan.Diags)
	}
	s.ExpectCalls(mark, "GET keys 200", "GET server 200")
}

func TestAuthorizationServerKeys_twentyServersInParallelRotateOnceEach(t *testing.T) {
	t.Parallel()
	const n = 20
	s := acctest.NewSandbox(t)
	r := s.RPC()
	ids, plans, problems := servers(s, n), make([]*acctest.Planned, n), make([]acctest.Diags, n)
	acctest.Parallel(n, func(i int) { plans[i] = r.Plan(keysType, nil, config(ids[i])) })
	s.Walk(r)
	mark := s.Journal().Len()
	acctest.Parallel(n, func(i int) { _, problems[i] = r.Apply(plans[i], nil) })
	for i, id := range ids {
		if problems[i].Errors() > 0 {
			t.Errorf("%s: %s", id, problems[i])
		}
		s.ExpectRotations(acctest.OktaKeys, id, 1, mark, n)
	}
	if got := len(s.Calls(mark)); got != 4*n {
		t.Errorf("%d requests, want %d", got, 4*n)
	}
}

// Many creates of one server, planned before any of them is applied.
func TestAuthorizationServerKeys_oneServerManyTimesInParallelRotatesOnce(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.AuthorizationServer()
	r := s.RPC()
	plan := r.Plan(keysType, nil, config(id))
	s.Walk(r)
	acctest.Parallel(10, func(int) { r.Apply(plan, nil) })
	s.ExpectRotations(acctest.OktaKeys, id, 1, 0, 1)
}

// refuseEveryThird refuses every third request until the next second.
func refuseEveryThird(s *acctest.Sandbox) {
	var received atomic.Int32
	var refused sync.Map
	s.Before(func(r *http.Request) bool {
		if received.Add(1)%3 == 0 {
			refused.Store(r, true)
		}
		return false
	}, func() {})
	s.Inject(sandbox.Fault{Name: "storm", Times: -1, Answer: sandbox.RateLimit(time.Second), Match: func(r *http.Request) bool {
		_, met := refused.Load(r)
		return met
	}})
}

// A storm of 429: whoever is refused comes back once the window is over, once per
// window, and nobody else is in its way.
func TestAuthorizationServerKey_many429s(t *testing.T) {
	t.Parallel()
	const n = 9
	s := acctest.NewSandbox(t)
	refuseEveryThird(s)
	r := s.RPC(idpkeys.WithWaiter(transport.Wait))
	readKeys(t, s, r, 3, servers(s, n)...)

	refused := 0
	last := map[string]sandbox.Entry{}
	for _, e := range s.Journal().Entries() {
		before, again := last[e.Path]
		if again && (before.Status != http.StatusTooManyRequests || e.At.Sub(before.At) < time.Second) {
			t.Errorf("%s at %s after %s at %s: the window was not waited for", e, e.At, before, before.At)
		}
		if last[e.Path] = e; e.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	// 9 requests, 3 of which come back, 1 of which comes back.
	if got := s.Journal().Len(); refused != 4 || got != n+refused {
		t.Errorf("%d requests with %d refusals, want 13 with 4:\n%s", got, refused, s.Journal())
	}
}

// A window that lasts longer than there is time is not waited for, and those
// behind it send nothing.
func TestAuthorizationServerKeys_rateLimitIsBoundedByTheContext(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC(idpkeys.WithWaiter(transport.Wait))
	ids := servers(s, 10)
	s.Inject(sandbox.Fault{Times: -1, Answer: sandbox.RateLimit(time.Hour)})
	begin := time.Now()
	if _, diags := r.ReadData(keysType, config(ids[0])); !diags.Has("ERROR", "HTTP 429", "E0000047", "Run again when the limit has reset") {
		t.Errorf("the error says:\n%s", diags)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	acctest.Parallel(len(ids), func(i int) {
		plan := r.WithContext(ctx).Plan(keysType, nil, config(ids[i]))
		if !plan.Diags.Has("ERROR", "the rate limit lasts longer than the time allowed") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
	})
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("took %s", took)
	}
	s.ExpectCalls(0, "GET keys 429")
}

// A real CLI walks the graph: 50 keys of one server in one plan.
func TestAccOktaCLI_fiftyKeysOfOneServerAreOneRequest(t *testing.T) {
	t.Parallel()
	s := acctest.NewScenario(t, acctest.OktaKeys)
	active, next, _ := s.SigningKIDs(s.ID)
	text := s.HCL()
	for i := range 50 {
		text += fmt.Sprintf("data %q \"k%d\" {\n  authorization_server_id = %q\n  kid = %q\n}\n", keyType, i, s.ID, []string{active, next}[i%2])
	}
	s.Write("main.tf", text)
	s.Must(0, "plan").Contains("Read complete")
	s.ExpectCalls(0, "GET keys 200")
}

// A resource, a list and single keys in one plan of a real CLI.
func TestAccOktaCLI_everythingOnOneServerIsOneListAndOneServer(t *testing.T) {
	t.Parallel()
	s := acctest.NewScenario(t, acctest.OktaKeys)
	s.CreateResource("")
	active, next, _ := s.SigningKIDs(s.ID)
	text := s.HCL() + acctest.OktaKeys.Block(s.ID, "") + strings.Replace(acctest.OktaKeys.Block(s.ID, ""), "resource", "data", 1)
	for i, kid := range []string{active, next, active, next} {
		text += fmt.Sprintf("data %q \"k%d\" {\n  authorization_server_id = %q\n  kid = %q\n}\n", keyType, i, s.ID, kid)
	}
	s.Write("main.tf", text)
	mark := s.Journal().Len()
	s.ExpectNoChanges()
	s.ExpectCalls(mark, "GET keys 200", "GET server 200")
}

// Requests carry what they should and nothing that they should not.
func TestAuthorizationServerKeys_requestsOnTheWire(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	var mu sync.Mutex
	var odd []string
	s.Before(func(r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		for _, name := range []string{"X-Okta-User-Agent-Extended", "Idempotency-Key", "X-Idempotency-Key", "Cookie"} {
			if r.Header.Get(name) != "" {
				odd = append(odd, r.Method+" "+r.URL.Path+" "+name)
			}
		}
		if r.URL.RawQuery != "" || r.Header.Get("Authorization") != "SSWS "+s.OktaToken {
			odd = append(odd, r.Method+" "+r.URL.String())
		}
		return false
	}, func() {})
	s.Update(s.RPC(), keysType, nil, config(s.AuthorizationServer()))
	for _, e := range s.Journal().Entries() {
		if e.UserAgent != "terraform-provider-idpkeys/test" {
			t.Errorf("%s: user agent %q", e, e.UserAgent)
		}
		if marked := strings.HasPrefix(e.CorrelationID, "idpkeys-"); marked && e.Method != http.MethodPost {
			t.Errorf("%s: correlation ID %q", e, e.CorrelationID)
		}
	}
	if len(odd) > 0 {
		t.Errorf("odd requests: %q", odd)
	}
}
