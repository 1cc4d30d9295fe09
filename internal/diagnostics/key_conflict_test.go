package diagnostics

import (
	"strings"
	"testing"
)

// At three in the morning the first advice is followed: what keeps the key in use comes
// before what takes it out of use.
func TestKeyInUse_removesCreateBeforeDestroyFirst(t *testing.T) {
	t.Parallel()
	s := OktaAppKeys("0oa1")
	for _, text := range []string{ErrKeyAlreadyActive(s, "a", "0oa1/pks1", "status ACTIVE").Detail(), ErrKeyAlreadyRegistered(s, "a", "0oa1/pks1", "another key").Detail()} {
		at := -1
		for _, words := range []string{"remove create_before_destroy", "Otherwise import it", "or choose another kid"} {
			next := strings.Index(text, words)
			if next <= at {
				t.Errorf("%q is missing or comes too early:\n%s", words, text)
			}
			at = next
		}
		if i := strings.Index(text, "deactivate it at Okta"); i >= 0 && i < at {
			t.Errorf("it deactivates first:\n%s", text)
		}
	}
}

// Each case that can be told apart has its own remedy, and none that cannot work.
func TestDeletesKeptKey_advisesWhatWorks(t *testing.T) {
	t.Parallel()
	const single, set = "idpkeys_okta_app_jwk", "idpkeys_okta_app_jwks"
	gone := func(typeName string, way KeyPlan) PlannedKey {
		return PlannedKey{Type: typeName, OfSet: typeName == set, KID: "a", ID: "pks1", Way: way}
	}
	kept := func(typeName, id string, way KeyPlan) PlannedKey {
		return PlannedKey{Type: typeName, OfSet: typeName == set, KID: "a", ID: id, Way: way}
	}
	for name, c := range map[string]struct {
		gone, kept PlannedKey
		has, not   []string
	}{
		"renamed":              {gone(single, KeyDestroyed), kept(single, "pks1", KeyAdded), []string{"moved block", "removed {", "0oa1/pks1", "for_each", "deposed", "configuration that was applied last"}, nil},
		"renamed set":          {gone(set, KeyDestroyed), kept(set, "pks1", KeyAdded), []string{"moved block", "removed {", "deposed"}, []string{"0oa1/pks1", "for_each"}},
		"deposed":              {gone(set, KeyDestroyed), kept(set, "pks1", KeyKept), []string{"deposed", "terraform state rm", "the ID of its app or server"}, []string{"applied last", "moved block"}},
		"held by another ID":   {gone(single, KeyDestroyed), kept(single, "pks2", KeyKept), []string{"removed {"}, []string{"deposed", "import"}},
		"a set takes it in":    {gone(single, KeyDestroyed), kept(set, "pks1", KeyAdded), []string{"removed {", single + ".NAME"}, []string{"deposed", "import", "moved block"}},
		"replaced":             {gone(single, KeyReplaced), kept(single, "pks1", KeyAdded), []string{"terraform state rm", "whose block stays", "0oa1/pks1", "for_each"}, []string{"removed {", "deposed"}},
		"a set that is moved":  {gone(set, KeyReplaced), kept(set, "pks1", KeyKept), []string{"terraform state rm", "takes over the keys that it still has"}, []string{"removed {", "import"}},
		"leaves a set":         {gone(set, KeyLeavesSet), kept(single, "pks1", KeyAdded), []string{"Leave the key in keys", "terraform state rm", "0oa1/pks1"}, []string{"removed {"}},
		"an exclusive set":     {gone(set, KeyDeletedByExclusive), kept(single, "pks1", KeyKept), []string{"Set exclusive = false", "put the key into its keys", single + ".NAME"}, []string{set + ".NAME"}},
		"named, not looked at": {gone(single, KeyDestroyed), kept(single, "", KeyNotCompared), []string{"public_key_pem_wo_version", "for_each"}, []string{"removed {"}},
	} {
		text := ErrPlanDeletesKeptKey(OktaAppKeys("0oa1"), c.gone, c.kept, "0oa1/pks1").Detail()
		for _, words := range append(c.has, "To delete the key") {
			if !strings.Contains(text, words) {
				t.Errorf("%s: no %q:\n%s", name, words, text)
			}
		}
		for _, words := range c.not {
			if strings.Contains(text, words) {
				t.Errorf("%s: %q:\n%s", name, words, text)
			}
		}
	}
}
