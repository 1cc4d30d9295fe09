package transport_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// An SDK may turn a failure into text; what the transport saw decides.
func TestClassify_trustsTheTransport(t *testing.T) {
	t.Parallel()
	vendor := transport.Vendor{Name: "Acme", RequestIDHeader: "X-Id", Refusal: func(e *apierr.Error, x *transport.Exchange) {
		e.Kind, e.Message = transport.KindOf(e.Status, len(x.Body) > 0, false), string(x.Body)
	}}
	flat := errors.New("flattened")
	unsigned := &apierr.Error{Kind: apierr.Unknown, Message: "no key"}
	header := http.Header{"X-Id": {"r1"}}
	for name, c := range map[string]struct {
		x    *transport.Exchange
		want apierr.Error
	}{
		"nothing seen":     {nil, apierr.Error{Kind: apierr.Invalid, Message: "the request could not be made: flattened", Err: flat}},
		"EOF":              {&transport.Exchange{Sent: true, Err: io.EOF}, apierr.Error{Kind: apierr.Unavailable, Sent: true, Dropped: true, Message: "the connection failed: EOF", Err: io.EOF}},
		"not authorized":   {&transport.Exchange{Err: unsigned}, *unsigned},
		"canceled":         {&transport.Exchange{Err: context.Canceled}, apierr.Error{Kind: apierr.Canceled, Message: "interrupted before an answer came", Err: context.Canceled}},
		"too late":         {&transport.Exchange{Sent: true, Err: context.DeadlineExceeded}, apierr.Error{Kind: apierr.Unavailable, Sent: true, Message: "no answer within the time allowed", Err: context.DeadlineExceeded}},
		"cut short":        {&transport.Exchange{Status: 200, BodyErr: io.ErrUnexpectedEOF}, apierr.Error{Kind: apierr.Unavailable, Status: 200, Dropped: true, Message: "the answer could not be read", Ours: true, Err: io.ErrUnexpectedEOF}},
		"too late in it":   {&transport.Exchange{Status: 200, BodyErr: context.DeadlineExceeded}, apierr.Error{Kind: apierr.Unavailable, Status: 200, Message: "the answer had not come whole within the time allowed", Ours: true, Err: context.DeadlineExceeded}},
		"canceled in it":   {&transport.Exchange{Status: 200, BodyErr: context.Canceled}, apierr.Error{Kind: apierr.Canceled, Status: 200, Message: "interrupted while the answer came", Err: context.Canceled}},
		"undecoded":        {&transport.Exchange{Status: 200, Header: header}, apierr.Error{Kind: apierr.Unavailable, Status: 200, RequestID: "r1", Message: "the answer could not be read", Ours: true, Err: flat}},
		"its refusal":      {&transport.Exchange{Status: 403, Body: []byte("no")}, apierr.Error{Kind: apierr.Forbidden, Status: 403, Message: "no", Err: flat}},
		"another's":        {&transport.Exchange{Status: 403}, apierr.Error{Kind: apierr.Unavailable, Status: 403, Message: "the answer is not Acme's (Forbidden)", Ours: true, Err: flat}},
		"another's status": {&transport.Exchange{Status: 499}, apierr.Error{Kind: apierr.Unavailable, Status: 499, Message: "the answer is not Acme's", Ours: true, Err: flat}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := vendor.Classify(flat, c.x); *got != c.want {
				t.Errorf("got %+v, want %+v", *got, c.want)
			}
		})
	}
}

func TestAsError_leavesWhatIsClassified(t *testing.T) {
	t.Parallel()
	known := &apierr.Error{Kind: apierr.NotFound}
	if got := transport.AsError(known); !errors.Is(got, known) {
		t.Errorf("got %+v", got)
	}
	if e := apierr.As(transport.AsError(context.Canceled)); e.Kind != apierr.Canceled || !errors.Is(e, context.Canceled) || e.Sent {
		t.Errorf("got %+v", e)
	}
}
