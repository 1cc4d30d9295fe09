package transport_test

import (
	"errors"
	"net/http"
	"net/http/httptrace"
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

// sentThenPanics is a network that fails inside once the header of a request has left.
type sentThenPanics struct{ leaves bool }

func (n sentThenPanics) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.leaves {
		httptrace.ContextClientTrace(r.Context()).WroteHeaderField("Host", nil)
	}
	panic("a secret")
}

// A panic while a request is under way leaves it known whether the request may have left.
func TestGuard_aPanicOnTheWay(t *testing.T) {
	t.Parallel()
	for leaves, want := range map[bool]apierr.Error{
		true:  {Kind: apierr.Unavailable, Sent: true, Message: "no answer could be taken: the SDK failed inside (panic)"},
		false: {Kind: apierr.Invalid, Message: "the request could not be made: the SDK failed inside (panic)"},
	} {
		ctx, exchange := transport.WithExchange(t.Context())
		err := transport.Guard(func() error {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://example.okta.com", nil)
			if err != nil {
				return err
			}
			_, err = transport.New(transport.Options{Base: sentThenPanics{leaves}}).RoundTrip(request) //nolint:bodyclose // there is none
			return err
		})
		want.Err = err
		if got := (transport.Vendor{}).Classify(err, exchange); *got != want {
			t.Errorf("got %+v, want %+v", *got, want)
		}
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
