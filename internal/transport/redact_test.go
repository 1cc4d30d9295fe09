package transport_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// sent records the exchange of a request with a form and a header.
func sent(t *testing.T, header string, form url.Values) *transport.Exchange {
	t.Helper()
	ctx, exchange := transport.WithExchange(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://example.okta.com", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", header)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	base := roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(""))}, nil
	})
	resp, err := transport.Recorder{Base: base}.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	return errorless(t, resp, exchange)
}

func errorless(t *testing.T, resp *http.Response, exchange *transport.Exchange) *transport.Exchange {
	t.Helper()
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return exchange
}

// shownOf is what an error shows of a text of the answer.
func shownOf(x *transport.Exchange, text string) string {
	return transport.Vendor{Name: "Okta"}.Unusable(x, text).Message
}

// An answer may repeat a credential as it was sent, or as something on the way has encoded
// the request. It is shown in none of these forms.
func TestUnusable_showsNoCredentialInAnyForm(t *testing.T) {
	t.Parallel()
	const secret, token = "s3cr/t+va&lue%42\"quo<>", "00token-of-an-admin_~x"
	form := url.Values{"client_id": {"client"}, "client_secret": {secret}, "client_assertion": {"eyJ.a/b+c.d="}}
	x := sent(t, "SSWS "+token, form)
	object, err := json.Marshal(map[string]string{"client_secret": secret})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"plain": secret, "form": form.Encode(), "lower case": "s3cr%2ft%2bva%26lue%2542%22quo%3c%3e", "path": url.PathEscape(secret), "JSON": string(object),
		"JSON with slashes": `s3cr\/t+va&lue%42\"quo<>`, "JSON without HTML": `s3cr/t+va&lue%42\"quo<>`, "header": "SSWS " + token, "token": token,
	} {
		shown := shownOf(x, text)
		for _, part := range []string{"s3cr", "quo", "admin", "eyJ"} {
			if strings.Contains(shown, part) {
				t.Errorf("%s: %s", name, shown)
			}
		}
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
		for _, before := range []string{"", "a", "ab", "abc", "Authorization: SSWS ", "client:"} {
			for _, credential := range []string{secret, token} {
				encoded := encoding.EncodeToString([]byte(before + credential + " after"))
				if shown := shownOf(x, encoded); !strings.Contains(shown, "(redacted)") || len(shown) > len(encoded)-len(credential)+10 {
					t.Errorf("after %q: %s became %s", before, encoded, shown)
				}
			}
		}
	}
	if shown := shownOf(x, "The client is not authorized."); shown != "The client is not authorized." {
		t.Errorf("got %s", shown)
	}
}
