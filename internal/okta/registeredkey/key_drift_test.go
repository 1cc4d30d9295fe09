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
		was, is keyProperties
		want    []string
	}{
		"the same":                        {keyProperties{"t", "sig", "RS256"}, keyProperties{"t", "sig", "RS256"}, nil},
		"nothing is recorded":             {keyProperties{}, keyProperties{"t", "sig", "RS256"}, nil},
		"no use is the default":           {keyProperties{"t", "", ""}, keyProperties{"t", "sig", ""}, nil},
		"another key":                     {keyProperties{"t", "sig", ""}, keyProperties{"u", "sig", ""}, []string{"thumbprint t, now u"}},
		"another use":                     {keyProperties{"t", "sig", ""}, keyProperties{"t", "enc", ""}, []string{`use "sig", now "enc"`}},
		"another alg":                     {keyProperties{"t", "sig", "RS256"}, keyProperties{"t", "sig", "RS512"}, []string{`alg "RS256", now "RS512"`}},
		"an alg that is gone":             {keyProperties{"t", "sig", "RS256"}, keyProperties{"t", "sig", ""}, []string{`alg "RS256", now none`}},
		"an alg where none was recorded":  {keyProperties{"t", "sig", ""}, keyProperties{"t", "sig", "RS256"}, nil},
		"all, in the order of the record": {keyProperties{"t", "sig", "RS256"}, keyProperties{"u", "enc", ""}, []string{"thumbprint t, now u", `use "sig", now "enc"`, `alg "RS256", now none`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := spec.describeDrift(c.was, c.is); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
