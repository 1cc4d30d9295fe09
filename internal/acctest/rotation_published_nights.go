package acctest

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// PublishedNights applies every night, with a period and a gate. The nights that rotate are those that the
// arguments imply, each once. Every other night's plan is empty. Each refresh takes the requests of a refresh
// and one read of the document.
func PublishedNights(t *testing.T, k RotationResource) {
	t.Helper()
	for name, c := range map[string]struct {
		minAge string
		// first is the first night that rotates, and each further one is cycle nights later: the
		// period, or the gate and the night in which a refresh finds the new next key.
		first, cycle int
	}{
		"the period is the longer wait": {"2d", 2, 30},
		"the gate is the longer wait":   {"40d", 40, 41},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t, sandbox.WithStillClock())
			r := s.RPC()
			id, config, object := s.gated(r, k, map[string]any{"rotation_period": "30d"}, requirePublished(c.minAge))
			var rotated, want []int
			for night := 1; night <= 125; night++ {
				s.Clock().Advance(day)
				mark := s.Journal().Len()
				object = s.Refresh(r, object)
				plan := r.Plan(k.Type, object, config)
				s.ExpectCalls(mark, append(slices.Clone(k.Refresh), readPublished)...)
				if night == c.first+len(want)*c.cycle {
					want = append(want, night)
				}
				if !plan.Changes() {
					continue
				}
				rotated = append(rotated, night)
				s.Walk(r)
				var diags Diags
				if object, diags = r.Apply(plan, nil); diags.Errors() > 0 {
					t.Fatalf("night %d: %s", night, diags)
				}
			}
			if !slices.Equal(rotated, want) {
				t.Errorf("nights %v change something, want %v", rotated, want)
			}
			s.ExpectRotations(k, id, len(want), 0, len(want))
		})
	}
}

// PublishedLengthened asks for a longer time when the gate is open already: the longer time counts at once,
// and nothing is rotated until it is over.
func PublishedLengthened(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, ninetyDays, requirePublished("1h"))
	since := object.Show("next_published_since")
	s.Clock().Advance(2 * time.Hour)
	object = s.Refresh(r, object)
	if plan := r.Plan(k.Type, object, config); !plan.Diags.Has("will be rotated") {
		t.Fatalf("the gate is not open:\n%s", plan.Diags)
	}
	config = Merge(config, requirePublished("24h"))
	plan := r.Plan(k.Type, object, config)
	Expect(t, plan, map[string]string{"kid": object.Show("kid"), "next_published_since": since, "require_published.min_age": "24h"})
	if !plan.Diags.Has("WARNING", "wait for the next key to be published") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	mark := s.Journal().Len()
	object = s.Update(r, k.Type, object, config)
	s.ExpectCalls(mark)
	object = s.Refresh(r, object)
	Expect(t, object, map[string]string{"next_published_since": since})
	s.expectWaits(r, object, config, "has been published for 24h, which it will have been at")
	s.ExpectRotations(k, id, 0, 0, 0)
	s.Clock().Advance(22 * time.Hour)
	s.Update(r, k.Type, s.Refresh(r, object), config)
	s.ExpectRotations(k, id, 1, 0, 1)
}

// PublishedDestroyed destroys the resource while a rotation waits, with a document that can be read, and with
// one that cannot: nothing is sent and nothing is read.
func PublishedDestroyed(t *testing.T, k RotationResource) {
	t.Helper()
	for name, readable := range map[string]bool{"readable": true, "unreadable": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			r := s.RPC()
			id, config, object := s.gated(r, k, ninetyDays, requirePublished("24h"))
			if !readable {
				s.Inject(sandbox.Fault{Match: sandbox.OnPublished, Times: -1, Answer: sandbox.HTML200()})
				object = s.Refresh(r, object)
			}
			s.expectWaits(r, object, config)
			mark := s.Journal().Len()
			if gone := s.Update(r, k.Type, object, nil); gone.Exists() {
				t.Errorf("%s is left", gone.Value)
			}
			s.ExpectCalls(mark)
			s.ExpectRotations(k, id, 0, 0, 0)
			s.ClearFaults()
		})
	}
}

