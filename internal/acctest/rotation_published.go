package acctest

import (
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// requirePublished is require_published with a time, and with a jwks_uri if there is one.
func requirePublished(atLeast string, uri ...string) map[string]any {
	required := map[string]any{"min_age": atLeast}
	if len(uri) > 0 {
		required["jwks_uri"] = uri[0]
	}
	return map[string]any{"require_published": required}
}

// readPublished is a call that reads the published document.
const readPublished = "GET published 200"

var (
	adopting    = map[string]any{"rotate_on_create": false}
	ninetyDays  = map[string]any{"rotation_period": "90d"}
	publishedIn = func(t testing.TB, o *Object) []string {
		t.Helper()
		var values []tftypes.Value
		list := memberOf(o.Value, "published_kids")
		if list.IsNull() {
			return nil
		}
		if err := list.As(&values); err != nil {
			t.Fatal(err)
		}
		kids := make([]string, len(values))
		for i, value := range values {
			if err := value.As(&kids[i]); err != nil {
				t.Fatal(err)
			}
		}
		return kids
	}
)

// gated makes a parent and a resource that adopts its keys, with the arguments, as they are after the
// first refresh. The keys are 100 days old.
func (s *Sandbox) gated(r *RPC, k RotationResource, arguments ...map[string]any) (id string, config map[string]any, object *Object) {
	s.t.Helper()
	id = k.addParent(s)
	s.Clock().Advance(100 * day)
	config = k.Config(id, append([]map[string]any{adopting}, arguments...)...)
	object = s.Refresh(r, s.Update(r, k.Type, nil, config))
	return id, config, object
}

// expectSince fails the test unless next_published_since is a time, give or take some seconds.
func (s *Sandbox) expectSince(o *Object, want time.Time) {
	s.t.Helper()
	at, err := time.Parse(time.RFC3339, o.Show("next_published_since"))
	if off := want.Sub(at); err != nil || off < -10*time.Second || off > 10*time.Second {
		s.t.Errorf("next_published_since is %s, want %s", o.Show("next_published_since"), want)
	}
}

// expectWaits fails the test unless the plan changes nothing, and warns that a rotation waits.
func (s *Sandbox) expectWaits(r *RPC, object *Object, config map[string]any, words ...string) {
	s.t.Helper()
	plan := r.Plan(object.Type, object, config)
	if plan.Changes() || !plan.Diags.Has(append([]string{"WARNING", "wait for the next key to be published"}, words...)...) {
		s.t.Errorf("the plan changes %t and says:\n%s\nwant a warning with %q", plan.Changes(), plan.Diags, words)
	}
}

// PublishedGateByPeriod waits with a rotation that is due until the next key has been published for a
// day. Each plan until then is empty, and takes one read more than a refresh without the gate.
func PublishedGateByPeriod(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r, mark := s.RPC(), 0
	id, config, object := s.gated(r, k, ninetyDays, requirePublished("24h"))
	current, next, _ := k.kids(s, id)
	since := s.Clock().Now()
	s.expectSince(object, since)
	kids := []string{current, next}
	slices.Sort(kids)
	if got := publishedIn(t, object); !slices.Equal(got, kids) {
		t.Errorf("published_kids are %q, want %q", got, kids)
	}
	until := object.Show("next_published_since")
	at, _ := time.Parse(time.RFC3339, until)
	until = at.Add(day).Format(time.RFC3339)
	s.expectWaits(r, object, config, id, "require_published asks for a next key that has been published for 24h, which it will have been at "+until)

	s.Clock().Advance(day - time.Minute)
	mark = s.Journal().Len()
	object = s.Refresh(r, object)
	s.ExpectCalls(mark, append(slices.Clone(k.Refresh), readPublished)...)
	s.expectSince(object, since)
	s.expectWaits(r, object, config, "which it will have been at "+until)
	s.ExpectRotations(k, id, 0, 0, 0)

	s.Clock().Advance(2 * time.Minute)
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, config)
	Expect(t, plan, map[string]string{"kid": next, "previous_kid": current, "next_kid": "unknown", "next_published_since": "null"})
	if !plan.Diags.Has("WARNING", "will be rotated", "older than rotation_period") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	s.Walk(r)
	mark = s.Journal().Len()
	object, diags := r.Apply(plan, nil)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	if calls := s.Calls(mark); calls[len(k.Refresh)] != readPublished || slices.Contains(calls, "GET metadata 200") {
		t.Errorf("the apply sends %q, want one read of the document before it rotates", calls)
	}
	s.ExpectRotations(k, id, 1, mark, 1)
	s.expectKeys(t, k, id, object)
	Expect(t, object, map[string]string{"next_published_since": "null"})
	object = s.Refresh(r, object)
	s.expectSince(object, s.Clock().Now())
	if plan := r.Plan(k.Type, object, config); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("the plan after it changes %t and says:\n%s", plan.Changes(), plan.Diags)
	}
}

