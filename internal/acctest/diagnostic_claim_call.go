package acctest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// operation is what Terraform core asked the provider for.
type operation string

const (
	planOperation  operation = "plan"
	applyOperation operation = "apply"
	readOperation  operation = "read"
)

// parent names one parent of keys.
type parent struct {
	kind sandbox.ParentKind
	id   string
}

// keysByParent are the keys of all parents at one moment.
type keysByParent map[parent]sandbox.ParentKeys

func readKeys(s *sandbox.Sandbox) keysByParent {
	all := keysByParent{}
	for _, h := range s.AllParentKeys() {
		all[parent{h.Kind, h.ID}] = h
		if h.Alias != "" {
			all[parent{h.Kind, h.Alias}] = h
		}
	}
	return all
}

// call is one RPC: what it was, what the sandbox held before and after it, and which
// requests arrived meanwhile.
type call struct {
	operation operation
	typ       string
	mark      int
	// now is the time at the sandbox when the call ended.
	now           time.Time
	before, after keysByParent
	// requests are those that arrived, but for tokens, and journal all since the sandbox began.
	requests, journal sandbox.Entries
	// overlaps is true if another call was under way at the same time. Then it is not
	// known which requests were whose, and what they did.
	overlaps bool
	// keysWhenRecorded are the keys at the time when the object of the call was recorded.
	keysWhenRecorded []keysByParent
	// deactivated are the keys that this plan, and those before it in the walk, deactivate or delete.
	deactivated []string
	// stateEdited is true for an object that a test has changed by hand.
	stateEdited bool
	// falselyRead are the parents about which a read was answered falsely, in this call or before.
	falselyRead map[parent]bool
	// parent is the ID in the object that an apply has made, where the plan did not know it.
	parent string
	diags  Diags
}

// kindsOf are the kinds of keys that the resource types are about.
var kindsOf = map[string]sandbox.ParentKind{
	ConnectionKeys:                      sandbox.ConnectionParent,
	AuthorizationServerKeys:             sandbox.ServerParent,
	"idpkeys_okta_app_jwk":              sandbox.AppParent,
	"idpkeys_okta_app_jwks":             sandbox.AppParent,
	"idpkeys_okta_resource_server_jwk":  sandbox.ResourceServerParent,
	"idpkeys_okta_resource_server_jwks": sandbox.ResourceServerParent,
}

func (c *call) parentIn(m match) parent {
	return parent{kindsOf[c.typ], cmp.Or(m.parentID(), c.parent)}
}

// isWrite reports whether a request can change something.
func isWrite(e sandbox.Entry) bool { return e.Method != http.MethodGet && e.Method != http.MethodHead }

// writes are the requests that can change something.
func (c *call) writes() sandbox.Entries {
	return slices.DeleteFunc(slices.Clone(c.requests), func(e sandbox.Entry) bool { return !isWrite(e) })
}

// sent are the writes but for the tries that the rate limit held back, and after which the
// same request came again.
func (c *call) sent() (sent sandbox.Entries) {
	all := c.writes()
	for i, e := range all {
		again := func(later sandbox.Entry) bool { return later.Method == e.Method && later.Path == e.Path }
		if e.Status != http.StatusTooManyRequests || e.Committed || !slices.ContainsFunc(all[i+1:], again) {
			sent = append(sent, e)
		}
	}
	return sent
}

// committed are the writes that had an effect.
func (c *call) committed() sandbox.Entries {
	return slices.DeleteFunc(c.writes(), func(e sandbox.Entry) bool { return !e.Committed })
}

// entriesFor are the entries about one parent.
func (h keysByParent) entriesFor(p parent, entries sandbox.Entries) sandbox.Entries {
	held := h[p]
	return slices.DeleteFunc(slices.Clone(entries), func(e sandbox.Entry) bool {
		return !strings.Contains(e.Path, "/"+p.id+"/") && (held.ID == "" || !strings.Contains(e.Path, "/"+held.ID+"/"))
	})
}

// changes is how often the keys of a parent changed during the call, whoever did it.
func (c *call) changes(p parent) int { return c.after[p].Changes - c.before[p].Changes }

