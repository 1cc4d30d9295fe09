package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

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
	id := find(t, welcome, `connection_id    = "(con_\w{16})"`)
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
	app := find(t, welcome, `data "idpkeys_okta_app_jwks" "example" {\n  app_id = "(0oa\w{17})"`)
	org2org := find(t, welcome, `data "idpkeys_okta_app_connection_jwks" "example" {\n  app_id = "(0oa\w{17})"`)

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
		{orgURL, "/api/v1/authorizationServers/" + server + "/resourceservercredentials/keys", "SSWS " + apiToken},
		{orgURL, "/api/v1/apps/" + app + "/credentials/jwks", "SSWS " + apiToken},
		{orgURL, "/api/v1/apps/" + org2org + "/connections/default/jwks", "SSWS " + apiToken},
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

// What is printed works as it is pasted: it adds one key, and rotates none of Okta's;
// and what it says to change activates one.
func TestAccRun_thePrintedConfigurationApplies(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	welcome, rest, stop := start(t)
	_, configuration, _ := strings.Cut(welcome, "\nterraform {")
	configuration, _, found := strings.Cut(configuration, "\n   The connection ")
	if !found {
		t.Fatalf("no configuration in\n%s", welcome)
	}
	journal := make(chan string, 1)
	go func() {
		all, _ := io.ReadAll(rest)
		journal <- string(all)
	}()
	cli.Write("versions.tf", "")
	cli.Write("main.tf", "terraform {"+configuration)
	cli.MustRun(0, "fmt", "-check", "-diff")
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "5 added, 0 changed", "were taken over", "keys_for_the_hub")
	acctest.MustContain(t, cli.MustRun(0, "output", "-raw", "keys_of_the_app"), `"kid":"2026-q1"`, `"kid":"2026-q2"`)
	cli.MustRun(0, "plan", "-detailed-exitcode")
	// What the configuration says to change.
	cli.Write("main.tf", "terraform {"+strings.Replace(configuration, `= "2026-q1"`, `= "2026-q2"`, 1))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), `"ACTIVE" -> "INACTIVE"`, `"INACTIVE" -> "ACTIVE"`, "0 added, 1 changed")
	// Destroying deletes what may go, and names what Okta still needs.
	acctest.MustContain(t, cli.MustRun(0, "destroy", "-auto-approve"), "5 destroyed",
		`Key "2026-q2" stays registered (aus`, `Key "2026-q2" stays registered (0oa`, `Key "example" stays registered (0oa`)
	if err := stop(); err != nil {
		t.Error(err)
	}
	if text := <-journal; strings.Contains(text, "keyRotate") || strings.Contains(text, "/keys/rotate") || strings.Count(text, "POST /api/v1/") != 2 || !strings.Contains(text, "/connections/default/jwks 200") {
		t.Errorf("the requests are\n%s", text)
	}
}

// The OAuth application that is offered in place of the API token signs in, and its
// private key is gone when the program ends.
func TestAccRun_theOAuthApplicationSignsIn(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	welcome, rest, stop := start(t)
	go func() { _, _ = io.Copy(io.Discard, rest) }()
	file := find(t, welcome, `# private_key = file\("([^"]+)"\)`)
	_, configuration, _ := strings.Cut(welcome, "\nterraform {")
	configuration, _, _ = strings.Cut(configuration, "\n   The connection ")
	token := regexp.MustCompile(`(org_url .*\n) +api_token .*\n`)
	configuration = token.ReplaceAllString(configuration, "$1")
	for _, argument := range []string{"client_id  ", "private_key", "scopes     "} {
		configuration = strings.Replace(configuration, "# "+argument+" =", argument+" =", 1)
	}
	cli.Write("versions.tf", "")
	cli.Write("main.tf", "terraform {"+configuration)
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "5 added, 0 changed")
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the private key is still at %s (%v)", file, err)
	}
}

// The guides can be followed with the server and the app that have no keys.
func TestAccRun_theGuidesCanBeFollowed(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	welcome, rest, stop := start(t)
	go func() { _, _ = io.Copy(io.Discard, rest) }()
	_, configuration, _ := strings.Cut(welcome, "\nterraform {")
	providers, _, _ := strings.Cut(configuration, "\n# Example-OIDC-Connection")
	cli.Write("versions.tf", "terraform {"+providers)
	ids := strings.NewReplacer(
		"aus1a2b3c4d5e6f7g8h9", find(t, welcome, `The authorization server\n +(aus\w{17}) and the app`),
		"0oa1a2b3c4d5e6f7g8h9", find(t, welcome, `and the app (0oa\w{17}) have no registered keys`))
	for file, block := range map[string]string{
		"server.tf": guideBlock(t, "okta-roll-over-encryption-key.md", "# The key in use"),
		"app.tf":    guideBlock(t, "okta-rotate-app-key.md", "# Step 1"),
	} {
		cli.Write(file, ids.Replace(block))
	}
	key, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "resources", "idpkeys_okta_resource_server_jwks", "2026-q3.pem"))
	if err != nil {
		t.Fatal(err)
	}
	cli.Write("2026-q3.pem", string(key))
	acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve"), "2 added")
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// guideBlock is the configuration of a guide that begins with a comment.
func guideBlock(t *testing.T, guide, comment string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "templates", "guides", guide))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "```terraform\n"+comment)
	block, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("%s has no configuration that begins with %q", guide, comment)
	}
	return comment + block
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
