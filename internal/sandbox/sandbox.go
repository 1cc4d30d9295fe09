package sandbox

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Sandbox is fake services in one process that share a clock, a journal, a queue
// of faults and hooks. All methods may be called from several
// goroutines.
type Sandbox struct {
	clock   *Clock
	journal *Journal
	faults  faultQueue
	hooks   hooks
	date    atomic.Pointer[func(time.Time) string]
	lag     atomic.Pointer[Lag]
	public  atomic.Pointer[Publication]
	auth0   *Auth0Tenant
	okta    *OktaOrg
	// handlers are those of all services.
	handlers []*requestHandler

	closeOnce sync.Once
	closed    chan struct{}
}

// Option changes how [New] makes a sandbox.
type Option func(*settings)

// settings is what the options decide.
type settings struct {
	start time.Time
	still bool
	seed  *uint64
}

// WithStart sets the first time that the clock shows. Without it the clock
// starts at the present whole second.
func WithStart(t time.Time) Option {
	return func(s *settings) { s.start = t }
}

// WithStillClock makes a clock that stands still, and moves only when it is told to.
func WithStillClock() Option { return func(s *settings) { s.still = true } }

// WithSeed makes all that the sandbox makes up follow from a seed: IDs, tokens, keys,
// certificates and request IDs are the same in each sandbox with this seed that gets
// the same calls and requests in the same order. For certificates this also takes
// [WithStart] and [WithStillClock]. The private keys are public. Without a seed
// all is random.
func WithSeed(seed uint64) Option { return func(s *settings) { s.seed = &seed } }

// New makes a sandbox that is not listening yet. Close it when done.
func New(opts ...Option) *Sandbox {
	set := settings{start: time.Now().Truncate(time.Second)}
	for _, opt := range opts {
		opt(&set)
	}
	clock := newClock(set.start, set.still)
	s := &Sandbox{
		clock:   clock,
		journal: &Journal{clock: clock},
		closed:  make(chan struct{}),
	}
	s.auth0 = newAuth0Tenant(clock, set.seed)
	auth0 := &requestHandler{box: s, vendor: s.auth0, random: newRandom(set.seed, "Auth0 requests")}
	s.auth0.handler = auth0
	s.auth0.inProcess = auth0InProcess
	s.okta = newOktaOrg(clock, set.seed)
	okta := &requestHandler{box: s, vendor: s.okta, random: newRandom(set.seed, "Okta requests")}
	s.okta.handler = okta
	s.handlers = []*requestHandler{auth0, okta}
	s.okta.inProcess = oktaInProcess
	return s
}

// Clock is the time by which the services date their answers, certificates and
// tokens.
func (s *Sandbox) Clock() *Clock { return s.clock }

// SetDate has text write the Date header of each answer, of which it is given the true
// time; where it is empty there is none. Nil is the true one again.
func (s *Sandbox) SetDate(text func(now time.Time) string) {
	if text == nil {
		s.date.Store(nil)
		return
	}
	s.date.Store(&text)
}

// Journal lists the requests that the services have received.
func (s *Sandbox) Journal() *Journal { return s.journal }

// Auth0 is the sandbox's Auth0 tenant.
func (s *Sandbox) Auth0() *Auth0Tenant { return s.auth0 }

// Okta is the sandbox's Okta org.
func (s *Sandbox) Okta() *OktaOrg { return s.okta }

// Inject appends a fault to the queue. See [Fault].
func (s *Sandbox) Inject(f Fault) { s.faults.add(f) }

// PendingFaults names the faults that still wait for a request, so that a test
// can prove that each one met its request.
func (s *Sandbox) PendingFaults() []string { return s.faults.pending() }

// ClearFaults drops the faults that are still queued.
func (s *Sandbox) ClearFaults() { s.faults.clear() }

// Before runs fn when a request that match accepts has been received and before
// anything is done about it. A nil match accepts all. The returned function
// takes the hook away.
func (s *Sandbox) Before(match func(*http.Request) bool, fn func()) (remove func()) {
	return s.hooks.add(&s.hooks.before, match, fn)
}

// After runs fn when a request that match accepts has been executed, state
// change included, and before its answer is sent. It does not run for a request
// that a fault kept from being executed. A nil match accepts all. The returned
// function takes the hook away.
func (s *Sandbox) After(match func(*http.Request) bool, fn func()) (remove func()) {
	return s.hooks.add(&s.hooks.after, match, fn)
}

// OnRequest runs fn with the final journal entry of each request, when its
// answer has been sent or dropped. fn may be called from several goroutines.
func (s *Sandbox) OnRequest(fn func(Entry)) { s.hooks.watch(fn) }

// Unknown lists, as "METHOD /path", the requests for which the sandbox knows no
// operation. A test harness fails when there is one.
func (s *Sandbox) Unknown() []string {
	var unknown []string
	for _, e := range s.journal.Entries() {
		if e.Unknown {
			unknown = append(unknown, e.Method+" "+e.Path)
		}
	}
	return unknown
}

// Close stops the listeners, drops open connections and releases requests that
// a fault holds. It does not wait for handlers, so a hook may call it.
func (s *Sandbox) Close() {
	s.closeOnce.Do(func() { close(s.closed) })
	s.auth0.Stop()
	s.okta.Stop()
}
