package oktaapi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// The SDK's own way to a configuration reads variables, and files, one of them
// below the working directory, which can name another host for the token.
func TestNew_readsNothingOfItsSurroundings(t *testing.T) {
	served, other := newOrg(t, withTokens(t, answer(200, granted))), newOrg(t, hang)
	for name, value := range map[string]string{
		"ORGURL": other.url, "TOKEN": "stolen", "AUTHORIZATIONMODE": "SSWS", "CLIENTID": "other", "SCOPES": "other", "CACHE_ENABLED": "true",
		"PROXY_HOST": "127.0.0.1", "PROXY_PORT": "1", "RATE_LIMIT_MAX_RETRIES": "5", "REQUEST_TIMEOUT": "1", "PRIVATEKEYID": "other",
	} {
		t.Setenv("OKTA_CLIENT_"+name, value)
	}
	t.Setenv("OKTA_DEBUG", "true")
	dir := t.TempDir()
	yaml := "okta:\n  client:\n    orgUrl: " + other.url + "\n    token: stolen\n"
	for _, path := range []string{".okta/okta.yaml", ".okta.yaml", "github.com/okta/okta-sdk-golang/v6@v6.1.6/.okta.yaml"} {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", dir)
	t.Chdir(dir)
	for name, change := range map[string]func(*oktaapi.Settings){"API token": func(*oktaapi.Settings) {}, "private key": byKey} {
		client := served.client(t, change)
		for _, call := range []string{"list", "rotate"} {
			if err := calls[call](t.Context(), client, "aus1"); err != nil {
				t.Errorf("%s, %s: %v", name, call, err)
			}
		}
	}
	if len(other.all()) != 0 || len(served.all()) != 5 {
		t.Errorf("%d requests elsewhere, %d here", len(other.all()), len(served.all()))
	}
	for _, r := range served.all() {
		if strings.Contains(r.header.Get("Authorization")+r.body, "stolen") || strings.Contains(r.body, "other") {
			t.Errorf("got %+v", r)
		}
	}
}

func TestNew_refusesAnOrgURLThatIsNone(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "example.okta.com", "//example.okta.com", "ftp://example.okta.com", "https://", "https://exa mple"} {
		_, err := oktaapi.New(oktaapi.Settings{OrgURL: url, Credentials: oktaapi.Credentials{APIToken: "secret"}})
		if err == nil || err.Error() != "org_url is not of the form https://example.okta.com" {
			t.Errorf("%q: got %v", url, err)
		}
	}
}

func TestClient_redirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for call, send := range calls {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			served := newOrg(t, answer(302, ""))
			e := failure(t, send(t.Context(), served.client(t, retries(4)), "aus1"))
			if n := len(served.all()); n != 1 || served.all()[0].path != pathOf[call] {
				t.Errorf("%d requests, want one (%v)", n, e)
			}
		})
	}
}
