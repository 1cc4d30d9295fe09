package acctest

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// PublishedAnew begins the time anew when a document does not show the key, or when there is another
// next key.
func PublishedAnew(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, _, object := s.gated(r, k, requirePublished("24h"))
	began := s.Clock().Now()
	s.Clock().Advance(5 * time.Hour)
	object = s.Refresh(r, object)
	s.expectSince(object, began)

	k.rotate(s, id)
	s.Clock().Advance(time.Hour)
	object = s.Refresh(r, object) // another next key
	s.expectSince(object, s.Clock().Now())
	began = s.Clock().Now()

	s.SetPublication(sandbox.Publication{Lag: 3 * time.Hour}) // from before the rotation
	s.Clock().Advance(time.Hour)
	object = s.Refresh(r, object)
	Expect(t, object, map[string]string{"next_published_since": "null"})
	s.SetPublication(sandbox.Publication{})
	s.Clock().Advance(time.Hour)
	object = s.Refresh(r, object)
	s.expectSince(object, began.Add(2*time.Hour))
}

// PublishedByACache reads a document that a cache has held: it counts from the Date of the answer, which is
// of when it was made.
func PublishedByACache(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	s.SetPublication(sandbox.Publication{MaxAge: 6 * time.Hour, Age: 2 * time.Hour})
	_, _, object := s.gated(s.RPC(), k, requirePublished("24h"))
	s.expectSince(object, s.Clock().Now().Add(-2*time.Hour))
}

// PublishedWithoutTheCurrentKey has a document that does not show the key that signs: a refresh says for
// how long caches may hold it.
func PublishedWithoutTheCurrentKey(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, requirePublished("24h"))
	for range 2 {
		k.rotate(s, id)
	}
	for maxAge, words := range map[time.Duration]string{0: "does not say for how long caches may hold it", time.Hour: "Caches may hold the document for 1h0m0s (max-age)"} {
		s.SetPublication(sandbox.Publication{Lag: day, MaxAge: maxAge})
		s.Walk(r)
		next, diags := r.Read(object)
		current, _, _ := k.kids(s, id)
		if diags.Errors() > 0 || !diags.Has("WARNING", "sign with a key that is not published yet", current, words, "plan again in a few minutes") {
			t.Errorf("the refresh says:\n%s", diags)
		}
		Expect(t, next, map[string]string{"kid": current})
		if plan := r.Plan(k.Type, next, config); plan.Changes() {
			t.Error("the plan changes something")
		}
	}
}

// PublishedUndated has answers without a usable Date: since when the key is published is not known, and
// nothing is rotated.
func PublishedUndated(t *testing.T, k RotationResource) {
	t.Helper()
	for name, date := range map[string]func(time.Time) string{
		"none":            fixedDate(""),
		"an hour and one": func(now time.Time) string { return now.Add(61 * time.Minute).Format(sandbox.DateFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSandbox(t)
			s.SetDate(date)
			r := s.RPC()
			id, config, object := s.gated(r, k, Trigger("1"), withoutGuard(), requirePublished("24h"))
			Expect(t, object, map[string]string{"next_published_since": "null"})
			s.Clock().Advance(2 * day)
			object = s.Refresh(r, object)
			plan := r.Plan(k.Type, object, Merge(config, Trigger("2")))
			if !plan.Diags.Has("WARNING", "cannot be rotated yet", "It is not known since when the next key is published") {
				t.Errorf("the plan says:\n%s", plan.Diags)
			}
			if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "it is not known since when the next key is published", "Nothing was sent") {
				t.Errorf("not refused:\n%s", diags)
			}
			s.ExpectRotations(k, id, 0, 0, 0)
		})
	}
}