// PublishedRequests counts the requests of a refresh: as before without require_published, one more
// with it, and at first those that find the document.
func PublishedRequests(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r, id := s.RPC(), k.addParent(s)
	object := s.Update(r, k.Type, nil, k.Config(id, adopting))
	mark := s.Journal().Len()
	object = s.Refresh(r, object)
	s.ExpectCalls(mark, k.Refresh...)
	Expect(t, object, map[string]string{"published_kids": "null", "next_published_since": "null"})

	config := k.Config(id, adopting, requirePublished("24h"))
	mark = s.Journal().Len()
	object = s.Update(r, k.Type, object, config)
	s.ExpectCalls(mark)
	Expect(t, object, map[string]string{"published_kids": "null", "next_published_since": "null"})
	mark = s.Journal().Len()
	object = s.Refresh(r, object)
	s.ExpectCalls(mark, slices.Concat(k.Refresh, k.Locate, []string{readPublished})...)
	mark = s.Journal().Len()
	object = s.Refresh(r, object)
	s.ExpectCalls(mark, append(slices.Clone(k.Refresh), readPublished)...)
	if _, diags := r.Read(object); diags.Errors() > 0 { // a second reader of this walk
		t.Fatal(diags)
	}
	s.ExpectCalls(mark, append(slices.Clone(k.Refresh), readPublished)...)
	mark = s.Journal().Len()
	if plan := r.Plan(k.Type, object, config); plan.Changes() || len(plan.Diags) > 0 {
		t.Errorf("the plan changes %t and says:\n%s", plan.Changes(), plan.Diags)
	}
	s.ExpectCalls(mark)
	if plan := r.Plan(k.Type, object, nil); plan.Diags.Errors() > 0 {
		t.Error(plan.Diags)
	}
	s.ExpectCalls(mark)
}

// PublishedGateByTrigger changes rotate_when_changed before the next key has been published for a day: the
// plan warns, and the apply refuses after reads alone. After that it rotates once.
func PublishedGateByTrigger(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, Trigger("1"), requirePublished("24h"))
	_, next, _ := k.kids(s, id)
	changed := Merge(config, Trigger("2"))
	at, _ := time.Parse(time.RFC3339, object.Show("next_published_since"))
	until := at.Add(day).Format(time.RFC3339)
	for _, config := range []map[string]any{changed, Merge(config, Trigger(Unknown))} {
		s.Walk(r)
		plan := r.Plan(k.Type, object, config)
		if plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "cannot be rotated yet", "a rotation is asked for", "Until "+until+" the apply refuses this rotation") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		s.Walk(r)
		mark := s.Journal().Len()
		_, diags := r.Apply(plan, changed)
		if !diags.Has("ERROR", "Unable to rotate "+k.Noun, "the next key has not been published for 24h yet", "Nothing was sent", "Apply again after "+until) {
			t.Errorf("not refused:\n%s", diags)
		}
		s.ExpectCalls(mark, append(slices.Clone(k.Refresh), readPublished)...)
	}
	s.Clock().Advance(day)
	object = s.Update(r, k.Type, s.Refresh(r, object), changed)
	Expect(t, object, map[string]string{"kid": next})
	s.ExpectRotations(k, id, 1, 0, 1)
}

// PublishedLate has a document that lags behind: what it does not show is not published, and a rotation
// waits until it has shown the key for long enough. The present next key counts, and no other.
func PublishedLate(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, Trigger("1"), map[string]any{"rotation_period": "2h"}, requirePublished("24h"))
	s.SetPublication(sandbox.Publication{Lag: 30 * time.Hour})
	k.rotate(s, id) // somebody else, so that there is another next key
	s.Clock().Advance(3 * time.Hour)
	object = s.Refresh(r, object)
	Expect(t, object, map[string]string{"next_published_since": "null"})
	s.expectWaits(r, object, config, "the published document did not show the next key", "A later plan rotates the keys")
	plan := r.Plan(k.Type, object, Merge(config, Trigger("2")))
	if !plan.Diags.Has("WARNING", "cannot be rotated yet", "did not show the next key", "Unless the key has been published for that long by then") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "the next key is not published: the document does not show it", "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.SetPublication(sandbox.Publication{})
	s.Clock().Advance(time.Hour)
	object = s.Refresh(r, object)
	s.expectSince(object, s.Clock().Now())
	s.ExpectRotations(k, id, 1, 0, 0)
}
