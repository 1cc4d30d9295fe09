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

	mu       sync.Mutex
	running  map[*call]bool
	deceived map[place]bool
}

func newObserver(t testing.TB, box *sandbox.Sandbox) *observer {
	meets(t, nil, nil)
	return &observer{t: t, box: box, running: map[*call]bool{}, deceived: map[place]bool{}}
}

// begin is before an RPC about an object, which is nil where there is none yet. A nil
// observer sees nothing.
func (o *observer) begin(a act, typ string, object *Object) *call {
	c := &call{act: a, typ: typ}
	if o == nil {
		return c
	}
	if object != nil {
		c.told, c.edited = object.told, object.edited
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	c.mark, c.before = o.box.Journal().Len(), holdingsOf(o.box)
	for other := range o.running {
		c.overlaps, other.overlaps = true, true
	}
	o.running[c] = true
	return c
}

// end is after it. What was said is compared, and returned: an apply is held against it.
func (o *observer) end(c *call, diags Diags) []said {
	if o == nil {
		return nil
	}
	o.t.Helper()
	o.complete(c, diags)
	all, problems := review(c)
	for _, problem := range problems {
		o.t.Error(problem)
	}
	if !c.overlaps {
		meets(o.t, all, nil)
	}
	return all
}

// complete fills in what became of the call.
func (o *observer) complete(c *call, diags Diags) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.running, c)
	c.after, c.now, c.diags = holdingsOf(o.box), o.box.Clock().Now(), diags
	c.journal = o.box.Journal().Entries()
	c.requests = slices.DeleteFunc(slices.Clone(c.journal[c.mark:]), sandbox.Entry.IsToken)
	c.deceived = map[place]bool{}
	for p := range c.after {
		now := c.after.at(p, c.requests)
		switch {
		case slices.ContainsFunc(now, isFalse):
			o.deceived[p], c.deceived[p] = true, true
		case slices.ContainsFunc(now, func(e sandbox.Entry) bool { return usable(e) && strings.HasSuffix(e.Path, listOf[p.kind]) }):
			c.deceived[p] = o.deceived[p] && len(c.told) > 0 // the state may still tell the old
			o.deceived[p] = false
		default:
			c.deceived[p] = o.deceived[p]
		}
	}
}

// listOf is how the path of a list of keys ends.
var listOf = map[sandbox.ParentKind]string{
	sandbox.ConnectionParent: "/keys", sandbox.ServerParent: "/credentials/keys",
	sandbox.AppParent: "/credentials/jwks", sandbox.ResourceServerParent: "/resourceservercredentials/keys",
}

// carriedOut compares what a plan said is going to happen with what happened: c has
// applied it. An error leaves most of it open, and so does what somebody else did since.
func (o *observer) carriedOut(c *call, promises []said) {
	if o == nil || c.overlaps {
		return
	}
	o.t.Helper()
	for _, p := range promises {
		where := c.place(p.match)
		failed := c.diags.Errors() > 0 && !p.statement.refuses
		if p.statement.promise == nil || failed || c.disturbed(where) || p.keys[where].Changes != c.before[where].Changes {
			continue
		}
		if err := p.statement.promise(c, p.match); err != nil {
			o.t.Errorf("a plan says what its apply does not keep: %v\n%s\n%s", err, p.text, c)
		}
		meets(o.t, nil, []said{p})
	}
}
