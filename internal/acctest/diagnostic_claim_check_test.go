package acctest

import (
	"slices"
	"strings"
	"testing"
)

// Each kind of check finds a claim that is not so, and lets the true one pass: none of
// them is vacuous.
func TestDiagnosticClaims_whatIsNotSoIsFound(t *testing.T) {
	t.Parallel()
	for _, all := range []map[string]diagnosticCase{rotationCases(), keyCases(), planCases()} {
		for name, s := range all {
			s.so.diags = Diags{s.says}
			if said, problems := compareAll(s.so); len(said) != 1 || len(problems) > 0 {
				t.Errorf("%s is so: matched by %d, but %v", name, len(said), problems)
			}
			for how, c := range s.notSo {
				c.diags = Diags{s.says}
				if _, problems := compareAll(c); len(problems) == 0 {
					t.Errorf("%s, %s: not found", name, how)
				}
			}
		}
	}
}

// Another call at the same time, or somebody else, may have done what arrived: nothing is
// found then.
func TestDiagnosticClaims_anOverlapIsNoFalseAlarm(t *testing.T) {
	t.Parallel()
	s := rotationCases()["lost"]
	for how, c := range s.notSo {
		c.diags, c.overlaps = Diags{s.says}, true
		if _, problems := compareAll(c); len(problems) > 0 {
			t.Errorf("%s: %v", how, problems)
		}
	}
}

func TestDiagnosticClaims_ofNoRowAreFound(t *testing.T) {
	t.Parallel()
	c := happened(ConnectionKeys, before, before)
	c.diags = Diags{warns("Auth0 connection keys are fine (c)", "All is well.")}
	if _, problems := compareAll(c); len(problems) != 1 || !strings.Contains(problems[0], "no claim in internal/acctest") {
		t.Errorf("found %v", problems)
	}
	c.diags = Diags{fails("Invalid duration", "It is none.")}
	if _, problems := compareAll(c); len(problems) > 0 {
		t.Errorf("an argument that cannot be used: %v", problems)
	}
}

// What a plan promises is held against what its apply did.
func TestDiagnosticClaims_promises(t *testing.T) {
	t.Parallel()
	app := func(from, to string, effects ...string) *call {
		return happened(theSet, held(from), held(to, effects...))
	}
	for name, c := range map[string]struct {
		says          diagnosticCase
		keeps, breaks *call
	}{
		"will be deleted": {says: planCases()["will be deleted"], keeps: app("k", "", "delete k"), breaks: app("k", "k")},
		"will be rotated": {says: planCases()["rotates"], keeps: happened(ConnectionKeys, before, once), breaks: happened(ConnectionKeys, before, before)},
		"rotates to another": {
			says: planCases()["rotates"], keeps: happened(ConnectionKeys, before, once),
			breaks: happened(ConnectionKeys, before, signing("k9", "k3", "k1", 2)),
		},
		"rotates twice": {
			says: planCases()["rotates"], keeps: happened(ConnectionKeys, before, once),
			breaks: happened(ConnectionKeys, before, signing("k2", "k3", "k1", 3)),
		},
		"adopted": {says: planCases()["adopted"], keeps: happened(ConnectionKeys, before, before), breaks: happened(ConnectionKeys, before, once, wrote(rotate, 201, true))},
	} {
		one, ok := findClaim(c.says.says)
		if !ok || one.claim.promise == nil {
			t.Fatalf("%s: no promise", name)
		}
		if err := one.claim.promise(c.keeps, one.match); err != nil {
			t.Errorf("%s is kept, but %v", name, err)
		}
		if one.claim.promise(c.breaks, one.match) == nil {
			t.Errorf("%s: what is not kept is not found", name)
		}
	}
}

// What somebody else did is told from what the call did.
func TestCall_changedByOthers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		call *call
		want bool
	}{
		"our rotation":         {happened(ConnectionKeys, before, once, wrote(rotate, 201, true)), false},
		"another rotation":     {happened(ConnectionKeys, before, once), true},
		"our addition":         {happened(theApp, held(""), held("k", "add k"), wrote(aPath, 201, true)), false},
		"another addition":     {happened(theApp, held(""), held("k", "add k")), true},
		"a changeover":         {happened(theApp, held("ki"), held("ki", "activate i", "deactivate k"), wrote(aPath+"/pksi/lifecycle/activate", 200, true)), false},
		"another deactivation": {happened(theApp, held("k"), held("k", "deactivate k")), true},
	} {
		p := parent{kindsOf[c.call.typ], "a"}
		if c.call.typ == ConnectionKeys {
			p.id = "c"
		}
		if got := c.call.changedByOthers(p); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A claim that its test does not cover is found, unless the test did not run.
func TestDiagnosticClaims_uncovered(t *testing.T) {
	t.Parallel()
	s := &diagnosticClaim{by: []string{"x.y"}, met: "okta TestA", kept: "okta TestB"}
	list := []*diagnosticClaim{s}
	full := map[string]coverage{"TestA": {compared: map[*diagnosticClaim]bool{s: true}}, "TestB": {kept: map[*diagnosticClaim]bool{s: true}}}
	for name, c := range map[string]struct {
		met  map[string]coverage
		pkg  string
		all  bool
		want int
	}{
		"met":                       {full, "okta", true, 0},
		"another package":           {nil, "auth0", true, 0},
		"did not run":               {nil, "okta", false, 0},
		"is not there any more":     {nil, "okta", true, 2},
		"ran, and did not say it":   {map[string]coverage{"TestA": {}}, "okta", false, 1},
		"ran, and did not apply it": {map[string]coverage{"TestB": {}}, "okta", false, 1},
	} {
		if got := uncovered(list, c.pkg, c.met, c.all); len(got) != c.want || !slices.IsSorted(got) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
