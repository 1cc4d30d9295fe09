package auth0api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// raw answers with a status line that net/http would not write.
func raw(status, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 %s Odd\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, len(body), body)
		_ = conn.Close()
	}
}

// A list and a rotation count only with the status that each is answered with. Of a
// rotation any other status proves nothing.
func TestStatuses_onlyThoseOfTheOperationAreGood(t *testing.T) {
	t.Parallel()
	const key = `{"kid":"a","cert":"x","current":true,"next":true}`
	for _, status := range []string{"000", "001", "099", "101", "199", "202", "206", "299"} {
		client := newTenant(t, raw(status, "["+key+"]")).client(t)
		_, listed := client.ConnectionKeys(t.Context(), "con_x")
		client = newTenant(t, raw(status, key)).client(t)
		_, rotated := client.RotateConnectionKeys(t.Context(), "con_x")
		for name, err := range map[string]error{"list": listed, "rotate": rotated} {
			if err == nil {
				t.Errorf("%s %s: accepted", name, status)
				continue
			}
			if e := apierr.As(err); e.Kind != apierr.Unavailable || e.Refused || !e.Sent {
				t.Errorf("%s %s: %+v", name, status, e)
			}
		}
	}
}
