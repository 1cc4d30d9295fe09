package reliability

import (
	"net/http"
	"slices"
)

// Request is which request of an operation meets the fault.
type Request int

// The requests of an operation.
const (
	// ReadBefore is a request that reads, before anything is written.
	ReadBefore Request = iota
	// Write is the request that has the effect.
	Write
	// ReadAfter is a request that reads, after the write was confirmed.
	ReadAfter
	// WriteBlind is the write, with every later read failing as well.
	WriteBlind
	// WriteHalfBlind is the write, with every later read failing as well that is
	// not needed to find out what became of it.
	WriteHalfBlind
)

// String is the request in words.
func (r Request) String() string {
	return [...]string{"reading before", "writing", "reading after", "writing, then blind", "writing, then half blind"}[r]
}

// Outcome is what an operation ends in.
type Outcome int

// The outcomes.
const (
	// Done: success, without a word of the fault.
	Done Outcome = iota
	// Confirmed: success with a warning, found out by reading.
	Confirmed
	// Recorded: success with a warning, recorded from the answer of the write.
	Recorded
	// Failed: an error, and certainly no effect.
	Failed
	// Unsure: an error that says that the outcome is unknown.
	Unsure
	// Misled: an error, with the effect, because the vendor said that it refused.
	Misled
	// Kept: a read that keeps the state, with a warning.
	Kept
)

// String is the outcome in words.
func (o Outcome) String() string {
	return [...]string{"done", "confirmed by reading", "recorded from the answer", "failed without effect", "outcome unknown", "failed, misled by the vendor", "state kept"}[o]
}

// Expectation is what has to come of a case.
type Expectation struct {
	Outcome Outcome
	// Effects is how often the write takes effect in this run.
	Effects int
	// Writes is how many requests to write are on the wire.
	Writes int
}

// maxRetries is how often a write that is met by 429 is sent in all.
const maxRetries = 4

// Expect derives what has to come of a write operation whose request met the
// fault, once or on every try. The rules are those of DESIGN.md:
//
//   - reads are repeated after 429, 502, 503, 504 and broken connections;
//   - a write is repeated only after the vendor's own 429;
//   - an answer that proves that nothing was executed is an error: a refused
//     connection, a 4xx in the vendor's own form other than 408 and 499. A rotation is
//     held against the keys even then, so that a vendor which refuses what it has
//     executed is found out;
//   - after any other answer, a 4xx in another form included, the keys decide. That goes for a delete as well, whose
//     only good answer is 204: a page with 200 proves nothing, and it is the list
//     without the key that does. It is sent once more by the next apply only if the key
//     is listed then, and the vendor's 404 for a key that is gone is done, not failed.
func Expect(r Request, f Fault, always bool) Expectation {
	switch r {
	case ReadBefore:
		if readHeals(f, always) {
			return Expectation{Done, 1, 1}
		}
		return Expectation{Failed, 0, 0}
	case ReadAfter:
		// A closed gate holds back every look that would come too late.
		if always || f.BeyondDeadline {
			return Expectation{Recorded, 1, 1}
		}
		return Expectation{Done, 1, 1}
	default:
		return expectWrite(r, f, always)
	}
}

// expect is Expect for an operation: one that believes the vendor is misled by a
// refusal of what was executed.
func (op Operation) expect(r Request, f Fault, always bool) Expectation {
	switch {
	case !op.Believes || !f.contradicts() || r != Write:
		return Expect(r, f, always)
	case f.Status == http.StatusTooManyRequests:
		return Expectation{Confirmed, 1, 1} // the list is looked at before it is sent again
	case op.TakesOver && !slices.Contains([]int{401, 403, 404}, f.Status):
		return Expectation{Done, 1, 1}
	default:
		return Expectation{Misled, 1, 1}
	}
}

func expectWrite(r Request, f Fault, always bool) Expectation {
	effects := 0
	if f.Commit {
		effects = 1
	}
	switch {
	case f.Refused:
		return Expectation{Failed, 0, 0}
	case f.BeyondDeadline:
		return Expectation{Failed, 0, 1}
	case f.Vendors && f.Status == 429 && f.Commit:
		return Expectation{Done, 1, 1} // read again before it is sent again
	case f.Vendors && f.Status == 429 && always:
		return Expectation{Failed, 0, maxRetries}
	case f.Vendors && f.Status == 429:
		return Expectation{Done, 1, 2}
	case f.Vendors && f.Status >= 400 && f.Status < 499 && f.Status != 408 && !f.Commit:
		return Expectation{Failed, 0, 1}
	case r == WriteBlind || !f.Commit:
		return Expectation{Unsure, effects, 1}
	default:
		return Expectation{Confirmed, 1, 1}
	}
}

// readHeals reports whether repeating a read gets past the fault.
func readHeals(f Fault, always bool) bool {
	if always || f.BeyondDeadline {
		return false
	}
	switch f.Status {
	case 429, 502, 503, 504:
		return true
	}
	return f.Broken || f.Refused
}

// ExpectRead derives what has to come of refreshing a resource one of whose
// reads met the fault. What repeating does not heal is an error where the
// credentials are refused, and elsewhere keeps the state: an error would block a
// destroy that sends nothing. Where a destroy sends requests of its own, nothing is
// gained by going on: that is an error as well.
func ExpectRead(f Fault, always, destroySends bool) Outcome {
	switch {
	case readHeals(f, always):
		return Done
	case f.Vendors && (f.Status == 401 || f.Status == 403) || destroySends:
		return Failed
	default:
		return Kept
	}
}
