package registeredkey

import "testing"

func TestManagedKeys_whicheverComesSecondIsTold(t *testing.T) {
	t.Parallel()
	own := keyRef{"p", "a", "t"}
	for _, other := range []keyRef{own, {"q", "a", "t"}, {"p", "b", "t"}, {"p", "a", "u"}} {
		var first, second managedKeys
		if first.addManaged(own) || second.addPlanned(own) {
			t.Error("the first one is told")
		}
		managed := first.addPlanned(other)
		planned := second.addManaged(other)
		if want := other == own; managed != want || planned != want {
			t.Errorf("%+v: managed %v, planned %v", other, managed, planned)
		}
		first.release(own)
		if first.addPlanned(own) {
			t.Error("still managed")
		}
	}
}
