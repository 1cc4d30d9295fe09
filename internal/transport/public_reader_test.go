package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

const oneKeySet = `{"keys":[{"kid":"b","kty":"RSA","use":"sig"},{"kid":"a","kty":"RSA"}]}`

// publicServer serves paths, and counts the requests.
func publicServer(t *testing.T, paths map[string]http.HandlerFunc) (base string, asked *[]string) {
	t.Helper()
	asked = new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path)
		if r.Header.Get("Authorization")+r.Header.Get("Cookie") != "" {
			t.Errorf("credentials were sent: %v", r.Header)
		}
		paths[r.URL.Path](w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func redirectTo(target string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "session=1")
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusFound)
	}
}

func TestKeySet_readsWhatAnswersSay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header      http.Header
		age, maxAge time.Duration
	}{
		"nothing":            {http.Header{}, 0, 0},
		"max-age and Age":    {http.Header{"Cache-Control": {"public, max-age=3600"}, "Age": {"60"}}, time.Minute, time.Hour},
		"shared caches":      {http.Header{"Cache-Control": {"max-age=60, s-maxage=120"}}, 0, 2 * time.Minute},
		"in quotes":          {http.Header{"Cache-Control": {`Max-Age="60"`}}, 0, time.Minute},
		"two headers":        {http.Header{"Cache-Control": {"public", "max-age=60"}}, 0, time.Minute},
		"not to be held":     {http.Header{"Cache-Control": {"max-age=60, no-cache"}}, 0, 0},
		"no numbers":         {http.Header{"Cache-Control": {"max-age=-1"}, "Age": {"-1"}}, 0, 0},
		"numbers too large":  {http.Header{"Cache-Control": {"max-age=99999999999999999999"}, "Age": {"99999999999"}}, maxSeconds * time.Second, maxSeconds * time.Second},
		"words":              {http.Header{"Cache-Control": {"max-age"}, "Age": {"old"}}, 0, 0},
		"a number and words": {http.Header{"Age": {"60, 70"}}, 0, 0},
	} {
		base, _ := publicServer(t, map[string]http.HandlerFunc{"/jwks": func(w http.ResponseWriter, _ *http.Request) {
			for name, values := range c.header {
				w.Header()[name] = values
			}
			w.Header().Set("Date", "Sun, 01 Mar 2026 12:00:00 GMT")
			_, _ = fmt.Fprint(w, oneKeySet)
		}})
		set, err := NewPublicReader("test", 0, nil).KeySet(t.Context(), base+"/jwks")
		if err != nil || !slices.Equal(set.KIDs, []string{"a", "b"}) || set.URI != base+"/jwks" {
			t.Errorf("%s: %+v, %v", name, set, err)
		}
		if set.Age != c.age || set.MaxAge != c.maxAge || !set.Date.Equal(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: age %s, max-age %s, date %s; want %s, %s", name, set.Age, set.MaxAge, set.Date, c.age, c.maxAge)
		}
	}
}

func TestKeySet_followsRedirectsOnTheSameHost(t *testing.T) {
	t.Parallel()
	other, askedOther := publicServer(t, map[string]http.HandlerFunc{"/jwks": func(http.ResponseWriter, *http.Request) {}})
	paths := map[string]http.HandlerFunc{
		"/jwks":      func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, oneKeySet) },
		"/moved":     redirectTo("/jwks"),
		"/elsewhere": redirectTo(other + "/jwks"),
		"/round":     redirectTo("/round"),
	}
	paths["/password"] = func(w http.ResponseWriter, r *http.Request) { redirectTo("http://u:p@"+r.Host+"/jwks")(w, r) }
	base, asked := publicServer(t, paths)
	for path, want := range map[string]string{
		"/moved": "", "/elsewhere": "a redirect to another host", "/password": "a redirect to another host", "/round": "more than 5 redirects",
	} {
		_, err := NewPublicReader("test", 0, nil).KeySet(t.Context(), base+path)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	if len(*askedOther) > 0 || len(*asked) != 2+1+1+6 {
		t.Errorf("asked for %q here and %q elsewhere", *asked, *askedOther)
	}
}

func TestPublicReader_endsWithTheCaller(t *testing.T) {
	t.Parallel()
	base, _ := publicServer(t, map[string]http.HandlerFunc{"/jwks": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := NewPublicReader("test", 0, nil).Read(ctx, base+"/jwks")
	var known *apierr.Error
	if !errors.As(err, &known) || known.Kind != apierr.Canceled {
		t.Errorf("interrupted: %v", err)
	}
	if _, err = NewPublicReader("test", 50*time.Millisecond, nil).Read(t.Context(), base+"/jwks"); err == nil || !strings.Contains(err.Error(), "no whole answer within 50ms") {
		t.Errorf("no answer: %v", err)
	}
	for _, uri := range []string{"http://example.com/jwks", "file:///etc/passwd", ""} {
		if _, err := NewPublicReader("test", 0, nil).Read(t.Context(), uri); err == nil || !strings.HasPrefix(err.Error(), "the URI ") {
			t.Errorf("%q: %v", uri, err)
		}
	}
}

func TestCheckPublicURI(t *testing.T) {
	t.Parallel()
	for uri, good := range map[string]bool{
		"https://example.com/jwks": true, "https://example.com:8443/a?b=c": true, "http://localhost:1/x": true, "http://[::1]:1/x": true,
		"https:///jwks": false, "https:jwks": false, "//example.com/jwks": false, "http://localhost.example.com/": false, "HTTPS://example.com": true,
		"https://example.com/\x00": false, "https://u@example.com/": false, "https://example.com/#": false,
	} {
		if err := CheckPublicURI(uri); (err == nil) != good {
			t.Errorf("%q: %v", uri, err)
		}
	}
}