// PublishedRenamed renames the block while a rotation waits, without a moved block: Terraform destroys one resource and
// creates another one. The new one has seen nothing yet, so its time begins anew, and nothing is rotated.
func PublishedRenamed(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, ninetyDays, requirePublished("24h"))
	s.Clock().Advance(20 * time.Hour)
	object = s.Refresh(r, object)
	s.Walk(r)
	gone, made := r.Plan(k.Type, object, nil), r.Plan(k.Type, nil, config)
	if n := gone.Diags.Errors() + made.Diags.Errors(); n > 0 {
		t.Fatalf("%s\n%s", gone.Diags, made.Diags)
	}
	Expect(t, made, map[string]string{"next_published_since": "null"})
	s.Walk(r)
	if _, diags := r.Apply(gone, nil); diags.Errors() > 0 {
		t.Fatal(diags)
	}
	renamed, diags := r.Apply(made, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	renamed = s.Refresh(r, renamed)
	s.expectSince(renamed, s.Clock().Now())
	s.Clock().Advance(20 * time.Hour)
	renamed = s.Refresh(r, renamed)
	s.expectWaits(r, renamed, config)
	s.ExpectRotations(k, id, 0, 0, 0)
	s.Clock().Advance(4 * time.Hour)
	s.Update(r, k.Type, s.Refresh(r, renamed), config)
	s.ExpectRotations(k, id, 1, 0, 1)
}

// PublishedUnreadAtApply has a saved plan that rotates, and a document that cannot be read any more when it is
// applied: nothing is sent.
func PublishedUnreadAtApply(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, ninetyDays, requirePublished("24h"))
	s.Clock().Advance(25 * time.Hour)
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, config)
	if !plan.Diags.Has("will be rotated") {
		t.Fatalf("the gate is not open:\n%s", plan.Diags)
	}
	s.Inject(sandbox.Fault{Match: sandbox.OnPublished, Answer: sandbox.Status(503)})
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "could not be read", "Nothing was sent", "Open the document from this machine") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 0, mark, 0)
	s.Update(r, k.Type, s.Refresh(r, object), config) // the next night
	s.ExpectRotations(k, id, 1, mark, 1)
}

// documentServers are servers at which a document cannot be read by a jwks_uri of the configuration, and what a warning
// says of them.
func documentServers(t *testing.T) map[string]struct{ uri, found string } {
	t.Helper()
	answering := func(answer http.HandlerFunc) string {
		server := httptest.NewServer(answer)
		t.Cleanup(server.Close)
		return server.URL + "/jwks.json"
	}
	text := func(body string) string {
		return answering(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
	}
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	stopped := httptest.NewServer(http.NotFoundHandler())
	stopped.Close()
	return map[string]struct{ uri, found string }{
		"unreachable": {stopped.URL + "/jwks.json", "no answer, because the connection failed"},
		"untrusted":   {untrusted.URL + "/jwks.json", "no answer, because the connection failed"},
		"slow":        {answering(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), "no whole answer within 500ms"},
		"huge":        {text(`{"keys":[{"kid":"` + strings.Repeat("a", 1<<20) + `"}]}`), "a document of more than 1 MiB"},
		"HTML":        {text("<!doctype html><title>Sign in</title>"), "an HTML page"},
		"no keys":     {text(`{"keys":[]}`), "a JWK set without a key that verifies signatures"},
	}
}

// PublishedUnreadableURI has a jwks_uri at which no document can be read: refreshing, planning and destroying go on,
// the warning names the URI and says what to do, and nothing is rotated.
func PublishedUnreadableURI(t *testing.T, k RotationResource) {
	t.Helper()
	for name, c := range documentServers(t) {
		s := NewSandbox(t)
		if name == "slow" {
			s.Settings = map[string]any{"request_timeout": "500ms"}
		}
		r := s.RPC()
		id, config, object := s.gated(r, k, ninetyDays, Trigger("1"), requirePublished("1h", c.uri))
		s.Clock().Advance(2 * time.Hour)
		s.Walk(r)
		mark := s.Journal().Len()
		object, diags := r.Read(object)
		if diags.Errors() > 0 || !diags.Has("WARNING", "cannot be read as verifiers read them ("+id+")", c.uri, c.found, "Open the document from this machine") {
			t.Errorf("%s: the refresh says:\n%s", name, diags)
		}
		s.ExpectCalls(mark, k.Refresh...)
		s.expectWaits(r, object, config, "the published document could not be read")
		plan := r.Plan(k.Type, object, Merge(config, Trigger("2")))
		s.Walk(r)
		if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "could not be read", "Nothing was sent", c.uri, c.found) {
			t.Errorf("%s: not refused:\n%s", name, diags)
		}
		s.ExpectRotations(k, id, 0, mark, 0)
		mark = s.Journal().Len()
		s.Update(r, k.Type, object, nil)
		s.ExpectCalls(mark)
	}
}
