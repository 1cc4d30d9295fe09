package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// start runs the program until the test ends and returns what it printed before
// the first request, and where the rest comes from.
func start(t *testing.T, args ...string) (welcome string, rest *bufio.Reader, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, args, write)
		_ = write.Close()
		done <- err
	}()
	t.Cleanup(cancel)
	rest = bufio.NewReader(read)
	for !strings.HasSuffix(welcome, "Requests:\n") {
		line, err := rest.ReadString('\n')
		welcome += line
		if err != nil {
			t.Fatalf("%v after %s", err, welcome)
		}
	}
	return welcome, rest, func() error {
		cancel()
		return <-done
	}
}

// find returns what the only group of a pattern matches.
func find(t *testing.T, text, pattern string) string {
	t.Helper()
	match := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if match == nil {
		t.Fatalf("%s is not in\n%s", pattern, text)
	}
	return match[1]
}

func TestRunPrintsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	welcome, rest, stop := start(t, "-provider-dir", dir)
	url := find(t, welcome, `domain    = "(http://127\.0\.0\.1:\d+)"`)
	token := find(t, welcome, `domain    = "[^"]+"\n    api_token = "([^"]+)"`)
	id := find(t, welcome, `connection_id = "(con_\w{16})"`)
	find(t, welcome, `# client_id     = "([^"]+)"`)
	find(t, welcome, `# client_secret = "([^"]+)"`)
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		override := find(t, welcome, `"`+regexp.QuoteMeta(host)+`/idpkeys/idpkeys" = "([^"]+)"`)
		if override != filepath.ToSlash(dir) {
			t.Errorf("%s is overridden by %s, want %s", host, override, dir)
		}
	}

	orgURL := find(t, welcome, `org_url   = "(http://127\.0\.0\.1:\d+)"`)
	apiToken := find(t, welcome, `org_url   = "[^"]+"\n    api_token = "([^"]+)"`)
	server := find(t, welcome, `authorization_server_id = "(aus\w{17})"`)

	journal := make(chan string, 9) // an answer may wait for its line to be read
	go func() {
		defer close(journal)
		for line, err := rest.ReadString('\n'); err == nil; line, err = rest.ReadString('\n') {
			journal <- line
		}
	}()
	for _, c := range []struct{ url, path, authorization string }{
		{url, "/api/v2/connections/" + id + "/keys", "Bearer " + token},
		{orgURL, "/api/v1/authorizationServers/" + server + "/credentials/keys", "SSWS " + apiToken},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", c.authorization)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if line := <-journal; line != "GET "+c.path+" 200\n" {
			t.Errorf("the journal line is %q", line)
		}
	}
	if err := stop(); err != nil {
		t.Errorf("run ended with %v", err)
	}
}

func TestRunRefusesBadArguments(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"-addr", "-okta-addr"} {
		if err := run(t.Context(), []string{name, "nowhere:none"}, io.Discard); err == nil {
			t.Errorf("an impossible %s is no error", name)
		}
	}
	if err := run(t.Context(), []string{"-unknown"}, io.Discard); err == nil {
		t.Error("an unknown flag is no error")
	}
	if err := run(t.Context(), []string{"-help"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-help ends with %v", err)
	}
}
