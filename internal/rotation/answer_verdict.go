package rotation

import (
	"net/http"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// Verdict is what an answer to a rotation request says of the rotation.
type Verdict int

// The verdicts.
const (
	// Ambiguous means that the rotation may have happened: look at the keys,
	// never send again.
	Ambiguous Verdict = iota
	// Rotated means that the vendor says that it rotated.
	Rotated
	// NotSent means that the request never left.
	NotSent
	// NotExecuted means that the vendor's rate limit held the request back (HTTP
	// 429).
	NotExecuted
	// Refused means that the vendor refused.
	Refused
)

// String is the verdict in words.
func (v Verdict) String() string {
	return [...]string{"ambiguous", "rotated", "not sent", "not executed", "refused"}[v]
}

// Answer is what came back from a rotation request.
type Answer struct {
	// Sent is false when it is certain that nothing left this machine.
	Sent bool
	// Status is the HTTP status, 0 when no answer came.
	Status int
	// KeyRead is true when the body named the new key.
	KeyRead bool
	// Refusal is true when the body is an error of the vendor's own form.
	Refusal bool
}

// AnswerOf is what the outcome of a call says of its answer; no error is an answer
// that was read.
func AnswerOf(err error) Answer {
	if err == nil {
		return Answer{Sent: true, Status: http.StatusOK, KeyRead: true}
	}
	e := apierr.As(err)
	return Answer{Sent: e.Sent, Status: e.Status, Refusal: e.Refused}
}

// Judge classifies the answer to a rotation request. Only what proves that
// nothing was executed is taken as such: a 4xx in the vendor's own form, other than
// 408 (request timeout) and 499 (closed by a proxy). Everything else is ambiguous: a
// 5xx, a redirect, an unreadable 2xx and silence, because the vendor may answer them
// after it has rotated, and a 4xx in any other form, because something on the way
// may put it in the place of the vendor's answer.
func Judge(a Answer) Verdict {
	switch {
	case !a.Sent:
		return NotSent
	case a.Status >= 200 && a.Status < 300 && a.KeyRead:
		return Rotated
	case !a.Refusal, a.Status == http.StatusRequestTimeout, a.Status == statusClientClosed:
		return Ambiguous
	case a.Status == http.StatusTooManyRequests:
		return NotExecuted
	case a.Status >= 400 && a.Status < 500:
		return Refused
	default:
		return Ambiguous
	}
}

// statusClientClosed is nginx's "client closed request".
const statusClientClosed = 499

// LaterPollPauses are the waits before each further look, after PollPauses, where only looking can tell what
// happened: together they last until a list can no longer lag. The last two are for looks that failed.
func LaterPollPauses() (pauses []time.Duration) {
	for _, seconds := range []time.Duration{15, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100, 110, 120, 30, 30} {
		pauses = append(pauses, seconds*time.Second)
	}
	return pauses
}

// PollPauses are the waits before each look at the keys after an ambiguous answer.
// Together they cover a late commit and a read replica that lags.
func PollPauses() []time.Duration {
	return []time.Duration{0, 1 * time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}
}
