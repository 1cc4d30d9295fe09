package provider

import (
	"strings"
	"testing"
)

func TestParseDomain_accepts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		host  string
		plain bool
	}{
		"example.eu.auth0.com":          {"example.eu.auth0.com", false},
		"https://example.eu.auth0.com":  {"example.eu.auth0.com", false},
		"https://example.eu.auth0.com/": {"example.eu.auth0.com", false},
		"HTTPS://example.eu.auth0.com":  {"example.eu.auth0.com", false},
		"example.eu.auth0.com/":         {"example.eu.auth0.com", false},
		"login.example.com":             {"login.example.com", false},
		"example.com:8443":              {"example.com:8443", false},
		"127.0.0.1:3000":                {"127.0.0.1:3000", false},
		"localhost:3000":                {"localhost:3000", false},
		"http://127.0.0.1:3000":         {"127.0.0.1:3000", true},
		"http://127.0.0.1:3000/":        {"127.0.0.1:3000", true},
		"http://127.8.9.1":              {"127.8.9.1", true},
		"http://[::1]:3000":             {"[::1]:3000", true},
		"http://[::1]":                  {"[::1]", true},
		"http://localhost:3000":         {"localhost:3000", true},
		"http://localhost":              {"localhost", true},
		"https://127.0.0.1:3000":        {"127.0.0.1:3000", false},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			host, plain, err := parseDomain(text)
			if err != nil || host != want.host || plain != want.plain {
				t.Errorf("got %q, plain HTTP %v, %v, want %q, %v", host, plain, err, want.host, want.plain)
			}
		})
	}
}

func TestParseDomain_refusesWithTheRightForm(t *testing.T) {
	t.Parallel()
	const notADomain, unencrypted = "is not a tenant's domain", "would send credentials unencrypted"
	for text, want := range map[string]string{
		"https://":                             notADomain,
		"https:///":                            notADomain,
		"https:///path":                        notADomain,
		"://example.com":                       notADomain,
		"/":                                    notADomain,
		":443":                                 notADomain,
		" ":                                    "holds white space or control characters",
		"example.com/api/v2":                   notADomain,
		"https://example.com/api/v2/":          notADomain,
		"https://example.com?audience=x":       notADomain,
		"https://example.com/?audience=x":      notADomain,
		"https://example.com#fragment":         notADomain,
		"https://user@example.com":             `holds an "@"`,
		"https://user:word@example.com":        `holds an "@"`,
		"user@example.com":                     `holds an "@"`,
		"example .com":                         "holds white space or control characters",
		" example.com":                         "holds white space or control characters",
		"example.com ":                         "holds white space or control characters",
		"example.com,other.com":                notADomain,
		"example.com;other.com":                notADomain,
		"example.com\n":                        "holds white space or control characters",
		"example.com:port":                     notADomain,
		"example.com:":                         notADomain,
		"example.com:/":                        notADomain,
		"https://example.com:":                 notADomain,
		"https://example.com:/":                notADomain,
		"http://localhost:":                    notADomain,
		"http://[::1]:":                        notADomain,
		"ftp://example.com":                    notADomain,
		"file:///etc/passwd":                   notADomain,
		"http://example.eu.auth0.com":          unencrypted,
		"http://localhost.example.com":         unencrypted,
		"http://127.0.0.1.example.com":         unencrypted,
		"http://10.0.0.1":                      notADomain,
		"http://0.0.0.0":                       notADomain,
		"http://[::]":                          notADomain,
		"http://[2001:db8::1]:3000":            notADomain,
		"http://localhost@example.com":         `holds an "@"`,
		"$DOMAIN":                              notADomain,
		"${AUTH0_DOMAIN}":                      notADomain,
		"ex\u0430mple.eu.auth0.com":            notADomain, // a Cyrillic a
		"example\u202e.com":                    notADomain,
		"example":                              notADomain,
		"8.8.8.8":                              notADomain,
		"vGx7Qw-UGO1rAaJeavKqBYd5rLEcEi":       notADomain, // a client secret
		"eyJhbGciOiJIUzI1NiJ9.e30.c2ln_bmF0":   notADomain, // a token
		"example..com":                         notADomain,
		"-example.com":                         notADomain,
		strings.Repeat("a", 64) + ".com":       notADomain,
		"http://user:word@127.0.0.1":           `holds an "@"`,
		"http://127.0.0.1:3000/api/v2/":        notADomain,
		"http://127.0.0.1:3000?x=http://a.com": notADomain,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			host, plain, err := parseDomain(text)
			if err == nil || host != "" || plain {
				t.Fatalf("got %q, plain HTTP %v, %v, want an error", host, plain, err)
			}
			for _, part := range []string{want, "Write "} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %s", err, part)
				}
			}
		})
	}
}

// What stands before an @ may be a password, wherever it was written.
func TestParseDomain_doesNotRepeatAPassword(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"https://user:secret-1@example.com", "https://user:secret-1@example.com/", "user:secret-1@example.com", "secret-1@example.com",
		"http://user:secret-1@127.0.0.1:3000", "http://user:secret-1@example.com", "ftp://user:secret-1@example.com",
		"https://user:secret-1@example.com/api/v2/", "https://user:secret-1@example.com:port", "https://user:secret-1@",
		"https://user:secret-1%@example.com", "https://user:se/secret-1@example.com", "https://user:se#secret-1@example.com",
		"https://example.com/secret-1@", "user:secret-1@example.com, other.com",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			host, plain, err := parseDomain(text)
			if err == nil || host != "" || plain {
				t.Fatalf("got %q, plain HTTP %v, %v, want an error", host, plain, err)
			}
			checkNoSecret(t, err.Error())
			if !strings.Contains(err.Error(), "Write ") {
				t.Errorf("%q does not show the right form", err)
			}
			c := auth0Case{block: map[string]string{"domain": text, "api_token": "t"}}
			for _, bad := range resolveAuth0Case(c).problems {
				checkNoSecret(t, bad.summary+bad.detail)
			}
		})
	}
}