// changedByOthers reports whether somebody else changed the keys of a parent during the call.
// An activation of an encryption key may take another one out of use by itself.
func (c *call) changedByOthers(p parent) bool {
	own := c.before.entriesFor(p, c.committed())
	before, there := c.before[p]
	after, still := c.after[p]
	if there != still {
		return true
	}
	if p.kind == sandbox.ConnectionParent || p.kind == sandbox.ServerParent {
		return c.changes(p) != len(own) || len(own) == 0 && !slices.Equal(before.Keys, after.Keys)
	}
	done := map[string]int{}
	for _, effect := range c.effects(p) {
		verb, _, _ := strings.Cut(effect, " ")
		done[verb]++
	}
	asked := map[string]int{}
	for _, e := range own {
		asked[verbOf(e)]++
	}
	implied := done["deactivate"] - asked["deactivate"]
	return done["add"] != asked["add"] || done["delete"] != asked["delete"] || done["activate"] != asked["activate"] ||
		implied < 0 || implied > asked["activate"]
}

// verbOf is what a write is to do.
func verbOf(e sandbox.Entry) string {
	switch {
	case strings.HasSuffix(e.Path, "/lifecycle/activate"):
		return "activate"
	case strings.HasSuffix(e.Path, "/lifecycle/deactivate"):
		return "deactivate"
	case e.Method == http.MethodDelete:
		return "delete"
	case strings.HasSuffix(e.Path, "/rotate"), strings.HasSuffix(e.Path, "/keyRotate"):
		return "rotate"
	default:
		return "add"
	}
}

// hasFalseData reports whether the provider's data about a parent differ from the sandbox's:
// a read was answered falsely, or a test has edited the state.
func (c *call) hasFalseData(m match) bool { return c.stateEdited || c.falselyRead[c.parentIn(m)] }

// isFalse reports whether a request read something, and the answer was not the sandbox's own, or
// not of the present.
func isFalse(e sandbox.Entry) bool {
	return !isWrite(e) && (e.Fault != "" || e.Lag > 0) && e.Status == http.StatusOK
}

// refusedButExecuted reports whether the vendor refused a request that it had executed.
func (c *call) refusedButExecuted() bool {
	return slices.ContainsFunc(c.requests, func(e sandbox.Entry) bool {
		return isWrite(e) && e.Committed && e.Status >= 400 && e.Status < 500
	})
}

// visibleKeys are the keys of a parent when the provider could read them: before the call,
// after it, and when the call's object was recorded.
func (c *call) visibleKeys(p parent) (all []sandbox.ParentKeys) {
	for _, when := range append([]keysByParent{c.before, c.after}, c.keysWhenRecorded...) {
		if h, there := when[p]; there {
			all = append(all, h)
		}
	}
	return all
}

// keyOf finds a key by its kid, or by the vendor's ID if it has none.
func keyOf(h sandbox.ParentKeys, kid string) (sandbox.ParentKey, bool) {
	for _, key := range h.Keys {
		if key.KID == kid || key.KID == "" && key.ID == kid {
			return key, true
		}
	}
	return sandbox.ParentKey{}, false
}

// writesOnKey are the writes on the keys of that kid, additions aside.
func (c *call) writesOnKey(p parent, kid string, entries sandbox.Entries) sandbox.Entries {
	ids := map[string]bool{}
	for _, h := range c.visibleKeys(p) {
		for _, key := range h.Keys {
			if key.KID == kid || key.ID == kid {
				ids[key.ID] = true
			}
		}
	}
	return slices.DeleteFunc(c.before.entriesFor(p, entries), func(e sandbox.Entry) bool {
		for id := range ids {
			if strings.HasSuffix(e.Path, "/"+id) || strings.Contains(e.Path, "/"+id+"/lifecycle/") {
				return false
			}
		}
		return true
	})
}

// String is the call for the message of a failed test.
func (c *call) String() string {
	return fmt.Sprintf("%s of %s\nrequests:\n%s", c.operation, c.typ, c.requests)
}
