package acctest

import (
	"net/http"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The check of the load tests finds a client that does not wait for the reset.
func TestNeedless(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 12, 0, 0, 500, time.UTC)
	at := func(after time.Duration, status int) sandbox.Entry {
		return sandbox.Entry{At: begin.Add(after), Method: http.MethodGet, Path: "/", Status: status}
	}
	for name, c := range map[string]struct {
		entries sandbox.Entries
		walks   []int
		want    int
	}{
		"no refusal":                                        {sandbox.Entries{at(0, 200), at(time.Second, 200), at(2*time.Second, 200)}, nil, 0},
		"under way at a refusal":                            {sandbox.Entries{at(0, 200), at(time.Second, 429), at(time.Second, 429), at(61*time.Second, 200)}, nil, 0},
		"too many at the same time":                         {sandbox.Entries{at(0, 429), at(0, 429), at(0, 429)}, nil, 1},
		"before the reset":                                  {sandbox.Entries{at(0, 200), at(time.Second, 429), at(2*time.Second, 429)}, nil, 1},
		"between window and reset":                          {sandbox.Entries{at(0, 200), at(time.Second, 429), at(time.Minute+time.Millisecond, 200)}, nil, 1},
		"after the reset, twice":                            {sandbox.Entries{at(0, 429), at(61*time.Second, 429), at(122*time.Second, 200)}, nil, 0},
		"before the reset, and again":                       {sandbox.Entries{at(0, 429), at(time.Second, 429), at(2*time.Second, 429)}, nil, 3},
		"before the reset, in a walk that does not know it": {sandbox.Entries{at(0, 429), at(time.Second, 429)}, []int{0, 1}, 0},
		"before the reset, in a walk that knows it":         {sandbox.Entries{at(0, 429), at(time.Second, 429), at(2*time.Second, 429)}, []int{0, 1}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := needless(c.entries, c.walks, time.Minute, 2); len(got) != c.want {
				t.Errorf("%d problems, want %d: %q", len(got), c.want, got)
			}
		})
	}
}
