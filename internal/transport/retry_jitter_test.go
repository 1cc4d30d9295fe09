package transport_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

func TestPolicy_withoutJitterWaitsTheLongest(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	p := &transport.Policy{MaxRetries: 3, Gate: new(transport.Gate), Wait: func(_ context.Context, d time.Duration) error {
		waits = append(waits, d)
		return nil
	}}
	err := p.Read(transport.WithoutJitter(t.Context()), func(context.Context) error { return &apierr.Error{Status: 503} })
	if want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}; err == nil || !slices.Equal(waits, want) {
		t.Errorf("waited for %v (%v), want %v", waits, err, want)
	}
}
