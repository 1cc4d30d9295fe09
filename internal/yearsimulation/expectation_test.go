package yearsimulation

import (
	"slices"
	"strings"
	"testing"
)

// texts are transitions as text.
func texts(all []Transition) (lines []string) {
	for _, t := range all {
		lines = append(lines, t.String())
	}
	return lines
}

// A schedule of a few days, counted by hand.
func TestExpected_isThatOfTheSchedule(t *testing.T) {
	t.Parallel()
	s := Schedule{
		ConnectionPeriod: 4, ConnectionDeactivate: 1, ConnectionDelete: 2,
		BillingFirst: 2, BillingEvery: 20, BillingDeactivate: 3, BillingDelete: 5,
		APIFirst: 1, APIEvery: 20, APIActivate: 1, APIDelete: 4,
		ServerPeriod: 3, ServerMinAge: 36, NextReplaced: []int{5},
	}
	want := []string{
		"night 000: Okta app of the connection: add A",
		"night 000: Okta app of the connection: add B",
		"night 001: Encryption keys of the API: add api-1",
		"night 002: Okta app deployed over days: add app-1",
		"night 002: Signing keys of the authorization server: rotate B",
		"night 003: Auth0 connection: rotate B",
		"night 003: Encryption keys of the API: activate api-1",
		"night 003: Encryption keys of the API: deactivate api-0",
		"night 003: Okta app of the connection: add C",
		"night 005: Okta app of the connection: deactivate A",
		"night 006: Encryption keys of the API: delete api-0",
		"night 006: Okta app deployed over days: deactivate app-0",
		"night 006: Okta app of the connection: delete A",
		"night 008: Auth0 connection: rotate C",
		"night 008: Okta app deployed over days: delete app-0",
		"night 008: Okta app of the connection: add D",
		"night 008: Signing keys of the authorization server: rotate D",
	}
	if got := texts(Expected(s, 9)); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLetters(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 27: "AB", 52: "BA"} {
		if got := letters(i); got != want {
			t.Errorf("key %d is %s, want %s", i, got, want)
		}
	}
}

func TestChangesUpTo(t *testing.T) {
	t.Parallel()
	for night, want := range map[int]int{0: 0, 9: 0, 10: 1, 69: 1, 70: 2, 130: 3} {
		if got := changesUpTo(night, 10, 60); got != want {
			t.Errorf("up to night %d: %d changes, want %d", night, got, want)
		}
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	a, b, c := Transition{Night: 1, Do: "add", Key: "a"}, Transition{Night: 2, Do: "add", Key: "b"}, Transition{Night: 3, Do: "add", Key: "c"}
	if got, want := difference([]Transition{a, a, b}, []Transition{a, b, c}), "+1 "+a.String()+"\n-1 "+c.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
