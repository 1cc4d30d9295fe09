package performance

import (
	"strings"
	"testing"
	"time"
)

func TestSpread(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []int
		want   spread[int]
	}{
		{[]int{7}, spread[int]{7, 7, 7}},
		{[]int{9, 1, 5, 3, 4}, spread[int]{4, 1, 9}},
		{[]int{2, 1}, spread[int]{2, 1, 2}},
	} {
		if got := spreadOf(c.values); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.values, got, c.want)
		}
	}
}

// A ratio is that of one round: the median of ratios is not the ratio of medians.
func TestRatios_areThoseOfEachRound(t *testing.T) {
	t.Parallel()
	cpu := func(core, provider int) Measurement {
		return Measurement{Core: time.Duration(core), Provider: time.Duration(provider)}
	}
	got := ratios([]Measurement{cpu(1, 1), cpu(6, 4), cpu(20, 20)}, []Measurement{cpu(1, 0), cpu(2, 0), cpu(10, 0)}, Measurement.CPU)
	if want := (spread[float64]{4, 2, 5}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseUsage(t *testing.T) {
	t.Parallel()
	const (
		begun = `{"pid":7,"ended":false,"cpu":0,"memory":0,"wrapper":0}` + "\n"
		ended = `{"pid":7,"ended":true,"cpu":2000,"memory":300,"wrapper":5}` + "\n"
		other = `{"pid":8,"ended":false}` + "\n" + `{"pid":8,"ended":true,"cpu":1000,"memory":400,"wrapper":5}` + "\n"
	)
	for name, c := range map[string]struct {
		text string
		want providerUsage
		err  string
	}{
		"one provider":            {begun + ended, providerUsage{2000, 5, 300, 1}, ""},
		"two, the larger memory":  {begun + ended + other, providerUsage{3000, 10, 400, 2}, ""},
		"one of two was killed":   {begun + other, providerUsage{}, "1 providers were killed, and 1 ended"},
		"none has begun":          {"", providerUsage{}, "0 providers were killed, and 0 ended"},
		"a line that was cut off": {begun + ended[:20], providerUsage{}, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseUsage([]byte(c.text))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}
