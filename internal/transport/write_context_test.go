package transport_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// A rotation under way is not cut by Ctrl-C, but by the resource's timeout and
// by a minute of its own.
func TestSettling_endsByTimeAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		timeout time.Duration
		cancel  bool
		want    time.Duration
	}{
		"a long timeout":           {5 * time.Minute, false, time.Minute},
		"a long timeout, Ctrl-C":   {5 * time.Minute, true, time.Minute},
		"a short timeout":          {20 * time.Second, false, 20 * time.Second},
		"a short timeout, Ctrl-C":  {20 * time.Second, true, 20 * time.Second},
		"a timeout that is over":   {0, false, 0},
		"exactly the minute":       {time.Minute, false, time.Minute},
		"a bit less than a minute": {time.Minute - 1, true, time.Minute - 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
				defer cancel()
				settle, release := transport.Settling(ctx)
				defer release()
				if c.cancel {
					cancel()
				}
				begin := time.Now()
				<-settle.Done()
				if got := time.Since(begin); got != c.want {
					t.Errorf("ended after %v, want %v", got, c.want)
				}
			})
		})
	}
}

func TestSettling_withoutATimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		settle, release := transport.Settling(t.Context())
		defer release()
		begin := time.Now()
		<-settle.Done()
		if got := time.Since(begin); got != time.Minute {
			t.Errorf("ended after %v, want 1m", got)
		}
	})
}
