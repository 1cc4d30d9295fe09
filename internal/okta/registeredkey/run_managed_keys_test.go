package registeredkey

import "testing"

func TestManagedKeys_whicheverComesSecondIsTold(t *testing.T) {
	t.Parallel()
	own := managedKey{"p", "a", "t", "1"}
	for other, want := range map[managedKey]bool{
		own: true, {"p", "a", "t", "2"}: true, {"p", "a", "t", ""}: true, {"default", "a", "t", "1"}: true,
		{"q", "a", "t", "2"}: false, {"q", "a", "t", ""}: false, {"p", "b", "t", "2"}: false, {"p", "a", "u", "1"}: false, {"p", "a", "u", ""}: false,
	} {
		var first, second runManagedKeys
		if first.addManaged(own) || second.addPlanned(own) {
			t.Error("the first one is told")
		}
		managed := first.addPlanned(other)
		planned := second.addManaged(other)
		if managed != want || planned != want {
			t.Errorf("%+v: managed %v, planned %v", other, managed, planned)
		}
		first.removeManaged(own)
		if first.addPlanned(own) {
			t.Error("still managed")
		}
	}
}
