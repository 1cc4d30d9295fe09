package rotation

import (
	"testing"
	"time"
)

var seenAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// showing is a document that shows these keys, made at a time and read then.
func showing(at time.Time, kids ...string) Document {
	return Document{KIDs: kids, Date: at, Local: at}
}

func TestDocumentShownAt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		date, local time.Time
		age         time.Duration
		doubt       Doubt
	}{
		"just made":                         {seenAt, seenAt, 0, NoDoubt},
		"clocks that differ a little":       {seenAt, seenAt.Add(59 * time.Minute), 0, NoDoubt},
		"held by a cache":                   {seenAt, seenAt.Add(10 * time.Hour), 10 * time.Hour, NoDoubt},
		"held by a cache that dates anew":   {seenAt, seenAt, 10 * time.Hour, NoDoubt},
		"older than a cache explains":       {seenAt, seenAt.Add(10 * time.Hour), time.Hour, ClocksApart},
		"clocks apart":                      {seenAt, seenAt.Add(-61 * time.Minute), 0, ClocksApart},
		"without a Date":                    {time.Time{}, seenAt, 0, NoClock},
		"without a Date, but with an Age":   {time.Time{}, seenAt, time.Hour, NoClock},
		"a machine without a sensible time": {seenAt, time.Unix(0, 0), 0, ClocksApart},
	} {
		at, doubt := Document{Date: c.date, Local: c.local, Age: c.age}.ShownAt()
		want := c.date
		if c.doubt != NoDoubt {
			want = time.Time{}
		}
		if !at.Equal(want) || doubt != c.doubt {
			t.Errorf("%s: %s, %q; want %s, %q", name, at, doubt, want, c.doubt)
		}
	}
}

func TestPublicationObserve(t *testing.T) {
	t.Parallel()
	later := seenAt.Add(time.Hour)
	for name, c := range map[string]struct {
		known    Publication
		document Document
		next     string
		since    time.Time
	}{
		"seen first":                   {Publication{}, showing(seenAt, "a", "b"), "b", seenAt},
		"seen again":                   {Publication{"b", seenAt}, showing(later, "a", "b"), "b", seenAt},
		"another next key":             {Publication{"b", seenAt}, showing(later, "b", "c"), "c", later},
		"another that is not shown":    {Publication{"b", seenAt}, showing(later, "a", "b"), "c", time.Time{}},
		"not shown any more":           {Publication{"b", seenAt}, showing(later, "a"), "b", time.Time{}},
		"no next key":                  {Publication{"b", seenAt}, showing(later, "a", "b"), "", time.Time{}},
		"seen at an unknown time":      {Publication{}, Document{KIDs: []string{"b"}, Local: seenAt}, "b", time.Time{}},
		"known, seen at an unknown":    {Publication{"b", seenAt}, Document{KIDs: []string{"b"}, Local: later}, "b", seenAt},
		"known before, without a time": {Publication{"b", time.Time{}}, showing(later, "b"), "b", later},
	} {
		if got := c.known.Observe(c.document, c.next); got.KID != c.next || !got.Since.Equal(c.since) {
			t.Errorf("%s: %+v, want %s since %s", name, got, c.next, c.since)
		}
	}
}

func TestPublicationGate(t *testing.T) {
	t.Parallel()
	const atLeast = 24 * time.Hour
	until := seenAt.Add(atLeast)
	for name, c := range map[string]struct {
		p        Publication
		document Document
		next     string
		now      time.Time
		want     Gate
	}{
		"long enough":          {Publication{"b", seenAt}, showing(until, "a", "b"), "b", until, Gate{}},
		"a second too early":   {Publication{"b", seenAt}, showing(until, "a", "b"), "b", until.Add(-time.Second), Gate{PublishedTooRecently, until}},
		"not shown":            {Publication{"b", seenAt}, showing(until, "a"), "b", until, Gate{Reason: NotPublished}},
		"no next key":          {Publication{"", seenAt}, showing(until, "a", "b"), "", until, Gate{Reason: NoNextKey}},
		"another next key":     {Publication{"b", seenAt}, showing(until, "b", "c"), "c", until, Gate{Reason: PublicationUndated}},
		"never seen":           {Publication{}, showing(until, "a", "b"), "b", until, Gate{Reason: PublicationUndated}},
		"the time is unknown":  {Publication{"b", seenAt}, showing(until, "b"), "b", time.Time{}, Gate{Reason: PublicationUndated}},
		"an empty document":    {Publication{"b", seenAt}, Document{}, "b", until, Gate{Reason: NotPublished}},
		"no document, no keys": {Publication{}, Document{}, "", until, Gate{Reason: NoNextKey}},
	} {
		if got := c.p.Gate(c.document, c.next, atLeast, c.now); got != c.want || got.Closed() != (c.want.Reason != GateOpen) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// A closed gate makes a rotation that is due wait, and a changed trigger planned for an apply that refuses it.
func TestPlanUpdateByAGate(t *testing.T) {
	t.Parallel()
	closed := Gate{Reason: NotPublished}
	keys := Snapshot{Current: "a", Next: "b"}
	for name, c := range map[string]struct {
		in   UpdateInput
		want Decision
	}{
		"due, closed":              {UpdateInput{PeriodSet: true, Seen: Observation{Due: true}, Gate: closed}, Decision{Intent: Keep, Reason: Period, Gate: closed}},
		"due, open":                {UpdateInput{PeriodSet: true, Seen: Observation{Due: true}}, Decision{Intent: Rotate, Reason: Period}},
		"not due, closed":          {UpdateInput{PeriodSet: true, Gate: closed}, Decision{Intent: Keep}},
		"due, but changed, closed": {UpdateInput{PeriodSet: true, PeriodChanged: true, Seen: Observation{Due: true}, Gate: closed}, Decision{Intent: Keep}},
		"changed, closed":          {UpdateInput{Trigger: Changed, Gate: closed}, Decision{Intent: Rotate, Reason: Triggered, Gate: closed}},
		"changed and due, closed":  {UpdateInput{Trigger: Changed, PeriodSet: true, Seen: Observation{Due: true}, Gate: closed}, Decision{Intent: Rotate, Reason: Triggered, Gate: closed}},
		"unknown, closed":          {UpdateInput{Trigger: Unknown, Gate: closed}, Decision{Intent: Undecided, Reason: Triggered, Gate: closed}},
		"unknown and due, closed":  {UpdateInput{Trigger: Unknown, PeriodSet: true, Seen: Observation{Due: true}, Gate: closed}, Decision{Intent: Undecided, Reason: Triggered, Gate: closed}},
		"unknown and due, open":    {UpdateInput{Trigger: Unknown, PeriodSet: true, Seen: Observation{Due: true}}, Decision{Intent: Undecided, Reason: Period}},
	} {
		c.in.Recorded, c.in.Baseline = keys, Baseline{Current: "a", Next: "b"}
		if got := PlanUpdate(c.in); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
