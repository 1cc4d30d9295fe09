package transport_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// The lifetime is a JSON number of seconds, whole or not, and within bounds whatever the
// server says.
func TestGrantOf_lifetimes(t *testing.T) {
	t.Parallel()
	received := time.Now()
	for lifetime, want := range map[string]time.Duration{
		`,"expires_in":3600`:        time.Hour - 30*time.Second,
		`,"expires_in":3600.0`:      time.Hour - 30*time.Second,
		`,"expires_in":3.6e3`:       time.Hour - 30*time.Second,
		`,"expires_in":0.5`:         500*time.Millisecond - 30*time.Second,
		`,"expires_in":0`:           time.Hour,
		`,"expires_in":-1`:          time.Hour,
		`,"expires_in":99999999999`: 24*time.Hour - 30*time.Second,
		`,"expires_in":1e300`:       24*time.Hour - 30*time.Second,
		`,"expires_in":"3600"`:      time.Hour,
		`,"expires_in":null`:        time.Hour,
		``:                          time.Hour,
		`,"expires_in":1e999`:       time.Hour,
	} {
		grant, problem := transport.GrantOf(&transport.Exchange{Received: received, Body: []byte(`{"access_token":"a"` + lifetime + `}`)})
		if got := grant.Until.Sub(received); got != want || problem != "" {
			t.Errorf("%s: %v, want %v; %s", lifetime, got, want, problem)
		}
	}
}

// A token that cannot stand in a header is not taken, and none of it is repeated.
func TestGrantOf_tokens(t *testing.T) {
	t.Parallel()
	const none, malformed, unread = "the answer holds no access token", "the answer holds an access token that is malformed", "the answer could not be read"
	for body, want := range map[string]string{
		`{"access_token":"eyJ0.eyJ1._-~+/9=="}`: "",
		`{"access_token":"a b"}`:                malformed,
		`{"access_token":"a\u0001b"}`:           malformed,
		`{"access_token":"a\r\nX-Y: z"}`:        malformed,
		`{"access_token":"ä"}`:                  malformed,
		`{"access_token":"="}`:                  malformed,
		`{"access_token":""}`:                   none,
		`{"access_token":null}`:                 none,
		`{"access_token":7}`:                    unread,
		`{}`:                                    none,
		`null`:                                  none,
		``:                                      unread,
		`[]`:                                    unread,
		`<html>`:                                unread,
	} {
		if grant, problem := transport.GrantOf(&transport.Exchange{Body: []byte(body)}); problem != want || (grant.AccessToken == "") != (want != "") {
			t.Errorf("%s: %q, want %q", body, problem, want)
		}
	}
	long := strings.Repeat("a", transport.MaxToken)
	if grant, problem := transport.GrantOf(&transport.Exchange{Body: []byte(`{"access_token":"` + long + `"}`)}); problem != "" || grant.AccessToken != long {
		t.Errorf("16 KiB: %q", problem)
	}
	if _, problem := transport.GrantOf(&transport.Exchange{Body: []byte(`{"access_token":"a` + long + `"}`)}); !strings.Contains(problem, "longer than 16 KiB") {
		t.Errorf("more than 16 KiB: %q", problem)
	}
	whole := []byte(`{"access_token":"a"}`)
	for err, want := range map[error]string{
		io.ErrUnexpectedEOF: unread, transport.ErrTooLarge: "the answer is longer than 2 MiB", transport.ErrTooMany: "the answer holds more than 100,000 names and values",
	} {
		if _, problem := transport.GrantOf(&transport.Exchange{Body: whole, BodyErr: err}); problem != want {
			t.Errorf("%v: %q, want %q", err, problem, want)
		}
	}
}
