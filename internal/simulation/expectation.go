package simulation

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// PromisedLag is the lag of reads under which the provider keeps its promises.
const PromisedLag = 10 * time.Minute

// Rule is one thing that must be true at every step.
type Rule string

// The rules.
const (
	OnlyAsked       Rule = "no effect that was not asked for"
	GuardKept       Rule = "no rotation within min_rotation_interval of the last one"
	ReportTrue      Rule = "what is reported is true"
	AlwaysActive    Rule = "no use without an active key, unless the plan says so"
	NotTakenOver    Rule = "no key that is in use is taken over by a resource for a single key"
	WantedStays     Rule = "no key that the configuration wants is deleted"
	UnmanagedStays  Rule = "nothing unmanaged is touched"
	Converges       Rule = "once the faults are over, two applies lead to what is configured"
	ProtocolCorrect Rule = "the provider keeps to Terraform's protocol"
)

// Violation is a rule that was broken.
type Violation struct {
	Rule Rule
	Text string
}

// Error is the violation as a text.
func (v Violation) Error() string { return string(v.Rule) + ": " + v.Text }

// RunFacts are what is known of one run of Terraform: what it was to do.
type RunFacts struct {
	ID int
	// Begin is when it began.
	Begin time.Time
	// Machine is the number of the machine on which it is. Told is when an apply last recorded the
	// last rotation there was in its state, or that its outcome is unknown, by address.
	Machine int
	Told    map[string]time.Time
	// Lagged is true once a list that the run has read was behind.
	Lagged bool
	// Wanted are the keys that its configuration wants, Managed the kids that its state
	// has, by parent.
	Wanted  map[string][]Key
	Managed map[string][]string
	// Said are the errors and warnings of its plans and applies so far.
	Said []string
	// Asked are the rotations that it is to make, Intervals the min_rotation_interval of
	// its configuration, by address.
	Asked     map[string][]*Intention
	Intervals map[string]time.Duration
	added     map[string]bool
	made      map[string]bool
	// recorded are the intentions that its applies have recorded.
	recorded []*Intention
}

// says reports whether the run has said something with all of the words.
func (f *RunFacts) says(words ...string) bool {
	return slices.ContainsFunc(f.Said, func(text string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	})
}

// Expectations compare what happens with what was asked for. They know what a user
// knows, and what the vendors' records say; they share no code with the provider.
type Expectations struct {
	Intentions *Intentions
	Effects    Effects
	runs       map[int]*RunFacts
}

// NewExpectations are those before anything has happened.
func NewExpectations() *Expectations {
	return &Expectations{Intentions: NewIntentions(), runs: map[int]*RunFacts{}}
}

// Begin notes a run.
func (x *Expectations) Begin(f *RunFacts) {
	f.added, f.made = map[string]bool{}, map[string]bool{}
	x.runs[f.ID] = f
}

// StateNotWritten notes that Terraform was killed before it wrote what a run has recorded.
func (x *Expectations) StateNotWritten(run int) {
	for _, one := range x.runs[run].recorded {
		one.Recorded = false
	}
}

// Observe notes an effect, and says which rules it breaks.
func (x *Expectations) Observe(e Effect) []Violation {
	x.Effects = append(x.Effects, e)
	f := x.runs[e.Run]
	if f == nil {
		return nil // somebody else
	}
	if e.Do == Rotate {
		return x.observeRotation(f, e)
	}
	return x.observeKey(f, e)
}

// observeRotation compares a rotation with the intentions of its run. One rotation is for
// all of them that are open.
func (x *Expectations) observeRotation(f *RunFacts, e Effect) (broken []Violation) {
	open := Open(f.Asked[e.Address])
	if len(open) == 0 && !x.mayRepeat(e) {
		broken = append(broken, Violation{OnlyAsked, fmt.Sprintf("%s was rotated by run %d for %s, and nothing asks for it any more:\n%s",
			e.Parent, e.Run, e.Address, x.Intentions)})
	}
	for _, one := range open {
		one.Done = true
	}
	if last, ok := x.lastKnown(e); ok && e.At.Sub(last) < f.Intervals[e.Address]-rounding {
		broken = append(broken, Violation{GuardKept, fmt.Sprintf("%s was rotated by run %d for %s, %s after the last rotation", e.Parent, e.Run, e.Address, e.At.Sub(last))})
	}
	return broken
}

