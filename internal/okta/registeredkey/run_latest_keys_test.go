package registeredkey

import (
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// listedAt is when the lists of these tests are made.
var listedAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// encryptionKeys is a parent that can have one active key.
var encryptionKeys = ParentType{KeyRules: keyinput.KeyRules{Uses: []string{"enc"}}, Limits: keyplan.Limits{OneActive: []string{"enc"}}}

// version is a key of the ID that its kid is, created and changed that long before the list.
func version(kid, status string, created, changed time.Duration) oktaapi.Key {
	text := func(before time.Duration) string { return listedAt.Add(-before).Format(time.RFC3339) }
	return oktaapi.Key{ID: kid, KID: kid, Use: "enc", Status: status, Created: text(created), LastUpdated: text(changed)}
}

// renamed is a key under another kid.
func renamed(key oktaapi.Key, kid string) oktaapi.Key { key.KID = kid; return key }

func TestLatestKeys_correct(t *testing.T) {
	t.Parallel()
	const young, old, hour = rotation.ListLag - time.Minute, rotation.ListLag, time.Hour
	for name, c := range map[string]struct {
		recorded, answered, listed []oktaapi.Key
		deleted                    string
		unknownTime                bool
		want, behind               []string // kid and status; kids
	}{
		"as recorded":           {recorded: one(version("a", active, hour, young)), listed: one(version("a", active, hour, young)), want: []string{"a ACTIVE"}},
		"changed since":         {recorded: one(version("a", active, hour, young)), listed: one(version("a", inactive, hour, 0)), want: []string{"a INACTIVE"}},
		"an older version":      {recorded: one(version("a", active, hour, young)), listed: one(version("a", inactive, hour, hour)), want: []string{"a ACTIVE"}, behind: []string{"a"}},
		"of an old change":      {recorded: one(version("a", active, hour, old)), listed: one(version("a", inactive, hour, hour)), want: []string{"a INACTIVE"}},
		"of the same second":    {recorded: one(version("a", active, young, young)), listed: one(version("a", inactive, young, young)), want: []string{"a ACTIVE"}, behind: []string{"a"}},
		"activated at once":     {recorded: one(version("a", inactive, young, young)), listed: one(version("a", active, young, young)), want: []string{"a ACTIVE"}},
		"at an unknown time":    {recorded: one(version("a", active, hour, old)), listed: one(version("a", inactive, hour, hour)), unknownTime: true, want: []string{"a ACTIVE"}, behind: []string{"a"}},
		"missing and young":     {recorded: one(version("a", active, young, young)), want: []string{"a ACTIVE"}, behind: []string{"a"}},
		"missing and old":       {recorded: one(version("a", active, old, 0))},
		"missing, unknown time": {recorded: one(version("a", active, hour, hour)), unknownTime: true, want: []string{"a ACTIVE"}, behind: []string{"a"}},
		"another one since":     {recorded: one(version("a", active, young, young)), listed: one(renamed(version("b", inactive, 0, 0), "a")), want: []string{"a INACTIVE"}},
		"another one before":    {recorded: one(version("a", active, young, young)), listed: one(renamed(version("b", inactive, hour, hour), "a")), want: []string{"a ACTIVE"}, behind: []string{"a"}},
		"deleted":               {deleted: "a", listed: one(version("a", active, hour, hour))},
		"answered and older":    {answered: one(version("a", inactive, hour, hour)), listed: one(version("a", active, hour, 2*hour)), want: []string{"a INACTIVE"}, behind: []string{"a"}},
		"answered, one second":  {answered: one(version("a", inactive, 0, 0)), listed: one(version("a", active, 0, 0)), want: []string{"a INACTIVE"}, behind: []string{"a"}},
		"activated elsewhere": {
			recorded: one(version("a", active, hour, young)), listed: []oktaapi.Key{version("a", inactive, hour, hour), version("b", active, hour, hour)},
			want: []string{"a ACTIVE", "b INACTIVE"}, behind: []string{"a"},
		},
		"displaced in the same second": {
			recorded: one(version("a", active, hour, young)), listed: []oktaapi.Key{version("a", inactive, hour, young), version("b", active, hour, young)},
			want: []string{"a INACTIVE", "b ACTIVE"},
		},
		"displaced by this run": {
			answered: []oktaapi.Key{version("a", active, hour, 0), version("b", active, hour, 0)},
			listed:   []oktaapi.Key{version("a", active, hour, 0), version("b", inactive, hour, hour)}, want: []string{"a INACTIVE", "b ACTIVE"}, behind: []string{"a", "b"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l runLatestKeys
			l.recordKeysOfState("p", c.recorded)
			l.recordKeysOfState("other", one(version("z", active, 0, 0)))
			for _, key := range c.answered {
				l.recordAnsweredKey("p", key, encryptionKeys)
			}
			if c.deleted != "" {
				l.recordDeletedKey(c.deleted)
			}
			list := oktaapi.KeyList{Keys: c.listed, At: listedAt}
			if c.unknownTime {
				list.At = time.Time{}
			}
			got := l.updateAndCorrect("p", list, encryptionKeys)
			var keys, behind []string
			for _, key := range got.keys {
				keys = append(keys, key.KID+" "+key.Status)
				if got.isBehindOn(key.ID) {
					behind = append(behind, key.ID)
				}
			}
			if !slices.Equal(keys, c.want) || !slices.Equal(behind, c.behind) {
				t.Errorf("keys %q, behind %q, want %q, %q", keys, behind, c.want, c.behind)
			}
		})
	}
}

func one(key oktaapi.Key) []oktaapi.Key { return []oktaapi.Key{key} }

// A later list that is older undoes nothing that an earlier one has shown.
func TestLatestKeys_listsBackAndForth(t *testing.T) {
	t.Parallel()
	var l runLatestKeys
	newer := []oktaapi.Key{version("a", active, time.Minute, 0), version("b", active, time.Minute, time.Minute)}
	for i, listed := range [][]oktaapi.Key{newer, one(version("a", inactive, time.Minute, time.Minute)), newer} {
		got := l.updateAndCorrect("p", oktaapi.KeyList{Keys: listed, At: listedAt}, ParentType{})
		if len(got.keys) != 2 || got.keys[0].Status != active || got.keys[1].ID != "b" {
			t.Errorf("list %d: %+v", i, got.keys)
		}
	}
}
