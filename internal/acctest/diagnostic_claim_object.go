package acctest

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// recordKeys records the keys of the sandbox at the time when a call recorded the object. An
// object that did not change keeps those of before.
func (o *Object) recordKeys(c *call, before *Object) {
	o.keysWhenRecorded = []keysByParent{c.before, c.after}
	if before != nil {
		o.stateEdited = before.stateEdited && o.Value.Equal(before.Value)
		if o.Value.Equal(before.Value) || c.diags.Errors() > 0 {
			o.keysWhenRecorded = append(o.keysWhenRecorded, before.keysWhenRecorded...)
		}
	}
	o.keysWhenRecorded = slices.DeleteFunc(o.keysWhenRecorded, func(h keysByParent) bool { return h == nil })
}

// parentArguments name the parent of a resource.
var parentArguments = []string{"connection_id", "authorization_server_id", "app_id"}

// parentOf is the parent's ID in an object, empty where there is none.
func parentOf(o *Object) (id string) {
	if !o.Exists() {
		return ""
	}
	for _, name := range parentArguments {
		if text, ok := memberText(o.Value, name); ok {
			id = text
		}
	}
	return id
}

// memberText is an attribute that is a known text.
func memberText(v tftypes.Value, name string) (text string, ok bool) {
	member, there := membersOf(v)[name]
	return text, there && member.IsKnown() && !member.IsNull() && member.As(&text) == nil
}

// deactivatedKeys records which keys a plan takes out of use, and returns those of all plans
// of the walk.
func (r *RPC) deactivatedKeys(p *Planned) []string {
	now, then := activeIn(p.prior), map[string]bool{}
	if p.config != nil && !p.Replace && p.Diags.Errors() == 0 {
		then = activeIn(&Object{Value: p.Value})
	}
	for kid := range now {
		if !then[kid] {
			*r.walk = append(*r.walk, kid)
		}
	}
	return slices.Clone(*r.walk)
}

// activeIn are the kids of the keys that an object has ACTIVE, of one key or of a set.
func activeIn(o *Object) map[string]bool {
	kids := map[string]bool{}
	if !o.Exists() {
		return kids
	}
	note := func(kid string, v tftypes.Value) {
		if status, ok := memberText(v, "status"); ok && status == "ACTIVE" {
			kids[kid] = true
		}
	}
	if kid, ok := memberText(o.Value, "kid"); ok {
		note(kid, o.Value)
	}
	for _, attribute := range []string{"keys", "retiring"} {
		if keys, ok := membersOf(o.Value)[attribute]; ok && keys.IsKnown() && !keys.IsNull() {
			for kid, key := range membersOf(keys) {
				note(kid, key)
			}
		}
	}
	return kids
}
