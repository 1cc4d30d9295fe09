package transport_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

func TestGuard_returnsErrorsAndPanics(t *testing.T) {
	t.Parallel()
	want := errors.New("an error")
	if err := transport.Guard(func() error { return want }); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
	if err := transport.Guard(func() error { return nil }); err != nil {
		t.Errorf("got %v", err)
	}
	if err := transport.Guard(func() error { panic("a secret") }); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

func TestCheckStatus_onlyTheExpectedOnesAreGood(t *testing.T) {
	t.Parallel()
	vendor := transport.Vendor{Name: "Okta"}
	for status, refused := range map[int]bool{0: false, 100: true, 101: true, 199: true, 200: false, 201: false, 202: true, 206: true, 299: true, 302: false, 404: false, 500: false} {
		err := vendor.CheckStatus(&transport.Exchange{Status: status}, 200, 201)
		if (err != nil) != refused {
			t.Errorf("%d: %v", status, err)
		}
		if err != nil && (apierr.As(err).Kind != apierr.Unavailable || apierr.As(err).Refused || !apierr.As(err).Sent) {
			t.Errorf("%d: %+v", status, apierr.As(err))
		}
	}
}
