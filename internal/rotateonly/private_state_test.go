package rotateonly

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// private is private state in memory.
type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }

func (p private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

func TestPrivate_baselineRoundTrip(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		base baselineState
		want string
	}{
		"a baseline": {
			baselineFromSnapshot(rotation.Snapshot{Current: "a", Next: "b", Previous: "c"}), `{"current":"a","next":"b"}`,
		},
		"a baseline with an attempt": {
			baselineState{Baseline: rotation.Baseline{Current: "a", Next: "b"}, Attempted: &attemptedRotation{Trigger: map[string]string{"x": "1", "y": ""}}},
			`{"current":"a","next":"b","attempted":{"trigger":{"x":"1","y":""}}}`,
		},
		"an attempt with its time and keys": {
			baselineState{Baseline: rotation.Baseline{Current: "a", Next: "b"}, Attempted: &attemptedRotation{
				Attempt: rotation.Attempt{Sent: rotatedAt, Before: rotation.Baseline{Current: "a", Next: "b"}}, Trigger: map[string]string{"x": "1"},
			}},
			`{"current":"a","next":"b","attempted":{"sent":"2026-03-01T10:00:00Z","before":{"current":"a","next":"b"},"trigger":{"x":"1"}}}`,
		},
		"an attempt for an empty map": {
			baselineState{Baseline: rotation.Baseline{Current: "a", Next: "b"}, Attempted: &attemptedRotation{Trigger: map[string]string{}}},
			`{"current":"a","next":"b","attempted":{"trigger":{}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := private{}
			if diags := privatestate.Write(t.Context(), p, privateBase, c.base); diags.HasError() {
				t.Fatal(diags)
			}
			if got := string(p[privateBase]); got != c.want {
				t.Errorf("kept as %s, want %s", got, c.want)
			}
			back, found, diags := privatestate.Read[baselineState](t.Context(), p, privateBase)
			if !found || diags.HasError() || !reflect.DeepEqual(back, c.base) {
				t.Errorf("came back as %+v, found %v, %v", back, found, diags)
			}
		})
	}
}

func TestPrivate_whatIsAbsentOrBrokenIsNotFound(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{"absent": "", "broken": "{", "another shape": `{"current":1,"next":"b"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, found, diags := privatestate.Read[baselineState](t.Context(), private{privateBase: []byte(raw)}, privateBase)
			if found || diags.HasError() || !reflect.DeepEqual(base, baselineState{}) {
				t.Errorf("got %+v, found %v, %v", base, found, diags)
			}
		})
	}
}

func TestPrivate_bothAreWrittenAfresh(t *testing.T) {
	t.Parallel()
	p := private{privateBase: []byte(`{"current":"old","next":"older","attempted":{"a":"1"}}`), privateSeen: []byte(`{"due":true}`)}
	diags := writeBaselineAndObservation(t.Context(), p, baselineFromSnapshot(rotation.Snapshot{Current: "a", Next: "b"}), rotation.Observation{})
	want := private{privateBase: []byte(`{"current":"a","next":"b"}`), privateSeen: []byte(`{}`)}
	if diags.HasError() || !reflect.DeepEqual(p, want) {
		t.Errorf("kept %s, want %s (%v)", p, want, diags)
	}
}

var rotatedAt = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func TestSeenAt_measuresByTheArguments(t *testing.T) {
	t.Parallel()
	times := rotation.Times{Rotated: rotatedAt, Made: rotatedAt}
	for name, c := range map[string]struct {
		shared Attributes
		age    time.Duration
		want   rotation.Observation
	}{
		"the default interval": {Attributes{}, time.Minute, rotation.Observation{RecentUntil: rotatedAt.Add(time.Hour)}},
		"after the interval":   {Attributes{}, time.Hour, rotation.Observation{}},
		"guard off":            {Attributes{MinRotationInterval: types.StringValue("0s")}, time.Minute, rotation.Observation{}},
		"an interval in days": {
			Attributes{MinRotationInterval: types.StringValue("2d")}, time.Hour, rotation.Observation{RecentUntil: rotatedAt.Add(48 * time.Hour)},
		},
		"a period":             {Attributes{RotationPeriod: types.StringValue("90d")}, 89 * 24 * time.Hour, rotation.Observation{}},
		"a period that is due": {Attributes{RotationPeriod: types.StringValue("90d")}, 90 * 24 * time.Hour, rotation.Observation{Due: true}},
		"an unknown period":    {Attributes{RotationPeriod: types.StringUnknown()}, 900 * 24 * time.Hour, rotation.Observation{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := newObservation(&c.shared, times, rotatedAt.Add(c.age)); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestShared_rotationDueAt(t *testing.T) {
	t.Parallel()
	times := rotation.Times{Rotated: rotatedAt, Made: rotatedAt}
	for name, c := range map[string]struct {
		period types.String
		times  rotation.Times
		want   timetypes.RFC3339
	}{
		"no period":       {types.StringNull(), times, timetypes.NewRFC3339Null()},
		"a period":        {types.StringValue("1d12h"), times, timetypes.NewRFC3339ValueMust("2026-03-02T22:00:00Z")},
		"unknown period":  {types.StringUnknown(), times, timetypes.NewRFC3339Unknown()},
		"no known age":    {types.StringValue("1d"), rotation.Times{}, timetypes.NewRFC3339Null()},
		"another zone":    {types.StringValue("1d"), rotation.Times{Made: rotatedAt.In(time.FixedZone("x", 7200))}, timetypes.NewRFC3339ValueMust("2026-03-02T10:00:00Z")},
		"never rotated":   {types.StringValue("1d"), rotation.Times{Made: rotatedAt}, timetypes.NewRFC3339ValueMust("2026-03-02T10:00:00Z")},
		"a broken period": {types.StringValue("soon"), times, timetypes.NewRFC3339Null()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Attributes{RotationPeriod: c.period}
			s.setRotationDueAt(c.times)
			if !s.RotationDueAt.Equal(c.want) {
				t.Errorf("got %s, want %s", s.RotationDueAt, c.want)
			}
		})
	}
}
