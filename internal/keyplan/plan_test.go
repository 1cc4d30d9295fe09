package keyplan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// planCases are worked sequences. The notation is that of registered and wanted.
var planCases = []struct {
	name  string
	rules rules
	have  string
	want  string
	steps string
}{
	{"nothing is wanted where nothing is", resourceServer, "", "", ""},
	{"all is as wanted", resourceServer, "a+ b c=", "a+ b-", ""},

	// A resource server: added inactive, then activated.
	{"server: one key to one", resourceServer, "a+", "f+", "add f inactive, activate f, delete a"},
	{"server: the first key", resourceServer, "", "f+", "add f inactive, activate f"},
	{"server: observed keys are added inactive", resourceServer, "", "g f", "add f inactive, add g inactive"},
	{"server: only the active key moves", resourceServer, "a+ b c", "a b+ c", "activate b"},
	{"server: the other key is wanted inactive anyway", resourceServer, "a+ b", "a- b+", "activate b"},
	{"server: the active key is taken out of use", resourceServer, "a+ b", "a- b", "deactivate a"},
	{"server: the last key goes", resourceServer, "a+", "", "deactivate a, delete a"},
	{"server: five for five at the cap", resourceServer, "a+ b c d e", "f+ g h i j", "delete b, add f inactive, activate f, " +
		"delete a, add g inactive, delete c, add h inactive, delete d, add i inactive, delete e, add j inactive"},
	{"server: the cap leaves room for the active key alone", resourceServer, "a+ b= c= d=", "e f+",
		"add f inactive, activate f, delete a, add e inactive"},
	{"server: the active key waits for its turn where there is room", resourceServer, "a+ b= c=", "e f+", "add e inactive, add f inactive, activate f, delete a"},
	{"server: no more is removed early than is needed", resourceServer, "a+ b c d", "f+ g", "add f inactive, activate f, delete a, " +
		"add g inactive, delete b, delete c, delete d"},
	{"server: an activation frees what has to go", resourceServer, "a+ f b= c= d=", "f+ g", "activate f, delete a, add g inactive"},
	{"server: a key in use goes early if none is to be", resourceServer, "a+ b= c= d= e=", "f", "deactivate a, delete a, add f inactive"},
	{"server: more keys than fit", resourceServer, "a+ b c d e f", "g+", "delete b, delete c, add g inactive, activate g, delete a, delete d, delete e, delete f"},
	{"server: more keys than fit are not in the way", resourceServer, "a+ b= c= d= e= f", "a+", "delete f"},

	// Keys that are there already.
	{"takeover: a killed run left the key inactive", resourceServer, "a+ f=", "f+", "activate f, delete a"},
	{"takeover: a killed run left the old key", resourceServer, "a f+=", "f+", "delete a"},
	{"keys that may not be removed are left alone", resourceServer, "a+= b=", "f", "add f inactive"},
	{"keys that may not be removed are deactivated by Okta alone", resourceServer, "a+= b=", "f+", "add f inactive, activate f"},
	{"exclusive: all others go", resourceServer, "a+ b c", "b+", "activate b, delete a, delete c"},

	// Other material under one kid.
	{"replaced: an inactive key", resourceServer, "a+ b", "a+ b'", "delete b, add b inactive"},
	{"replaced: a key in use, by another kid", resourceServer, "a+ b", "a' b+", "activate b, delete a, add a inactive"},
	{"replaced: a key in use, by a new kid", resourceServer, "a+", "a' b+", "add b inactive, activate b, delete a, add a inactive"},
	{"replaced: a key in use that leaves none in use", resourceServer, "a+", "a'-", "deactivate a, delete a, add a inactive"},
	{"replaced: a signing key beside another", app, "sig:a+ sig:b+", "sig:a'+ sig:b+", "deactivate sig:a, delete sig:a, add sig:a active"},
	{"replaced: a key at the cap makes its own room", resourceServer, "a+ b c= d= e=", "a+ b'", "delete b, add b inactive"},

	// An app: signing keys are added active, and any number of them can be.
	{"app: one signing key to one", app, "sig:a+", "sig:f+", "add f active, deactivate a, delete a"},
	{"app: signing keys are deactivated before any is deleted", app, "sig:a+ sig:b+ sig:c", "sig:f+ sig:g-",
		"add f active, add g inactive, deactivate a, deactivate b, delete a, delete b, delete c"},
	{"app: a signing key is activated before others retire", app, "sig:a+ sig:b", "sig:a- sig:b+", "activate b, deactivate a"},
	{"app: encryption rolls over", app, "a+", "f+", "add f inactive, activate f, delete a"},
	{"app: the first encryption key", app, "a", "f+", "add f active, delete a"},
	{"app: both uses", app, "a+ sig:s+", "f+ sig:t+", "add f inactive, add t active, activate f, deactivate s, delete a, delete s"},
	{"app: an observed key stays in use", app, "sig:a+ sig:b+", "sig:a", "deactivate b, delete b"},
	{"app: at the cap a key that another one covers for goes", rules{max: 2}, "sig:a+ sig:b+", "sig:f+ sig:g+",
		"deactivate a, delete a, add f active, deactivate b, delete b, add g active"},
	{"app: at the cap a key of the other use goes", rules{max: 2}, "sig:a+ b+", "sig:f+", "deactivate b, delete b, add f active, deactivate a, delete a"},
	{"app: the namesake goes first that can be replaced", rules{max: 2}, "sig:a+ sig:b+", "a'- sig:b'+",
		"deactivate b, delete b, add b active, deactivate a, delete a, add a inactive"},
	{"app: at the cap no activation is early that frees nothing", rules{max: 3}, "sig:a+ sig:b+= sig:f", "sig:f+ sig:g-",
		"deactivate a, delete a, add g inactive, activate f"},
	{"app: a key without a kid goes before any is added", app, "sig:+ sig:b+", "sig:b+ sig:f+",
		"deactivate the key without a kid (ID id0), delete the key without a kid (ID id0), add f active"},
	{"app: a key without a kid goes before one that can be replaced", app, "sig:+ sig:b+ sig:c+", "sig:b'+",
		"deactivate the key without a kid (ID id0), delete the key without a kid (ID id0), deactivate b, delete b, add b active, deactivate c, delete c"},
	{"app: the namesake goes first that releases a key of the other use", app, "sig:a+ sig:b+ c+", "a'- b'+ sig:c'+",
		"deactivate b, delete b, add b inactive, activate b, delete c, add c active, deactivate a, delete a, add a inactive"},
	{"app: a key without a kid is not in the way of a deletion", app, "sig:+= sig:b+", "", "deactivate b, delete b"},
}

