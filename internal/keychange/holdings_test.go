package keychange_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keychange"
)

func TestHoldings_whicheverComesSecondIsTold(t *testing.T) {
	t.Parallel()
	type key struct{ parent, kid, thumbprint string }
	own := key{"p", "a", "t"}
	for _, other := range []key{own, {"q", "a", "t"}, {"p", "b", "t"}, {"p", "a", "u"}} {
		var first, second keychange.Holdings
		if first.Hold(own.parent, own.kid, own.thumbprint) || second.Plan(own.parent, own.kid, own.thumbprint) {
			t.Error("the first one is told")
		}
		held := first.Plan(other.parent, other.kid, other.thumbprint)
		planned := second.Hold(other.parent, other.kid, other.thumbprint)
		if want := other == own; held != want || planned != want {
			t.Errorf("%+v: held %v, planned %v", other, held, planned)
		}
		first.LetGo(own.parent, own.kid, own.thumbprint)
		if first.Plan(own.parent, own.kid, own.thumbprint) {
			t.Error("still held")
		}
	}
}
