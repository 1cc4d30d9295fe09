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
		&keyplan.Contradiction{Problem: "two wanted keys have one kid", KIDs: []string{"a"}},
		`two wanted keys have one kid: "a"`,
	},
	{
		"no kid", app, "", "sig:+",
		&keyplan.Contradiction{Problem: "a wanted key has no kid", KIDs: []string{""}},
		`a wanted key has no kid: a key without a kid`,
	},
	{
		"one kid registered twice", app, "a a'", "a",
		&keyplan.Contradiction{Problem: "two registered keys have one kid", KIDs: []string{"a"}, Registered: true},
		`two registered keys have one kid: "a"`,
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
		`the key without a kid (ID id0) is registered, and no key can be added beside a key without a kid`,
	},
	{
		"the only active key, of other material", resourceServer, "a+ b", "a'+ b",
		&keyplan.LastActive{KID: "a", ID: "id0", Use: "enc", Missing: "a"},
		`"a" is the only active key for "enc", and would have to be deleted before "a" is added: another key, or the same key with another use or alg, needs another kid`,
	},
	{
		"the only active key, of other material, and no room either", rules{max: 2}, "sig:a+", "sig:a'+ sig:b",
		&keyplan.LastActive{KID: "a", ID: "id0", Use: "sig", Missing: "a"},
		`"a" is the only active key for "sig", and would have to be deleted before "a" is added: another key, or the same key with another use or alg, needs another kid`,
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
		`there is no room for "f": no more than 5 keys can be registered; "a" would have to go first, and has to stay until another key is active; ` +
			`registered, not in keys, and not removed by this plan: "b", "c", "d", "e"`,
	},
	{
		"one signing key, and room for one", rules{max: 1}, "sig:a+", "sig:f+",
		&keyplan.NoRoom{Max: 1, Missing: []string{"f"}, Needed: []string{"a"}},
		`there is no room for "f": no more than 1 keys can be registered; "a" would have to go first, and has to stay until another key is active`,
	},
	{
		"six keys", resourceServer, "", "a b c d e f+",
		&keyplan.NoRoom{Max: 5, Missing: []string{"f"}},
		`there is no room for "f": no more than 5 keys can be registered`,
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
