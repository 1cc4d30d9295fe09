package transport

import (
	"errors"
	"fmt"
	"slices"
)

// ErrPanic is the failure of an SDK call that panicked. What it panicked with is left
// out: it may hold parts of an answer.
var ErrPanic = errors.New("the SDK failed inside (panic)")

// Guard runs an SDK call and returns a panic in it as an error, so that one answer that
// an SDK does not expect ends one call and not the provider. Whether something was
// sent before, the Exchange says.
func Guard(call func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = ErrPanic
		}
	}()
	return call()
}

// MaxListed bounds how many keys one answer may list. Okta's own bounds are 5 and 50, and
// a connection of Auth0 has three.
const MaxListed = 500

// CheckCount refuses a list of more keys than any parent has, before anything is made of
// them: it would take minutes and gigabytes to plan with.
func (v Vendor) CheckCount(x *Exchange, n int) error {
	if n <= MaxListed {
		return nil
	}
	return v.Unusable(x, fmt.Sprintf("the answer lists %d keys; more than %d are not read", n, MaxListed))
}

// CheckStatus refuses an answer whose status is none of those that the operation is
// answered with when it succeeds. Other statuses below 400 say nothing: of a write they
// do not prove that it took effect, nor that it did not. It is nil for an answer that
// is refused by its status anyway, or never came.
func (v Vendor) CheckStatus(x *Exchange, expected ...int) error {
	if x.Status == 0 || x.Status >= 300 || slices.Contains(expected, x.Status) {
		return nil
	}
	return v.Unusable(x, fmt.Sprintf("the answer has the status %d, which this operation is not answered with", x.Status))
}
