package acctest

import (
	"strings"
	"testing"
	"time"
)

// PublishedCreate refuses a create that rotates, before any request, and does so in the apply if the plan
// could not know.
func PublishedCreate(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r, id := s.RPC(), k.addParent(s)
	mark := s.Journal().Len()
	for _, parent := range []any{id, Unknown} {
		plan := r.Plan(k.Type, nil, k.Config(parent, requirePublished("24h")))
		if !plan.Diags.Has("ERROR", "Unable to rotate "+k.Noun+" when the resource is created", "Set rotate_on_create = false") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
	}
	later := func(value any) map[string]any {
		return k.Config(id, requirePublished("24h"), map[string]any{"rotate_on_create": value})
	}
	plan := r.Plan(k.Type, nil, later(Unknown))
	if plan.Diags.Errors() > 0 {
		t.Fatal(plan.Diags)
	}
	s.Walk(r)
	if object, diags := r.Apply(plan, later(true)); object.Exists() || !diags.Has("ERROR", "when the resource is created", "Nothing was sent") {
		t.Errorf("the apply says:\n%s", diags)
	}
	s.ExpectCalls(mark)
	object := s.Update(r, k.Type, nil, later(false))
	Expect(t, object, map[string]string{"published_kids": "null", "next_published_since": "null"})
	s.ExpectRotations(k, id, 0, mark, 0)
}

// PublishedChanges shortens, lengthens and removes require_published while a rotation that is due waits: each takes effect
// at the next plan, and a removal at once.
func PublishedChanges(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, ninetyDays, requirePublished("24h"))
	since := object.Show("next_published_since")
	for _, atLeast := range []any{"48h", "1h", Unknown} {
		plan := r.Plan(k.Type, object, Merge(config, map[string]any{"require_published": map[string]any{"min_age": atLeast}}))
		Expect(t, plan, map[string]string{"kid": object.Show("kid"), "next_published_since": since})
		if !plan.Changes() || !plan.Diags.Has("WARNING", "wait for the next key to be published", "No refresh has checked that by the present arguments yet") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
	}
	s.Clock().Advance(2 * time.Hour)
	object = s.Refresh(r, object)
	config = Merge(config, requirePublished("1h"))
	object = s.Update(r, k.Type, object, config)
	s.ExpectRotations(k, id, 0, 0, 0)
	if plan := r.Plan(k.Type, object, config); plan.Changes() { // as with -refresh=false
		t.Errorf("the plan without a refresh says:\n%s", plan.Diags)
	}
	object = s.Refresh(r, object)
	if plan := r.Plan(k.Type, object, config); !plan.Diags.Has("will be rotated") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	_, config, object = s.gated(r, k, ninetyDays, requirePublished("24h"))
	delete(config, "require_published")
	plan := r.Plan(k.Type, object, config)
	Expect(t, plan, map[string]string{"published_kids": "null", "next_published_since": "null"})
	if !plan.Diags.Has("will be rotated") {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	s.Walk(r)
	if _, diags := r.Apply(plan, nil); diags.Errors() > 0 {
		t.Error(diags)
	}
}

// PublishedInput refuses arguments that no document can be read by.
func PublishedInput(t *testing.T, k RotationResource) {
	t.Helper()
	r := NewSandbox(t).RPC()
	config := func(required map[string]any) map[string]any {
		return k.Config(k.unknownID, adopting, map[string]any{"require_published": required})
	}
	for _, text := range []string{"", "1", "a day", "-1h", "-1d", "0s", "0d", "1w"} {
		if diags := r.Validate(k.Type, config(map[string]any{"min_age": text})); !diags.Has("ERROR", "Invalid duration") {
			t.Errorf("min_age = %q: %s", text, diags)
		}
	}
	for uri, words := range map[string]string{
		"":                                  "is not a URL",
		"jwks.json":                         "is not a URL",
		"https://":                          "is not a URL",
		"http://example.com/jwks.json":      "does not begin with https://",
		"ftp://example.com/jwks.json":       "does not begin with https://",
		"https://u:word@example.com/jwks":   "has a user name or password",
		"https://example.com/jwks.json#one": "has a fragment",
		"https://example.com/jwks.json#":    "has a fragment",
	} {
		diags := r.Validate(k.Type, config(map[string]any{"min_age": "24h", "jwks_uri": uri}))
		if !diags.Has("ERROR", "Invalid JWKS URI", words) || strings.Contains(diags.String(), "word@") {
			t.Errorf("jwks_uri = %q: %s", uri, diags)
		}
	}
	for _, uri := range []any{"https://example.com/jwks.json?x=1", "http://127.0.0.1:8080/jwks", "http://[::1]/jwks", Unknown, nil} {
		if diags := r.Validate(k.Type, config(map[string]any{"min_age": "24h", "jwks_uri": uri})); len(diags) > 0 {
			t.Errorf("jwks_uri = %v: %s", uri, diags)
		}
	}
}
