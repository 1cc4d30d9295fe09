package keyplan_test

import (
	"reflect"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

var refusals = []struct {
	name  string
	rules rules
	have  string
	want  string
	err   error
	text  string
}{
	{
		"two active encryption keys", app, "", "a+ b+",
		&keyplan.Contradiction{Problem: "only one key can be active for enc", KIDs: []string{"a", "b"}},
		`only one key can be active for enc: "a", "b"`,
	},
	{
		"one kid twice", app, "", "a sig:a",
		&keyplan.Contradiction{Problem: "two keys in keys have the same kid", KIDs: []string{"a"}},
		`two keys in keys have the same kid: "a"`,
	},
	{
		"no kid", app, "", "sig:+",
		&keyplan.Contradiction{Problem: "a key in keys has no kid", KIDs: []string{""}},
		`a key in keys has no kid: a key without a kid`,
	},
	{
		"one kid registered twice", app, "a a'", "a",
		&keyplan.Contradiction{Problem: "two registered keys have the same kid", KIDs: []string{"a"}, Registered: true},
		`two registered keys have the same kid: "a"`,
	},
	{
		"other material under the kid", app, "sig:a=", "sig:a'",
		&keyplan.Conflict{KID: "a", ID: "id0", Differs: []string{"key material"}},
		`a key "a" is registered already, and differs from the one in keys in its key material`,
	},
	{
		"another use under the kid", app, "sig:a=", "a'+",
		&keyplan.Conflict{KID: "a", ID: "id0", Differs: []string{"key material", "use"}},
		`a key "a" is registered already, and differs from the one in keys in its key material, use`,
	},
	{
		"a key without a kid that is to stay", app, "sig:+=", "sig:f+",
		&keyplan.Conflict{ID: "id0"},
		`the key without a kid (ID id0) is registered. Okta adds no key beside a key without a kid`,
	},
	{
		"the only active key, of other material", resourceServer, "a+ b", "a'+ b",
		&keyplan.LastActive{KID: "a", ID: "id0", Use: "enc", Missing: "a"},
		`"a" is the only active key for "enc", and would have to be deleted before "a" is added. Two registered keys cannot have the same kid`,
	},
	{
		"the only active key, of other material, and no room either", rules{max: 2}, "sig:a+", "sig:a'+ sig:b",
		&keyplan.LastActive{KID: "a", ID: "id0", Use: "sig", Missing: "a"},
		`"a" is the only active key for "sig", and would have to be deleted before "a" is added. Two registered keys cannot have the same kid`,
	},
	{
		"the only active key, without a kid", app, "sig:+", "sig:f+",
		&keyplan.LastActive{ID: "id0", Use: "sig", Missing: "f"},
		`the key without a kid (ID id0) is the only active key for "sig", and would have to be deleted before "f" is added: ` +
			`no key can be added beside a key without a kid`,
	},
	{
		"the only removable key is in use", resourceServer, "a+ b= c= d= e=", "f+",
		&keyplan.NoRoom{Max: 5, Missing: []string{"f"}, Needed: []string{"a"}, Kept: []string{"b", "c", "d", "e"}},
		`there is no room for "f": 5 keys can be registered at most. "a" has to be deleted first, but stays until another key is active. ` +
			`These registered keys are not in keys, and this plan does not delete them: "b", "c", "d", "e"`,
	},
	{
		"one signing key, and room for one", rules{max: 1}, "sig:a+", "sig:f+",
		&keyplan.NoRoom{Max: 1, Missing: []string{"f"}, Needed: []string{"a"}},
		`there is no room for "f": 1 keys can be registered at most. "a" has to be deleted first, but stays until another key is active`,
	},
	{
		"six keys", resourceServer, "", "a b c d e f+",
		&keyplan.NoRoom{Max: 5, Missing: []string{"f"}},
		`there is no room for "f": 5 keys can be registered at most`,
	},
}

func TestPlan_refuses(t *testing.T) {
	t.Parallel()
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			steps, err := planSteps(parseRegistered(c.have), parseDesired(c.want), c.rules.limits())
			if len(steps) > 0 || !reflect.DeepEqual(err, c.err) {
				t.Fatalf("got %s, %#v, want %#v", formatSteps(steps), err, c.err)
			}
			if err.Error() != c.text {
				t.Errorf("got  %s\nwant %s", err, c.text)
			}
		})
	}
}