func TestPlan_steps(t *testing.T) {
	t.Parallel()
	for _, c := range planCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := planInput{rules: c.rules, have: parseRegistered(c.have), want: parseDesired(c.want)}
			steps, err := planSteps(w.have, w.want, c.rules.limits())
			want := strings.ReplaceAll(c.steps, "sig:", "")
			if err != nil || formatSteps(steps) != want {
				t.Fatalf("got  %s (%v)\nwant %s", formatSteps(steps), err, want)
			}
			checkAll(t, w, steps)
		})
	}
}

// The caller sends a step by the ID of the key, and does not know that of one to come.
func TestPlan_stepsName(t *testing.T) {
	t.Parallel()
	steps, err := planSteps(parseRegistered("a+ sig:b+ sig:c"), parseDesired("f+ sig:g+ sig:c+"), app.limits())
	want := []keyplan.Step{
		{Action: keyplan.Add, KID: "f"},
		{Action: keyplan.Add, KID: "g", Active: true},
		{Action: keyplan.Activate, KID: "c", ID: "id2"},
		{Action: keyplan.Activate, KID: "f"},
		{Action: keyplan.Deactivate, KID: "b", ID: "id1"},
		{Action: keyplan.Delete, KID: "a", ID: "id0"},
		{Action: keyplan.Delete, KID: "b", ID: "id1"},
	}
	if err != nil || !slices.Equal(steps, want) {
		t.Errorf("got %+v (%v), want %+v", steps, err, want)
	}
}

// Fifty signing keys are replaced one by one. The last of the old ones is in use
// until the first of the new ones is.
func TestPlan_fullApp(t *testing.T) {
	t.Parallel()
	var have, want, steps []string
	for i := range app.max {
		have = append(have, fmt.Sprintf("sig:a%02d+", i))
		want = append(want, fmt.Sprintf("sig:b%02d+", i))
		steps = append(steps, fmt.Sprintf("deactivate a%02d, delete a%02d, add b%02d active", i, i, i))
	}
	w := planInput{rules: app, have: parseRegistered(strings.Join(have, " ")), want: parseDesired(strings.Join(want, " "))}
	got, err := planSteps(w.have, w.want, app.limits())
	if err != nil || formatSteps(got) != strings.Join(steps, ", ") {
		t.Fatalf("got %s (%v)", formatSteps(got), err)
	}
	checkAll(t, w, got)
}

// What sets a key apart is its material, its use and its alg; nothing else does.
func TestPlan_sameKey(t *testing.T) {
	t.Parallel()
	want := keyplan.Desired{KID: "a", Thumbprint: "m", Use: "enc", Alg: "RSA-OAEP"}
	for name, change := range map[string]func(*keyplan.Key){
		"key material": func(k *keyplan.Key) { k.Thumbprint = "other" },
		"use":          func(k *keyplan.Key) { k.Use = "sig" },
		"alg":          func(k *keyplan.Key) { k.Alg = "" },
		"":             func(k *keyplan.Key) { k.ID, k.Removable = "other", true },
	} {
		key := keyplan.Key{ID: "id", KID: "a", Thumbprint: "m", Use: "enc", Alg: "RSA-OAEP", Removable: true}
		change(&key)
		steps, err := planSteps([]keyplan.Key{key}, []keyplan.Desired{want}, app.limits())
		replaced := "delete a, add a inactive"
		if name == "" {
			replaced = ""
		}
		if err != nil || formatSteps(steps) != replaced {
			t.Errorf("%q differs: got %s (%v), want %q", name, formatSteps(steps), err, replaced)
		}
	}
}
