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
	token := find(t, welcome, `api_token = "([^"]+)"`)
	id := find(t, welcome, `connection_id = "(con_\w{16})"`)
	find(t, welcome, `# client_id     = "([^"]+)"`)
	find(t, welcome, `# client_secret = "([^"]+)"`)
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		override := find(t, welcome, `"`+regexp.QuoteMeta(host)+`/idpkeys/idpkeys" = "([^"]+)"`)
		if override != filepath.ToSlash(dir) {
			t.Errorf("%s is overridden by %s, want %s", host, override, dir)
		}
	}

	path := "/api/v2/connections/" + id + "/keys"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if line, err := rest.ReadString('\n'); err != nil || line != "GET "+path+" 200\n" {
		t.Errorf("the journal line is %q, %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, rest) }()
	if err := stop(); err != nil {
		t.Errorf("run ended with %v", err)
	}
}

func TestRunRefusesBadArguments(t *testing.T) {
	t.Parallel()
	if err := run(t.Context(), []string{"-addr", "nowhere:none"}, io.Discard); err == nil {
		t.Error("an impossible address is no error")
	}
	if err := run(t.Context(), []string{"-unknown"}, io.Discard); err == nil {
		t.Error("an unknown flag is no error")
	}
	if err := run(t.Context(), []string{"-help"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-help ends with %v", err)
	}
}
