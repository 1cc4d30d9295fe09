package rotation_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// judgeRules are the rules of the design, each on its own: for every answer
// exactly one of them holds.
var judgeRules = []struct {
	name  string
	holds func(rotation.Answer) bool
	want  rotation.Verdict
}{
	{"nothing left this machine", func(a rotation.Answer) bool { return !a.Sent }, rotation.NotSent},
	{"the vendor named the new key", func(a rotation.Answer) bool { return a.Sent && a.KeyRead && a.Status/100 == 2 }, rotation.Rotated},
	{"the vendor's rate limit held it back", func(a rotation.Answer) bool { return a.Sent && a.Refusal && a.Status == 429 }, rotation.NotExecuted},
	{"a refusal in the vendor's form", func(a rotation.Answer) bool {
		return a.Sent && a.Refusal && a.Status/100 == 4 && a.Status != 408 && a.Status != 429 && a.Status != 499
	}, rotation.Refused},
	{"the request may have been executed late", func(a rotation.Answer) bool {
		return a.Sent && a.Refusal && (a.Status == 408 || a.Status == 499)
	}, rotation.Ambiguous},
	{"a 4xx of something on the way", func(a rotation.Answer) bool { return a.Sent && !a.Refusal && a.Status/100 == 4 }, rotation.Ambiguous},
	{"a 2xx that names no key", func(a rotation.Answer) bool { return a.Sent && !a.KeyRead && a.Status/100 == 2 }, rotation.Ambiguous},
	{"silence, 1xx, 3xx, 5xx and what is no status", func(a rotation.Answer) bool {
		return a.Sent && (a.Status < 200 || a.Status >= 300 && a.Status < 400 || a.Status >= 500)
	}, rotation.Ambiguous},
}

func TestJudge_followsOneRuleForEveryAnswer(t *testing.T) {
	t.Parallel()
	for status := -1; status <= 1000; status++ {
		for _, sent := range []bool{false, true} {
			for _, keyRead := range []bool{false, true} {
				for _, refusal := range []bool{false, true} {
					checkJudge(t, rotation.Answer{Sent: sent, Status: status, KeyRead: keyRead, Refusal: refusal})
				}
			}
		}
	}
}

func checkJudge(t *testing.T, a rotation.Answer) {
	t.Helper()
	holding := 0
	for _, rule := range judgeRules {
		if !rule.holds(a) {
			continue
		}
		holding++
		if got := rotation.Judge(a); got != rule.want {
			t.Errorf("%+v is %q, want %q: %s", a, got, rule.want, rule.name)
		}
	}
	if holding != 1 {
		t.Errorf("%d rules hold for %+v, want 1", holding, a)
	}
}

func TestJudge_literalAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer rotation.Answer
		want   rotation.Verdict
	}{
		"201 with the new key":              {rotation.Answer{Sent: true, Status: 201, KeyRead: true}, rotation.Rotated},
		"200 with the new key":              {rotation.Answer{Sent: true, Status: 200, KeyRead: true}, rotation.Rotated},
		"201 with an empty body":            {rotation.Answer{Sent: true, Status: 201}, rotation.Ambiguous},
		"204":                               {rotation.Answer{Sent: true, Status: 204}, rotation.Ambiguous},
		"the connection failed before":      {rotation.Answer{}, rotation.NotSent},
		"the connection broke after":        {rotation.Answer{Sent: true}, rotation.Ambiguous},
		"302":                               {rotation.Answer{Sent: true, Status: 302}, rotation.Ambiguous},
		"307":                               {rotation.Answer{Sent: true, Status: 307}, rotation.Ambiguous},
		"400 wrong strategy":                {rotation.Answer{Sent: true, Status: 400, Refusal: true}, rotation.Refused},
		"400 wrong strategy of a proxy":     {rotation.Answer{Sent: true, Status: 400}, rotation.Ambiguous},
		"401":                               {rotation.Answer{Sent: true, Status: 401, Refusal: true}, rotation.Refused},
		"401 of a proxy":                    {rotation.Answer{Sent: true, Status: 401}, rotation.Ambiguous},
		"403":                               {rotation.Answer{Sent: true, Status: 403, Refusal: true}, rotation.Refused},
		"403 of a proxy":                    {rotation.Answer{Sent: true, Status: 403}, rotation.Ambiguous},
		"404":                               {rotation.Answer{Sent: true, Status: 404, Refusal: true}, rotation.Refused},
		"404 of a proxy":                    {rotation.Answer{Sent: true, Status: 404}, rotation.Ambiguous},
		"408":                               {rotation.Answer{Sent: true, Status: 408, Refusal: true}, rotation.Ambiguous},
		"408 of a proxy":                    {rotation.Answer{Sent: true, Status: 408}, rotation.Ambiguous},
		"409":                               {rotation.Answer{Sent: true, Status: 409, Refusal: true}, rotation.Refused},
		"409 of a proxy":                    {rotation.Answer{Sent: true, Status: 409}, rotation.Ambiguous},
		"429":                               {rotation.Answer{Sent: true, Status: 429, Refusal: true}, rotation.NotExecuted},
		"429 of a proxy":                    {rotation.Answer{Sent: true, Status: 429}, rotation.Ambiguous},
		"499 of a proxy":                    {rotation.Answer{Sent: true, Status: 499}, rotation.Ambiguous},
		"500":                               {rotation.Answer{Sent: true, Status: 500}, rotation.Ambiguous},
		"502":                               {rotation.Answer{Sent: true, Status: 502}, rotation.Ambiguous},
		"503":                               {rotation.Answer{Sent: true, Status: 503}, rotation.Ambiguous},
		"504":                               {rotation.Answer{Sent: true, Status: 504}, rotation.Ambiguous},
		"524 of a proxy":                    {rotation.Answer{Sent: true, Status: 524}, rotation.Ambiguous},
		"500 with a body that names a key":  {rotation.Answer{Sent: true, Status: 500, KeyRead: true}, rotation.Ambiguous},
		"a status without a request":        {rotation.Answer{Status: 500}, rotation.NotSent},
		"429 without a request to be tried": {rotation.Answer{Status: 429}, rotation.NotSent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := rotation.Judge(c.answer); got != c.want {
				t.Errorf("%+v is %q, want %q", c.answer, got, c.want)
			}
		})
	}
}

