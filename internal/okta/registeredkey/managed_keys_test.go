package registeredkey

import (
	"testing"
)

func TestHoldings_whicheverComesSecondIsTold(t *testing.T) {
	t.Parallel()
	type key struct{ parent, kid, thumbprint string }
	own := key{"p", "a", "t"}
	for _, other := range []key{own, {"q", "a", "t"}, {"p", "b", "t"}, {"p", "a", "u"}} {
		var first, second managedKeys
		if first.addManaged(own.parent, own.kid, own.thumbprint) || second.addPlanned(own.parent, own.kid, own.thumbprint) {
			t.Error("the first one is told")
		}
		held := first.addPlanned(other.parent, other.kid, other.thumbprint)
		planned := second.addManaged(other.parent, other.kid, other.thumbprint)
		if want := other == own; held != want || planned != want {
			t.Errorf("%+v: held %v, planned %v", other, held, planned)
		}
		first.release(own.parent, own.kid, own.thumbprint)
		if first.addPlanned(own.parent, own.kid, own.thumbprint) {
			t.Error("still held")
		}
	}
}
