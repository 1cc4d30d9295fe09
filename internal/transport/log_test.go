package transport_test

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// logged sends one request with secrets in every place, and returns what was
// logged about it.
func logged(t *testing.T, base http.RoundTripper, url string) (string, []map[string]any) {
	t.Helper()
	var output bytes.Buffer
	ctx := transport.WithBearer(tflogtest.RootLogger(t.Context(), &output), "secret-bearer")
	req := request(t, ctx, http.MethodPost, url+"/api/v2/connections/con_x/keys/rotate?code=secret-query")
	req.Header.Set("Authorization", "Bearer secret-header")
	req.Header.Set("Cookie", "secret-cookie")
	req.Body = io.NopCloser(strings.NewReader("client_secret=secret-body"))
	chain := transport.New(transport.Options{UserAgent: "ours/1", RequestIDHeader: "X-Auth0-Requestid", Base: base})
	if resp, err := chain.RoundTrip(req); err == nil {
		_ = resp.Body.Close()
	}
	text := output.String()
	entries, err := tflogtest.MultilineJSONDecode(&output)
	if err != nil {
		t.Fatal(err)
	}
	return text, entries
}

func answering(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Auth0-Requestid", "r1")
		w.Header().Set("Location", "https://example.com/?code=secret-location")
		w.Header().Set("Set-Cookie", "secret-answer-cookie")
		w.WriteHeader(status)
		if status != http.StatusNoContent {
			_, _ = io.WriteString(w, `{"access_token":"secret-answer"}`)
		}
	}
}

func TestLog_oneLineForAnAnswer(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 204, 302, 403, 500} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			text, entries := logged(t, network(t), serve(t, answering(status)).URL)
			checkEntry(t, entries, map[string]any{
				"@level": "debug", "@message": "answer", "@module": "provider.idpkeys.http",
				"method": "POST", "path": "/api/v2/connections/con_x/keys/rotate", "status": float64(status), "request_id": "r1",
			})
			checkNoSecret(t, text)
		})
	}
}

func TestLog_oneLineForASilence(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { hangUp(t, w, false) })
	text, entries := logged(t, network(t), server.URL)
	checkEntry(t, entries, map[string]any{
		"@level": "debug", "@message": "no answer", "@module": "provider.idpkeys.http",
		"method": "POST", "path": "/api/v2/connections/con_x/keys/rotate",
	})
	checkNoSecret(t, text)
}

// checkEntry compares the only entry with want. The duration must be there,
// and of an error its type alone.
func checkEntry(t *testing.T, entries []map[string]any, want map[string]any) {
	t.Helper()
	if len(entries) != 1 {
		t.Fatalf("%d lines, want 1: %v", len(entries), entries)
	}
	entry := entries[0]
	if took, ok := entry["duration_ms"].(float64); !ok || took < 0 {
		t.Errorf("duration %v", entry["duration_ms"])
	}
	if failure, ok := entry["error"].(string); ok && strings.ContainsAny(failure, " :") {
		t.Errorf("the error is %q, want a type", failure)
	}
	delete(entry, "duration_ms")
	delete(entry, "error")
	if !reflect.DeepEqual(entry, want) {
		t.Errorf("got  %v\nwant %v", entry, want)
	}
}

func checkNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, forbidden := range []string{"secret", "Bearer", "Authorization", "code=", "Cookie"} {
		if strings.Contains(text, forbidden) {
			t.Errorf("the log holds %q: %s", forbidden, text)
		}
	}
}