// rounding is by how much a vendor's time of a rotation may be off: it has whole seconds.
const rounding = 2 * time.Second

// isUntold reports whether the run of an effect knows of an earlier rotation by lists alone: somebody
// else has made it, or a run on another machine, from which the state has nothing of it. That run
// was killed or failed to create, or its state was lost.
func (x *Expectations) isUntold(e, earlier Effect) bool {
	if earlier.Run == 0 {
		return true
	}
	f := x.runs[e.Run]
	return x.runs[earlier.Run].Machine != f.Machine && earlier.At.After(f.Told[e.Address])
}

// isHidden reports whether a lag may hide an earlier rotation from the run of an effect, which is not
// told of it in another way.
func (x *Expectations) isHidden(e, earlier Effect) bool {
	return x.isUntold(e, earlier) && e.At.Sub(earlier.At) <= PromisedLag && (earlier.Run == 0 || x.runs[e.Run].Lagged)
}

// HasRotated reports whether a run has rotated keys for a resource.
func (x *Expectations) HasRotated(run int, address string) bool {
	return slices.ContainsFunc(x.Effects, func(e Effect) bool { return e.Run == run && e.Address == address && e.Do == Rotate })
}

// mayRepeat reports whether a rotation may be one more for what another machine has rotated for already:
// as long as a list may lag, docs/reliability.md promises nothing there.
func (x *Expectations) mayRepeat(e Effect) bool {
	return slices.ContainsFunc(x.Effects[:len(x.Effects)-1], func(earlier Effect) bool {
		return earlier.Run > 0 && earlier.Parent == e.Parent && earlier.Do == Rotate && x.isHidden(e, earlier)
	})
}

// lastKnown is when the keys were last rotated before an effect, as far as the provider
// can know it: a rotation that it is not told of may be hidden by a lag.
func (x *Expectations) lastKnown(e Effect) (at time.Time, ok bool) {
	for _, other := range x.Effects[:len(x.Effects)-1] {
		if other.Parent == e.Parent && other.Do == Rotate && !x.isHidden(e, other) {
			at, ok = other.At, true
		}
	}
	return at, ok
}

// othersChanged reports whether somebody else changed the keys of a parent so recently
// that the run cannot know of it: after it had read them, or hidden by a lag.
func (x *Expectations) othersChanged(f *RunFacts, parent string, at time.Time) bool {
	since := at.Add(-PromisedLag)
	if f.Begin.Before(since) {
		since = f.Begin
	}
	return slices.ContainsFunc(x.Effects.Since(parent, since), func(e Effect) bool { return e.Run != f.ID })
}

// rotatedSince reports whether the keys of a parent were rotated, by whomever.
func (x *Expectations) rotatedSince(parent string, since time.Time) bool {
	return slices.ContainsFunc(x.Effects.Since(parent, since), func(e Effect) bool { return e.Do == Rotate })
}

// Rotations counts those of a parent.
func (x *Expectations) Rotations(parent string) (n int) {
	for _, e := range x.Effects {
		if e.Parent == parent && e.Do == Rotate {
			n++
		}
	}
	return n
}

// MayAskAgain reports whether what a run asks for, a create or a trigger, is one more rotation to
// come: it was made before, and no state has it, since that run was killed or its state was lost, and
// min_rotation_interval is over since the last rotation. An update on the same machine recognises
// the rotation at any time (docs/reliability.md).
func (x *Expectations) MayAskAgain(one *Intention, creates bool, run int, address string, now time.Time) bool {
	last := x.lastRotation(one.Parent)
	if last == nil || !one.Done || one.Recorded || now.Sub(last.At) < x.runs[run].Intervals[address]-rounding {
		return false
	}
	return creates || x.isUntold(Effect{Run: run, Address: address}, *last)
}

// lastRotation is the last one of a parent, by whomever.
func (x *Expectations) lastRotation(parent string) (last *Effect) {
	for i := range x.Effects {
		if x.Effects[i].Parent == parent && x.Effects[i].Do == Rotate {
			last = &x.Effects[i]
		}
	}
	return last
}
