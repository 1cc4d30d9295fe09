package simulation

import (
	"strings"
	"testing"
	"time"
)

// keyCase is one change of a registered key at an app that has ka, active, and kb, not
// active, for signatures. The state has both.
type keyCase struct {
	do      Operation
	kid     string
	wanted  []Key
	managed []string
	said    string
	// others is a change by somebody else a minute before.
	others bool
	want   Rule
}

var (
	wantsA = Key{KID: "ka", Material: 0, Use: Signature, Status: Active}
	wantsB = Key{KID: "kb", Material: 1, Use: Signature, Status: Active}
	hasA   = Registered{KID: "ka", Material: 0, Use: Signature, Active: true}
	hasB   = Registered{KID: "kb", Material: 1, Use: Signature}
)

// after is what the change makes of the keys.
func (c keyCase) after() (keys []Registered) {
	for _, key := range []Registered{hasA, hasB} {
		switch {
		case key.KID != c.kid:
		case c.do == Delete:
			continue
		case c.do == Activate:
			key.Active = true
		case c.do == Deactivate:
			key.Active = false
		}
		keys = append(keys, key)
	}
	if c.do == Add {
		keys = append(keys, Registered{KID: c.kid, Material: 2, Use: Signature, Active: true})
	}
	return keys
}

func (c keyCase) observe() []Violation {
	f := &RunFacts{Wanted: map[string][]Key{"app 1": c.wanted}, Managed: map[string][]string{"app 1": c.managed}, Said: []string{c.said}}
	x := expectationsOf(f)
	if c.others {
		x.Observe(Effect{At: start, Parent: "app 1", Do: Deactivate, KID: "kb"})
	}
	return x.Observe(Effect{
		At: start.Add(time.Minute), Run: 1, Address: "idpkeys_okta_app_jwks.a", Parent: "app 1", Do: c.do, KID: c.kid,
		Before: []Registered{hasA, hasB}, After: c.after(),
	})
}

func TestChangesOfKeys(t *testing.T) {
	t.Parallel()
	both := []string{"ka", "kb"}
	lastActive := `no other key for "sig" stays active`
	for name, c := range map[string]keyCase{
		"adds what is wanted":             {do: Add, kid: "kc", wanted: []Key{wantsA, {KID: "kc", Material: 2, Use: Signature}}},
		"adds what nobody wants":          {do: Add, kid: "kc", wanted: []Key{wantsA}, want: OnlyAsked, managed: []string{"kc"}},
		"adds another key":                {do: Add, kid: "kc", wanted: []Key{{KID: "kc", Material: 3, Use: Signature}}, want: OnlyAsked},
		"activates what is wanted":        {do: Activate, kid: "kb", wanted: []Key{wantsA, wantsB}},
		"activates what nobody wants":     {do: Activate, kid: "kb", wanted: []Key{wantsA}, managed: both, want: OnlyAsked},
		"deletes what left":               {do: Delete, kid: "kb", wanted: []Key{wantsA}, managed: both},
		"deletes what is wanted":          {do: Delete, kid: "kb", wanted: []Key{wantsA, wantsB}, managed: both, want: WantedStays},
		"deletes what nobody manages":     {do: Delete, kid: "kb", wanted: []Key{wantsA}, want: UnmanagedStays},
		"deletes what the plan has named": {do: Delete, kid: "kb", wanted: []Key{wantsA}, said: `the apply deletes "kb"`},
		"deletes the other key of a kid":  {do: Delete, kid: "kb", wanted: []Key{{KID: "kb", Material: 7, Use: Signature}}, managed: both},
		"deactivates the last one":        {do: Deactivate, kid: "ka", wanted: nil, managed: both, want: AlwaysActive},
		"deactivates it as planned":       {do: Deactivate, kid: "ka", wanted: nil, managed: both, said: lastActive},
		"deactivates it after others":     {do: Deactivate, kid: "ka", wanted: nil, managed: both, others: true},
		"deactivates what is to be active": {
			do: Deactivate, kid: "ka", wanted: []Key{wantsA}, managed: both, said: lastActive, want: OnlyAsked,
		},
	} {
		t.Log(name)
		expectBroken(t, c.observe(), c.want)
	}
}

func TestTakeOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by    int
		do    Operation
		keys  []Registered
		after time.Duration
		want  Rule
	}{
		"added by the run":     {1, Add, []Registered{hasA}, 5 * time.Hour, ""},
		"activated by the run": {1, Activate, []Registered{hasA}, 5 * time.Hour, ""},
		"not active":           {0, Add, []Registered{{KID: "ka"}}, 5 * time.Hour, ""},
		"left by another run":  {2, Add, []Registered{hasA}, 50 * time.Minute, ""},
		"in use":               {0, Add, []Registered{hasA}, 5 * time.Hour, NotTakenOver},
	} {
		x := expectationsOf(&RunFacts{Wanted: map[string][]Key{"app 1": {wantsA}}})
		x.Observe(Effect{At: start, Run: c.by, Parent: "app 1", Do: c.do, KID: "ka", After: c.keys})
		t.Log(name)
		expectBroken(t, x.JudgeTakeOver(1, "app 1", "ka", start.Add(c.after)), c.want)
	}
}

func TestSameChangeTwice(t *testing.T) {
	t.Parallel()
	x := expectationsOf(&RunFacts{Wanted: map[string][]Key{"app 1": {wantsA, wantsB}}})
	e := Effect{At: start.Add(time.Minute), Run: 1, Parent: "app 1", Do: Activate, KID: "kb", Before: []Registered{hasA, hasB}, After: []Registered{hasA, hasB}}
	expectBroken(t, x.Observe(e), "")
	expectBroken(t, x.Observe(e), OnlyAsked)
}

func TestConfigured(t *testing.T) {
	t.Parallel()
	for want, broken := range map[string][]Violation{
		"":                            Configured("app 1", []Key{wantsA}, []Registered{hasA, hasB}, nil),
		"is configured and not":       Configured("app 1", []Key{wantsA}, nil, nil),
		"with another material":       Configured("app 1", []Key{{KID: "ka", Material: 4, Use: Signature}}, []Registered{hasA}, nil),
		"key kb is not ACTIVE":        Configured("app 1", []Key{wantsB}, []Registered{hasB}, nil),
		"key kb is registered still":  Configured("app 1", nil, []Registered{hasB}, []string{"kb"}),
		"key ka is not INACTIVE":      Configured("app 1", []Key{{KID: "ka", Use: Signature, Status: Inactive}}, []Registered{hasA}, nil),
		"registered with another mat": Configured("app 1", []Key{{KID: "ka", Use: Encryption}}, []Registered{hasA}, nil),
	} {
		switch {
		case want == "":
			expectBroken(t, broken, "")
		case len(broken) != 1 || broken[0].Rule != Converges || !strings.Contains(broken[0].Text, want):
			t.Errorf("want %q, got %v", want, broken)
		}
	}
}
