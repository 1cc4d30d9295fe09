package registeredkey

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
)

func TestKeySpec_drift(t *testing.T) {
	t.Parallel()
	spec := KeySpec{ParentType: ParentType{KeyRules: keyinput.KeyRules{Uses: []string{"sig", "enc"}}}}
	for name, c := range map[string]struct {
		was, is fingerprint
		want    []string
	}{
		"the same":                        {fingerprint{"t", "sig", "RS256"}, fingerprint{"t", "sig", "RS256"}, nil},
		"nothing is recorded":             {fingerprint{}, fingerprint{"t", "sig", "RS256"}, nil},
		"no use is the default":           {fingerprint{"t", "", ""}, fingerprint{"t", "sig", ""}, nil},
		"another key":                     {fingerprint{"t", "sig", ""}, fingerprint{"u", "sig", ""}, []string{"thumbprint t, now u"}},
		"another use":                     {fingerprint{"t", "sig", ""}, fingerprint{"t", "enc", ""}, []string{`use "sig", now "enc"`}},
		"another alg":                     {fingerprint{"t", "sig", "RS256"}, fingerprint{"t", "sig", "RS512"}, []string{`alg "RS256", now "RS512"`}},
		"an alg that is gone":             {fingerprint{"t", "sig", "RS256"}, fingerprint{"t", "sig", ""}, []string{`alg "RS256", now none`}},
		"an alg where none was recorded":  {fingerprint{"t", "sig", ""}, fingerprint{"t", "sig", "RS256"}, nil},
		"all, in the order of the record": {fingerprint{"t", "sig", "RS256"}, fingerprint{"u", "enc", ""}, []string{"thumbprint t, now u", `use "sig", now "enc"`, `alg "RS256", now none`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := spec.drift(c.was, c.is); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
