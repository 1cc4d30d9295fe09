package acctest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// badDocuments are answers that are no JWK set to verify with, and what a warning says of them.
func badDocuments() map[string]struct {
	answer sandbox.Answer
	found  string
} {
	type bad = struct {
		answer sandbox.Answer
		found  string
	}
	return map[string]bad{
		"404":                      {sandbox.Status(404), "an answer with HTTP 404 Not Found"},
		"503":                      {sandbox.Status(503), "an answer with HTTP 503 Service Unavailable"},
		"204":                      {sandbox.EmptyBody(204), "an answer with HTTP 204 No Content"},
		"dropped":                  {sandbox.Drop(), "no answer, because the connection failed"},
		"cut":                      {sandbox.Truncated(200), "no answer, because the connection failed"},
		"half of the JSON":         {sandbox.CutJSON(200), "no JWK set: it is not JSON"},
		"HTML":                     {sandbox.HTML200(), "an HTML page"},
		"an empty answer":          {sandbox.EmptyBody(200), "no JWK set: it is not JSON"},
		"another object":           {sandbox.OKJSON(`{"message":"hello"}`), "it has no list with the name keys"},
		"no keys":                  {sandbox.OKJSON(`{"keys":[]}`), "a JWK set without a key that verifies signatures"},
		"only keys to encrypt":     {sandbox.OKJSON(`{"keys":[{"kid":"a","kty":"RSA","use":"enc"}]}`), "a JWK set without a key that verifies signatures"},
		"more than a megabyte":     {sandbox.OKJSON(`{"keys":[{"kid":"` + strings.Repeat("a", 1<<20) + `"}]}`), "a document of more than 1 MiB"},
		"too many keys":            {sandbox.OKJSON(`{"keys":[` + manyKeys(501) + `]}`), "a JWK set of more than 500 keys"},
		"a redirect elsewhere":     {sandbox.Redirect(302, "https://login.example.com/"), "a redirect to another host"},
		"a redirect without TLS":   {sandbox.Redirect(301, "http://example.com/jwks.json"), "a redirect to another host"},
		"nothing in the time":      {sandbox.Hang(), "no whole answer within 500ms"},
		"a byte in a while":        {sandbox.Trickle(50 * time.Millisecond), "no whole answer within 500ms"},
		"a redirect to a password": {sandbox.Redirect(302, "https://me:secret@login.example.com/"), "a redirect to another host"},
	}
}

func manyKeys(n int) string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf(`{"kid":"k%d","kty":"RSA"}`, i)
	}
	return strings.Join(keys, ",")
}

// PublishedUnreadable has a document that cannot be read: a refresh, a plan and a destroy go on, what was
// found before stays, and nothing is rotated.
func PublishedUnreadable(t *testing.T, k RotationResource) {
	t.Helper()
	runEach(t, badDocuments(), func(t *testing.T, s *Sandbox, c struct {
		answer sandbox.Answer
		found  string
	}) {
		s.Settings = map[string]any{"request_timeout": "500ms"}
		r := s.RPC()
		id, config, object := s.gated(r, k, ninetyDays, Trigger("1"), requirePublished("24h"))
		since, kids := object.Show("next_published_since"), publishedIn(t, object)
		s.Clock().Advance(2 * day)
		s.Inject(sandbox.Fault{Match: sandbox.OnPublished, Times: -1, Answer: c.answer})
		s.Walk(r)
		mark := s.Journal().Len()
		object, diags := r.Read(object)
		if diags.Errors() > 0 || !diags.Has("WARNING", "cannot be read as verifiers read them ("+id+")", c.found, "set require_published.jwks_uri") || strings.Contains(diags.String(), "secret") {
			t.Fatalf("the refresh says:\n%s", diags)
		}
		if got := publishedIn(t, object); object.Show("next_published_since") != since || !slices.Equal(got, kids) {
			t.Errorf("since %s, %q; want %s, %q", object.Show("next_published_since"), got, since, kids)
		}
		s.expectWaits(r, object, config, "the published document could not be read")
		plan := r.Plan(k.Type, object, Merge(config, Trigger("2")))
		if plan.Diags.Errors() > 0 || !plan.Diags.Has("WARNING", "cannot be rotated yet", "the published document could not be read") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
		s.Walk(r)
		if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "the document in which the keys are published could not be read", "Nothing was sent", c.found) {
			t.Errorf("not refused:\n%s", diags)
		}
		if plan := r.Plan(k.Type, object, nil); plan.Diags.Errors() > 0 {
			t.Errorf("a destroy is refused:\n%s", plan.Diags)
		}
		s.ExpectRotations(k, id, 0, mark, 0)
		s.ClearFaults()
		object = s.Refresh(r, object) // the key was there all the while, as far as it was seen
		if plan := r.Plan(k.Type, object, config); !plan.Diags.Has("will be rotated") {
			t.Errorf("the plan says:\n%s", plan.Diags)
		}
	})
}

