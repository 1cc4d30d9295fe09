package transport_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// answersWith is a network whose answers have this body.
type answersWith string

func (body answersWith) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, nil
}

// What holds more than any real answer is not taken, however the brackets lie, and the
// SDK gets the same failure. Real answers, and what is no JSON at all, pass.
func TestRecorder_boundsOfAnswers(t *testing.T) {
	t.Parallel()
	list := func(n int, one string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]"
	}
	key := `{"id":"pks1","kid":"a","kty":"RSA","alg":"RS256","use":"sig","e":"AQAB","n":"g0Mi","status":"ACTIVE","created":"c","lastUpdated":"u",` +
		`"_links":{"activate":{"href":"https://example.okta.com","hints":{"allow":["POST"]}},"delete":{"href":"https://example.okta.com","hints":{"allow":["DELETE"]}}}}`
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"a full list":            {list(transport.MaxListed, key), nil},
		"just within":            {list(49_999, "{}"), nil},
		"one bracket more":       {list(50_000, "{}"), transport.ErrTooMany},
		"empty objects":          {list(600_000, "{}"), transport.ErrTooMany},
		"nulls":                  {list(400_000, "null"), transport.ErrTooMany},
		"after a list that ends": {"[" + list(49_998, "{}") + "," + list(400_000, "1") + "]", transport.ErrTooMany},
		"after a number too big": {"[1e999," + list(400_000, "1") + "]", transport.ErrTooMany},
		"members":                {"{" + strings.TrimSuffix(strings.Repeat(`"a":1,`, 60_000), ",") + "}", transport.ErrTooMany},
		"brackets":               {strings.Repeat("[", 1<<20), transport.ErrTooMany},
		"a page":                 {"<html>" + strings.Repeat("<p>,", 200_000), nil},
		"commas in a text":       {`["` + strings.Repeat(",", 1<<20) + `"]`, nil},
		"2 MiB":                  {strings.Repeat(" ", 2<<20), nil},
		"a byte more":            {strings.Repeat(" ", 2<<20+1), transport.ErrTooLarge},
	} {
		ctx, exchange := transport.WithExchange(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://example.okta.com", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := transport.Recorder{Base: answersWith(c.body)}.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		_, sdk := io.ReadAll(response.Body)
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if !errors.Is(exchange.BodyErr, c.want) || !errors.Is(sdk, c.want) || c.want == nil && exchange.BodyErr != nil {
			t.Errorf("%s: %v, and to the SDK %v, want %v", name, exchange.BodyErr, sdk, c.want)
		}
	}
}
