package simulation

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Report is what a run says of one resource that rotates keys, after its apply.
type Report struct {
	Run             int
	Address, Parent string
	// Begin is when the apply of the resource began.
	Begin time.Time
	// Errors and Warnings are the texts of its errors and warnings.
	Errors, Warnings []string
	// Current is the current key in the state, empty where there is no state.
	Current string
	// Recorded is when the state of before was recorded, the zero time for a creation.
	Recorded time.Time
	// Interval is min_rotation_interval.
	Interval time.Duration
}

// unknownOutcome are the words of errors that leave open whether the keys were rotated,
// or say that they were.
var unknownOutcome = []string{
	"outcome unknown", "the keys changed by more than the one rotation", "They could not be read afterwards to confirm it",
}

// Judge compares a report with what has happened.
func (x *Expectations) Judge(r Report) []Violation {
	var sent Effects
	for _, e := range x.Effects {
		if e.Run == r.Run && e.Address == r.Address && e.Do == Rotate && !e.At.Before(r.Begin) {
			sent = append(sent, e)
		}
	}
	asked := x.runs[r.Run].Asked[r.Address]
	if len(r.Errors) > 0 {
		text := strings.Join(r.Errors, "\n")
		for _, words := range unknownOutcome {
			if strings.Contains(text, words) {
				return nil
			}
		}
		if len(sent) > 0 {
			return []Violation{{ReportTrue, fmt.Sprintf("%s was rotated, but the apply reports a failure and does not say that the outcome is unknown:\n%s", r.Parent, text)}}
		}
		return nil
	}
	var broken []Violation
	if len(sent) > 0 && sent[len(sent)-1].KID != r.Current && !x.admitsHiddenRotation(r, sent[len(sent)-1]) {
		broken = append(broken, Violation{ReportTrue, fmt.Sprintf("%s: the state has %s as the current key, the rotation made %s current", r.Parent, r.Current, sent[len(sent)-1].KID)})
	}
	since := r.Recorded
	if recent := r.Begin.Add(-max(r.Interval, PromisedLag) - PromisedLag); recent.Before(since) || since.IsZero() {
		since = recent
	}
	asked = slices.DeleteFunc(slices.Clone(asked), func(one *Intention) bool { return one.Optional })
	if len(Open(asked)) > 0 && !x.rotatedSince(r.Parent, since) {
		broken = append(broken, Violation{ReportTrue, fmt.Sprintf("%s: the apply reports success, and no rotation took place:\n%s", r.Parent, x.Intentions)})
	}
	f := x.runs[r.Run]
	for _, one := range asked {
		if !one.Recorded {
			one.Recorded, f.recorded = true, append(f.recorded, one)
		}
	}
	return broken
}

// leavesOpen are the words of warnings that leave open whether somebody else has rotated the keys
// as well.
var leavesOpen = []string{"unless somebody else has rotated the keys as well", "or by somebody else at about the same time"}

// admitsHiddenRotation reports whether the state may have another current key than the rotation made:
// somebody else rotated the keys shortly before, no list showed that yet, and a warning leaves it
// open. Auth0's answer to a rotation names the next key alone, and an answer that is lost names
// none, so that nobody can know better.
func (x *Expectations) admitsHiddenRotation(r Report, sent Effect) bool {
	warned := slices.ContainsFunc(r.Warnings, func(text string) bool {
		return slices.ContainsFunc(leavesOpen, func(words string) bool { return strings.Contains(text, words) })
	})
	return warned && slices.ContainsFunc(x.Effects, func(other Effect) bool {
		return other.Do == Rotate && other.Parent == sent.Parent && !other.At.After(sent.At) && x.isHidden(sent, other)
	})
}
