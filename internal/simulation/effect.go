package simulation

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Operation is a change that a request makes at a vendor.
type Operation string

// The changes.
const (
	Rotate     Operation = "rotate"
	Add        Operation = "add"
	Activate   Operation = "activate"
	Deactivate Operation = "deactivate"
	Delete     Operation = "delete"
)

// Registered is a key as it is registered at a parent.
type Registered struct {
	KID      string
	Material int
	Use      string
	Active   bool
}

// Effect is one change that has happened at a vendor.
type Effect struct {
	At time.Time
	// Run is who sent the request, 0 for somebody else than the provider. Address is the
	// resource for which it was sent.
	Run     int
	Address string
	Parent  string
	Do      Operation
	// KID is the key, for a rotation the one that signs after it.
	KID string
	// Implied is true for a key that went out of use because another one was activated.
	Implied bool
	// Before and After are the registered keys of the parent.
	Before, After []Registered
}

// String is the effect in one line.
func (e Effect) String() string {
	who := "somebody else"
	if e.Run > 0 {
		who = fmt.Sprintf("run %d for %s", e.Run, e.Address)
	}
	text := fmt.Sprintf("%s %s: %s %s", e.At.Format("01-02 15:04:05"), e.Parent, e.Do, e.KID)
	if e.Implied {
		text += " (by the activation of another)"
	}
	return text + " by " + who
}

// find is a key by its kid.
func find(keys []Registered, kid string) (Registered, bool) {
	i := slices.IndexFunc(keys, func(key Registered) bool { return key.KID == kid })
	if i < 0 {
		return Registered{}, false
	}
	return keys[i], true
}

// hasActive reports whether a key of a use is active.
func hasActive(keys []Registered, use string) bool {
	return slices.ContainsFunc(keys, func(key Registered) bool { return key.Use == use && key.Active })
}

// Effects are effects in the order in which they happened.
type Effects []Effect

// String has one line per effect.
func (all Effects) String() string {
	lines := make([]string, len(all))
	for i, e := range all {
		lines[i] = e.String()
	}
	return strings.Join(lines, "\n")
}

// Since are the effects at a parent since a time.
func (all Effects) Since(parent string, begin time.Time) (some Effects) {
	for _, e := range all {
		if e.Parent == parent && !e.At.Before(begin) {
			some = append(some, e)
		}
	}
	return some
}