func TestVerdict_saysWhatItIs(t *testing.T) {
	t.Parallel()
	verdicts := []rotation.Verdict{rotation.Ambiguous, rotation.Rotated, rotation.NotSent, rotation.NotExecuted, rotation.Refused}
	if got, want := fmt.Sprint(verdicts), "[ambiguous rotated not sent not executed refused]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if zero := rotation.Verdict(0); zero != rotation.Ambiguous {
		t.Errorf("the zero verdict is %q: one that was forgotten must be the careful one", zero)
	}
}

// The polls run inside the 60 seconds that one rotation may take, and cover a
// late commit of some seconds.
func TestPolls_lookAtOnceThenLessAndLessOften(t *testing.T) {
	t.Parallel()
	polls := rotation.PollPauses()
	if len(polls) < 3 || polls[0] != 0 {
		t.Fatalf("got %v, want several looks, the first at once", polls)
	}
	total := time.Duration(0)
	for i, pause := range polls {
		if i > 0 && pause <= polls[i-1] {
			t.Errorf("pause %d is %v, not above the %v before it", i, pause, polls[i-1])
		}
		total += pause
	}
	if total < 10*time.Second || total > 30*time.Second {
		t.Errorf("the pauses take %v in all, want 10s to 30s", total)
	}
	polls[0] = time.Hour
	if rotation.PollPauses()[0] != 0 {
		t.Error("a caller can change the pauses of the others")
	}
}

// What a call's error says of a rotation: only what is certain counts as not
// sent, and what nobody classified is ambiguous.
func TestAnswerOf_isJudged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want rotation.Verdict
	}{
		"no error":                           {nil, rotation.Rotated},
		"unclassified":                       {errors.New("odd"), rotation.Ambiguous},
		"wrapped refusal":                    {fmt.Errorf("x: %w", &apierr.Error{Kind: apierr.Invalid, Status: 400, Sent: true, Refused: true}), rotation.Refused},
		"a refusal that is not the vendor's": {&apierr.Error{Kind: apierr.Unavailable, Status: 403, Sent: true}, rotation.Ambiguous},
		"429":                                {&apierr.Error{Kind: apierr.RateLimited, Status: 429, Sent: true, Refused: true}, rotation.NotExecuted},
		"429 that is not the vendor's":       {&apierr.Error{Kind: apierr.RateLimited, Status: 429, Sent: true}, rotation.Ambiguous},
		"429 for the token":                  {&apierr.Error{Kind: apierr.RateLimited, Status: 429, Token: true}, rotation.NotSent},
		"no token":                           {&apierr.Error{Kind: apierr.Unauthorized, Status: 401, Token: true}, rotation.NotSent},
		"no connection":                      {&apierr.Error{Kind: apierr.Unavailable, Dropped: true}, rotation.NotSent},
		"reset after it":                     {&apierr.Error{Kind: apierr.Unavailable, Dropped: true, Sent: true}, rotation.Ambiguous},
		"an unreadable 201":                  {&apierr.Error{Kind: apierr.Unavailable, Status: 201, Sent: true}, rotation.Ambiguous},
		"500":                                {&apierr.Error{Kind: apierr.Unavailable, Status: 500, Sent: true}, rotation.Ambiguous},
		"interrupted before":                 {&apierr.Error{Kind: apierr.Canceled}, rotation.NotSent},
		"interrupted after":                  {&apierr.Error{Kind: apierr.Canceled, Sent: true}, rotation.Ambiguous},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := rotation.Judge(rotation.AnswerOf(c.err)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// All looks but two last until a list can no longer lag.
func TestLaterPolls_lastUntilNoListCanLag(t *testing.T) {
	t.Parallel()
	pauses := append(rotation.PollPauses(), rotation.LaterPollPauses()...)
	total := time.Duration(0)
	for _, pause := range pauses[:len(pauses)-2] {
		total += pause
	}
	if total != rotation.ListLag || len(pauses) > 20 {
		t.Errorf("%d looks last %s, want %s", len(pauses)-2, total, rotation.ListLag)
	}
}
