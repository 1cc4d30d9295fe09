package performance

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// spread is the median of several values, with the smallest and the largest.
type spread[T cmp.Ordered] struct{ median, smallest, largest T }

// spreadOf is the spread of values of which there is at least one. The median of an even
// number of them is the larger of the two in the middle.
func spreadOf[T cmp.Ordered](values []T) spread[T] {
	sorted := slices.Sorted(slices.Values(values))
	return spread[T]{sorted[len(sorted)/2], sorted[0], sorted[len(sorted)-1]}
}

// of is the spread of one value of each measurement.
func of[M any, T cmp.Ordered](all []M, value func(M) T) spread[T] {
	values := make([]T, len(all))
	for i, m := range all {
		values[i] = value(m)
	}
	return spreadOf(values)
}

// ratios are the values of a row to those of its floor, round by round.
func ratios[M any](row, floor []M, value func(M) time.Duration) spread[float64] {
	all := make([]float64, len(row))
	for i := range row {
		all[i] = float64(value(row[i])) / float64(value(floor[i]))
	}
	return spreadOf(all)
}

// seconds is a spread of times for a table: the median, and the extremes in brackets.
func seconds(s spread[time.Duration]) string {
	return fmt.Sprintf("%.2f (%.2f–%.2f)", s.median.Seconds(), s.smallest.Seconds(), s.largest.Seconds())
}

// milliseconds is likewise a spread of short times.
func milliseconds(s spread[time.Duration]) string {
	in := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("%.1f (%.1f–%.1f)", in(s.median), in(s.smallest), in(s.largest))
}

// multiple is a spread of ratios.
func multiple(s spread[float64]) string {
	return fmt.Sprintf("%.2f (%.2f–%.2f)", s.median, s.smallest, s.largest)
}

// mebibytes is a spread of numbers of bytes in MiB.
func mebibytes(s spread[int64]) string {
	in := func(n int64) float64 { return float64(n) / (1 << 20) }
	return fmt.Sprintf("%.1f (%.1f–%.1f)", in(s.median), in(s.smallest), in(s.largest))
}
