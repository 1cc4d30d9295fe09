package yearsimulation

import (
	"fmt"
	"slices"
	"time"
)

// handHour is how long after a night somebody rotates keys by hand.
const handHour = 10*time.Hour + 30*time.Minute

// handRotation is a rotation by hand, and what it may break.
type handRotation struct {
	parent string
	times  int
}

// handRotations are the rotations by hand, by the night after which they are made. One rotation breaks nothing: its key
// was next before, so that everybody has it. The second of two makes a key current that nobody could have.
var handRotations = map[int]handRotation{
	20: {serverParent, 1}, 33: {connectionParent, 1}, 45: {connectionParent, 2}, 47: {serverParent, 2},
	101: {connectionParent, 1}, 152: {serverParent, 1}, 203: {connectionParent, 2}, 261: {serverParent, 2},
}

// breakage is the use of keys by one party, which somebody has broken by hand.
type breakage struct {
	party     string
	kids      []string
	at, until time.Time
	what      string
	failures  int
}

// rotateByHand rotates keys by hand if this night is one after which somebody does.
func (f *fixture) rotateByHand() {
	hand, due := handRotations[f.night]
	if !due || !f.options.Disturbed {
		return
	}
	f.passTo(f.nightStart().Add(handHour))
	f.byHand = true
	defer func() { f.byHand = false }()
	before := f.records.signs[hand.parent]
	for range hand.times {
		if hand.parent == connectionParent {
			f.box.Auth0().Rotate(f.connection)
		} else {
			f.box.Okta().Rotate(f.server)
		}
		f.observe()
	}
	f.report.RotationsByHand += hand.times
	if hand.times > 1 {
		f.broke(hand, before)
	}
}

// broke notes what two rotations at once break: the connection signs with a key that Okta gets by the next apply that
// succeeds, and the server with one that is not in the caches. The key with which it signed before is published no more, so
// a verifier that fetches the keys now cannot verify the tokens of before.
func (f *fixture) broke(hand handRotation, before string) {
	signs := f.records.signs[hand.parent]
	b := &breakage{party: connectionParty, kids: []string{signs}, at: f.now(), until: f.nightStart().Add(3 * day)}
	b.what = "Okta had not been given the key"
	if hand.parent == serverParent {
		b.party, b.kids, b.until = verifierParty, []string{signs, before}, f.now().Add(cacheLife+2*time.Hour)
		b.what = fmt.Sprintf("no verifier had the key in its cache, and key %s is published no more", f.records.name(hand.parent, before))
	}
	b.what = fmt.Sprintf("%s was rotated by hand twice at once, to key %s: %s", hand.parent, f.records.name(hand.parent, signs), b.what)
	f.breakages = append(f.breakages, b)
}

// failed notes that a party has failed with a key: it counts for the hand that broke it, or else is a violation.
func (f *fixture) failed(party, kid string, err error) {
	for _, b := range f.breakages {
		if b.party == party && slices.Contains(b.kids, kid) && !f.now().After(b.until) {
			b.failures++
			f.report.FailedByHand++
			return
		}
	}
	f.report.Failed++
	f.violatef("%s: %s with key %s: %v", f.now().Format("2006-01-02 15:04"), party, kid, err)
}
