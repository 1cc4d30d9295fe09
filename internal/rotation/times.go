package rotation

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// ParseDuration reads a duration as Go writes it ("2160h", "1h30m"), or with
// whole days before it ("90d", "1d12h"; a day is 24 hours). Negative ones are
// refused. The error says which forms are understood, and repeats nothing of the text:
// it may be a secret that was put into the wrong argument.
func ParseDuration(text string) (time.Duration, error) {
	d, err := parseDuration(text)
	if err != nil {
		return 0, fmt.Errorf(`not a duration: %w; write "2160h", "1h30m" or "90d"`, err)
	}
	return d, nil
}

func parseDuration(text string) (time.Duration, error) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		days, rest = "", text
	}
	var total time.Duration
	if found {
		n, err := strconv.ParseUint(days, 10, 31)
		if errors.Is(err, strconv.ErrRange) {
			return 0, errors.New("it is too long")
		}
		if err != nil {
			return 0, errors.New("the days are not a whole number")
		}
		if int64(n) > math.MaxInt64/int64(day) {
			return 0, errors.New("it is too long")
		}
		total = time.Duration(n) * day
	}
	if rest == "" && found {
		return total, nil
	}
	d, err := time.ParseDuration(rest)
	switch {
	case err != nil:
		return 0, errors.New("the unit or number is not understood, or it is too long")
	case d < 0:
		return 0, errors.New("it is negative")
	case total > math.MaxInt64-d:
		return 0, errors.New("it is too long")
	}
	return total + d, nil
}

// Times are the vendor's times of a parent's keys. A time that is not known is
// the zero time.
type Times struct {
	// Rotated is when the last rotation was; zero when there was none.
	Rotated time.Time
	// Made is when the keys were made that a rotation would replace: the last
	// rotation, or the creation of the first pair.
	Made time.Time
	// Doubt is why the age of the keys is not known, if so.
	Doubt Doubt
}

// DueAt is when the next rotation is due, or the zero time without a period or
// a known age.
func (t Times) DueAt(period time.Duration) time.Time {
	if period <= 0 || t.Made.IsZero() {
		return time.Time{}
	}
	return t.Made.Add(period)
}

// Due reports whether a rotation is certainly due at now.
func (t Times) Due(period time.Duration, now time.Time) bool {
	at := t.DueAt(period)
	return t.Doubt == NoDoubt && !at.IsZero() && !now.Before(at)
}

// RecentUntil is the time from which a rotation is no longer too soon after
// the last one, or the zero time when no rotation is recent. A parent that was
// never rotated is never too recent. Where the age is in doubt, GuardDoubt says so.
func (t Times) RecentUntil(interval time.Duration, now time.Time) time.Time {
	if t.Doubt != NoDoubt || t.Rotated.IsZero() || interval <= 0 {
		return time.Time{}
	}
	if until := t.Rotated.Add(interval); now.Before(until) {
		return until
	}
	return time.Time{}
}

// GuardDoubt is why the interval cannot guard the keys: nothing may be rotated then.
// Without an interval there is nothing to guard.
func (t Times) GuardDoubt(interval time.Duration) Doubt {
	if interval <= 0 {
		return NoDoubt
	}
	return t.Doubt
}