// PublishedOvertaken has a saved plan that rotates, and a document that does not show the key any more: the
// apply reads it again, and sends nothing.
func PublishedOvertaken(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	id, config, object := s.gated(r, k, Trigger("1"), requirePublished("24h"))
	k.rotate(s, id)
	object = s.Refresh(r, object)
	s.Clock().Advance(25 * time.Hour)
	object = s.Refresh(r, object)
	plan := r.Plan(k.Type, object, Merge(config, Trigger("2")))
	if !plan.Diags.Has("will be rotated") {
		t.Fatalf("the plan says:\n%s", plan.Diags)
	}
	s.SetPublication(sandbox.Publication{Lag: 30 * time.Hour})
	s.Walk(r)
	mark := s.Journal().Len()
	if _, diags := r.Apply(plan, nil); !diags.Has("ERROR", "the next key is not published: the document does not show it", "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	s.ExpectRotations(k, id, 1, mark, 0)
}

// PublishedElsewhere reads the document at jwks_uri, without credentials. Another URI begins the time anew.
func PublishedElsewhere(t *testing.T, k RotationResource) {
	t.Helper()
	s := NewSandbox(t)
	r := s.RPC()
	var kids []string
	var asked []http.Header
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/jwks", http.StatusFound)
			return
		}
		asked = append(asked, r.Header.Clone())
		keys := make([]string, len(kids))
		for i, kid := range kids {
			keys[i] = fmt.Sprintf(`{"kid":%q,"kty":"RSA"}`, kid)
		}
		w.Header().Set("Date", s.Clock().Now().Format(sandbox.DateFormat))
		_, _ = fmt.Fprintf(w, `{"keys":[%s]}`, strings.Join(keys, ","))
	}))
	t.Cleanup(elsewhere.Close)
	id, config, object := s.gated(r, k, Trigger("1"), requirePublished("24h"))
	current, next, _ := k.kids(s, id)
	kids = []string{current, next}
	s.Clock().Advance(2 * day)
	config = Merge(config, requirePublished("24h", elsewhere.URL+"/moved"))
	plan := r.Plan(k.Type, object, config)
	Expect(t, plan, map[string]string{"kid": current, "published_kids": "null", "next_published_since": "null"})
	both := r.Plan(k.Type, object, Merge(config, Trigger("2")))
	if !both.Diags.Has("WARNING", "cannot be rotated yet", "No refresh has checked that by the present arguments yet") {
		t.Errorf("the plan says:\n%s", both.Diags)
	}
	if _, diags := r.Apply(both, nil); !diags.Has("ERROR", "it is not known since when the next key is published", "Nothing was sent") {
		t.Errorf("not refused:\n%s", diags)
	}
	object = s.Update(r, k.Type, object, config)
	mark := s.Journal().Len()
	object = s.Refresh(r, object)
	s.ExpectCalls(mark, k.Refresh...)
	s.expectSince(object, s.Clock().Now())
	for _, header := range asked {
		if header.Get("Authorization") != "" || header.Get("Cookie") != "" || !strings.HasPrefix(header.Get("User-Agent"), "terraform-provider-idpkeys/") {
			t.Errorf("asked with %v", header)
		}
	}
	if len(asked) == 0 {
		t.Error("the document was not read")
	}
}
