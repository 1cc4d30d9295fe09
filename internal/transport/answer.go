package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
)

// maxBody bounds what is read of one answer, in bytes, decompressed. The largest real list
// is far below it.
const maxBody = 2 << 20

// maxTokens bounds the tokens of an answer in JSON: values, names of members and brackets.
// A list of MaxListed keys has about 30,000. A decoder makes hundreds of bytes of a value
// that takes two, so that the length of an answer does not bound the memory it costs.
const maxTokens = 100_000

// What an answer fails with that is more than any real one is. It would be so the next
// time as well.
var (
	ErrTooLarge = errors.New("the answer is longer than 2 MiB")
	ErrTooMany  = errors.New("the answer holds more than 100,000 names and values")
)

// readAnswer reads the body of an answer, within its bounds.
func readAnswer(body io.ReadCloser) ([]byte, error) { return checkTokens(readAll(body)) }

// readAll reads a body and closes it.
func readAll(body io.ReadCloser) ([]byte, error) {
	data, err := readUpTo(body, maxBody)
	if closeErr := body.Close(); err == nil {
		err = closeErr
	}
	return data, err
}

// readUpTo reads a body of so many bytes at most, and one byte more of a longer one.
func readUpTo(body io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = ErrTooLarge
	}
	return data, err
}

// checkTokens adds the error for a body that was read and holds too much.
func checkTokens(data []byte, err error) ([]byte, error) {
	if err == nil && hasTooManyTokens(data) {
		err = ErrTooMany
	}
	return data, err
}

// hasTooManyTokens counts as far as the body is JSON: a decoder makes nothing of what
// has a fault in its syntax.
func hasTooManyTokens(body []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // a number out of range is no fault in the syntax
	for range maxTokens + 1 {
		if _, err := decoder.Token(); err != nil {
			return false
		}
	}
	return true
}

// describeReadError is what is said of an answer whose body could not be taken as it came.
func describeReadError(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "the answer had not come whole within the time allowed"
	}
	for _, bound := range []error{ErrTooLarge, ErrTooMany} {
		if errors.Is(err, bound) {
			return bound.Error()
		}
	}
	return "the answer could not be read"
}
