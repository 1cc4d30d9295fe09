package acctest

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// observer compares what the calls of all providers of one sandbox say with what the
// sandbox did. Calls that overlap are not held against requests. Those of others than its
// providers, such as a CLI, cannot be told apart: no test has them in the middle of a call.
type observer struct {
	t   testing.TB
	box *sandbox.Sandbox

	mu          sync.Mutex
	running     map[*call]bool
	falselyRead map[parent]bool
}

func newObserver(t testing.TB, box *sandbox.Sandbox) *observer {
	recordCoverage(t, nil, nil)
	return &observer{t: t, box: box, running: map[*call]bool{}, falselyRead: map[parent]bool{}}
}

// beginCall runs before an RPC about an object, which is nil if there is none yet. A nil
// observer does nothing.
func (o *observer) beginCall(a operation, typ string, object *Object) *call {
	c := &call{operation: a, typ: typ}
	if o == nil {
		return c
	}
	if object != nil {
		c.keysWhenRecorded, c.stateEdited = object.keysWhenRecorded, object.stateEdited
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	c.mark, c.before = o.box.Journal().Len(), readKeys(o.box)
	for other := range o.running {
		c.overlaps, other.overlaps = true, true
	}
	o.running[c] = true
	return c
}

// endCall runs after it. It compares the diagnostics and returns their claims: the
// promises of a plan are compared with its apply.
func (o *observer) endCall(c *call, diags Diags) []reported {
	if o == nil {
		return nil
	}
	o.t.Helper()
	o.completeCall(c, diags)
	all, problems := compareAll(c)
	for _, problem := range problems {
		o.t.Error(problem)
	}
	if !c.overlaps {
		recordCoverage(o.t, all, nil)
	}
	return all
}

// completeCall fills in what became of the call.
func (o *observer) completeCall(c *call, diags Diags) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.running, c)
	c.after, c.now, c.diags = readKeys(o.box), o.box.Clock().Now(), diags
	c.journal = o.box.Journal().Entries()
	c.requests = slices.DeleteFunc(slices.Clone(c.journal[c.mark:]), sandbox.Entry.IsToken)
	c.falselyRead = map[parent]bool{}
	for p := range c.after {
		now := c.after.entriesFor(p, c.requests)
		switch {
		case slices.ContainsFunc(now, isFalse):
			o.falselyRead[p], c.falselyRead[p] = true, true
		case slices.ContainsFunc(now, func(e sandbox.Entry) bool { return usable(e) && strings.HasSuffix(e.Path, listPaths[p.kind]) }):
			c.falselyRead[p] = o.falselyRead[p] && len(c.keysWhenRecorded) > 0 // the state may still tell the old
			o.falselyRead[p] = false
		default:
			c.falselyRead[p] = o.falselyRead[p]
		}
	}
}

// listPaths is how the path of a list of keys ends.
var listPaths = map[sandbox.ParentKind]string{
	sandbox.ConnectionParent: "/keys", sandbox.ServerParent: "/credentials/keys",
	sandbox.AppParent: "/credentials/jwks", sandbox.ResourceServerParent: "/resourceservercredentials/keys",
}

// checkPromises compares what a plan promised with what happened: c has
// applied it. An error leaves most of it open, and so does what somebody else did since.
func (o *observer) checkPromises(c *call, promises []reported) {
	if o == nil || c.overlaps {
		return
	}
	o.t.Helper()
	for _, p := range promises {
		where := c.parentIn(p.match)
		failed := c.diags.Errors() > 0 && !p.claim.refuses
		if p.claim.promise == nil || failed || c.changedByOthers(where) || p.keys[where].Changes != c.before[where].Changes {
			continue
		}
		if err := p.claim.promise(c, p.match); err != nil {
			o.t.Errorf("a plan says what its apply does not keep: %v\n%s\n%s", err, p.text, c)
		}
		recordCoverage(o.t, nil, []reported{p})
	}
}
