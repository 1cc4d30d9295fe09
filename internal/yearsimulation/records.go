package yearsimulation

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The parents, as the time line calls them.
const (
	connectionParent = "Auth0 connection"
	workforceParent  = "Okta app of the connection"
	billingParent    = "Okta app deployed over days"
	apiParent        = "Encryption keys of the API"
	serverParent     = "Signing keys of the authorization server"
)

// allParents are the parents in the order of the time line.
var allParents = []string{connectionParent, workforceParent, billingParent, apiParent, serverParent}

// rotate is what a transition does that is a rotation. The others are the effects of the sandbox: add, activate,
// deactivate and delete.
const rotate = "rotate"

// Transition is one change of keys that has taken effect.
type Transition struct {
	At     time.Time
	Night  int
	Parent string
	// Do is what happened, to the key of that name. A rotation is of the key that signs from then on.
	Do, Key string
	// ByHand is true if somebody did it, and no apply.
	ByHand bool
}

// String is the transition in one line, without its time, in a form that sorts by nights.
func (t Transition) String() string {
	return fmt.Sprintf("night %03d: %s: %s %s", t.Night, t.Parent, t.Do, t.Key)
}

// records are what has happened so far.
type records struct {
	transitions []Transition
	// effects and rotations count what was seen of them, by parent.
	effects, rotations map[string]int
	// signs is the kid of the key that signs, by parent, and names are the kids of keys that a vendor has made, in
	// the order in which they appeared.
	signs map[string]string
	names map[string][]string
	// said are the diagnostics of each night.
	said map[int][]string
	// days has, for each night, a letter for each key by parent and name.
	days []map[string]map[string]rune
}

func newRecords() records {
	return records{
		effects: map[string]int{}, rotations: map[string]int{}, signs: map[string]string{}, names: map[string][]string{}, said: map[int][]string{},
	}
}

// madeBy is the parent whose vendor has made the keys of a parent: those of an app may be those of the connection.
func madeBy(parent string) string {
	if parent == workforceParent {
		return connectionParent
	}
	return parent
}

// name is what the time line calls a key: A, B and so on if a vendor has made it, else its kid.
func (r *records) name(parent, kid string) string {
	i := slices.Index(r.names[madeBy(parent)], kid)
	if i < 0 {
		return kid
	}
	return letters(i)
}

// letters are A to Z, and then AA and so on.
func letters(i int) string {
	name := string(rune('A' + i%26))
	if i < 26 {
		return name
	}
	return letters(i/26-1) + name
}

// meet gives a name to a key that a vendor has made.
func (r *records) meet(parent, kid string) {
	if !slices.Contains(r.names[parent], kid) {
		r.names[parent] = append(r.names[parent], kid)
	}
}

// observe notes what has happened to the keys since the last time.
func (f *fixture) observe() {
	f.observeRotations(connectionParent, f.box.Auth0().Rotations(f.connection), f.connectionKeys())
	f.observeRotations(serverParent, f.box.Okta().Rotations(f.server), f.serverKeys())
	org := f.box.Okta()
	f.observeEffects(workforceParent, org.AppKeyEffects(f.workforceApp))
	f.observeEffects(billingParent, org.AppKeyEffects(f.billingApp))
	f.observeEffects(apiParent, org.ResourceServerKeyEffects(f.server))
}

// rolesOfKeys are the kids of the keys that a vendor rotates.
type rolesOfKeys struct{ current, next, previous string }

func (f *fixture) connectionKeys() rolesOfKeys {
	kids := map[string]string{}
	for _, key := range f.box.Auth0().Keys(f.connection) {
		kids[string(key.Role)] = key.KID
	}
	return rolesOfKeys{kids["current"], kids["next"], kids["previous"]}
}

func (f *fixture) serverKeys() rolesOfKeys {
	kids := map[string]string{}
	for _, key := range f.box.Okta().SigningKeys(f.server) {
		kids[key.Status] = key.KID
	}
	return rolesOfKeys{kids["ACTIVE"], kids["NEXT"], kids["EXPIRED"]}
}

// observeRotations notes the rotations of a parent.
func (f *fixture) observeRotations(parent string, rotations int, keys rolesOfKeys) {
	r := &f.records
	r.meet(parent, keys.current)
	if keys.next != "" {
		r.meet(parent, keys.next)
	}
	r.signs[parent] = keys.current
	for ; r.rotations[parent] < rotations; r.rotations[parent]++ {
		f.happened(parent, rotate, keys.current)
	}
}

// observeEffects notes the effects on the registered keys of a parent.
func (f *fixture) observeEffects(parent string, effects []string) {
	for _, effect := range effects[f.records.effects[parent]:] {
		do, kid, _ := strings.Cut(effect, " ")
		f.happened(parent, do, kid)
	}
	f.records.effects[parent] = len(effects)
}

// happened notes a transition.
func (f *fixture) happened(parent, do, kid string) {
	f.records.transitions = append(f.records.transitions, Transition{
		At: f.now(), Night: f.night, Parent: parent, Do: do, Key: f.records.name(parent, kid), ByHand: f.byHand,
	})
}
