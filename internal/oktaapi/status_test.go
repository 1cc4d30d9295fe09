package oktaapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// A list counts only with the status that lists are answered with, whatever its body
// says; so does a rotation, of which any other status proves nothing.
func TestStatuses_onlyThoseOfTheOperationAreGood(t *testing.T) {
	t.Parallel()
	const list = `[{"kid":"a","status":"ACTIVE","kty":"RSA"}]`
	for _, status := range []int{201, 202, 204, 205, 206, 299} {
		client := newOrg(t, answer(status, list)).client(t)
		failures := map[string]error{
			"list": second(client.AuthorizationServerKeys(t.Context(), "aus1")),
			"app":  second(client.App(t.Context(), "0oa1")),
		}
		if status != 201 { // some changes are answered so
			failures["rotate"] = second(client.RotateAuthorizationServerKeys(t.Context(), "aus1"))
		}
		for name, err := range failures {
			e := failure(t, err)
			if e.Kind != apierr.Unavailable || e.Refused || !e.Sent || !strings.Contains(e.Message, fmt.Sprintf("has the status %d", status)) {
				t.Errorf("%s %d: %+v", name, status, e)
			}
		}
	}
}

// raw answers with a status line that net/http would not write.
func raw(t *testing.T, status, body string) http.HandlerFunc {
	t.Helper()
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 %s Odd\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, len(body), body)
		_ = conn.Close()
	}
}

// A token is granted with status 200 alone. An SDK that panics at others would end the
// provider, in the goroutine that fetches tokens for all.
func TestStatuses_ofTheTokenEndpoint(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"000", "101", "199", "201", "206"} {
		for _, body := range []string{granted, `{"token_type":"DPoP","expires_in":3600,"access_token":"issued"}`} {
			client := newOrg(t, withTokens(t, raw(t, status, body))).client(t, byKey)
			e := failure(t, second(client.AuthorizationServerKeys(t.Context(), "aus1")))
			if !e.Token || e.Kind == apierr.Canceled {
				t.Errorf("%s: %+v", status, e)
			}
		}
	}
}

// So are lists, where a status line is one that net/http would not write.
func TestStatuses_thatAreOdd(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"000", "101", "199"} {
		client := newOrg(t, raw(t, status, `[{"kid":"a","status":"ACTIVE","kty":"RSA"}]`)).client(t)
		if e := failure(t, second(client.AuthorizationServerKeys(t.Context(), "aus1"))); e.Kind != apierr.Unavailable && e.Kind != apierr.Invalid {
			t.Errorf("%s: %+v", status, e)
		}
	}
}
