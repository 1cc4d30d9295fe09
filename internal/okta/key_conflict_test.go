package okta_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// planOf is one plan of a resource in the walk of a test.
type planOf struct {
	typeName string
	prior    *acctest.Object
	config   map[string]any
}

// conflictWorld is a parent with the keys a and b, which a set and two single
// resources hold, and c, which nobody holds.
type conflictWorld struct {
	*setWorld
	set, setOfA, one *acctest.Object
}

func newConflictWorld(t *testing.T, w *setWorld) conflictWorld {
	t.Helper()
	c := conflictWorld{setWorld: w}
	c.set = w.apply(nil, w.config(rsaKeys(t, "ab")))
	w.add("c", "c", inactive)
	c.set = w.refreshed(c.set)
	w.Walk(w.r)
	one, diags := w.r.Import(w.single(), w.parent+"/"+w.key("a").ID)
	if diags.Errors() > 0 {
		t.Fatal(diags)
	}
	c.one = one
	c.setOfA = w.refreshed(w.apply(nil, w.config(rsaKeys(t, "a"))))
	return c
}

// deletions are plans that take the key a away, or for exclusive the key c.
func (c conflictWorld) deletions() map[string]planOf {
	t := c.t
	return map[string]planOf{
		"single key destroyed":               {c.single(), c.one, nil},
		"single key replaced":                {c.single(), c.one, c.configOf("d")},
		"set destroyed":                      {c.typeName, c.set, nil},
		"key taken out of the set":           {c.typeName, c.set, c.config(rsaKeys(t, "b"))},
		"destroyed, and only deactivated":    {c.single(), c.onDestroy("deactivate"), nil},
		"other material in place of the key": {c.typeName, c.set, c.config(with(rsaKeys(t, "b"), "a", rsaPEM(t, 4)))},
	}
}

// kept are plans that keep the key a, or add it.
func (c conflictWorld) kept() map[string]planOf {
	t := c.t
	return map[string]planOf{
		"single key stays":   {c.single(), c.one, c.configOf("a")},
		"single key created": {c.single(), nil, c.configOf("a")},
		"set stays":          {c.typeName, c.setOfA, c.config(rsaKeys(t, "a"))},
		"set created":        {c.typeName, nil, c.config(rsaKeys(t, "a"))},
		"set takes it in":    {c.typeName, c.setOfA, c.config(rsaKeys(t, "ad"))},
	}
}

func (c conflictWorld) configOf(kid string) map[string]any { return c.setWorld.one(kid) }

func (c conflictWorld) onDestroy(how string) *acctest.Object {
	c.t.Helper()
	c.Walk(c.r)
	plan := c.r.Plan(c.single(), c.one, acctest.Merge(c.configOf("a"), map[string]any{"on_destroy": how}))
	object, diags := c.r.Apply(plan, nil)
	if diags.Errors() > 0 {
		c.t.Fatal(diags)
	}
	return object
}

// plans plans each in one walk, and returns what was said.
func (c conflictWorld) plans(all ...planOf) (diags acctest.Diags) {
	c.t.Helper()
	c.Walk(c.r)
	for _, p := range all {
		plan := c.r.Plan(p.typeName, p.prior, p.config)
		diags = append(diags, plan.Diags...)
		if plan.Replace { // core plans the create too
			diags = append(diags, c.r.Plan(p.typeName, nil, p.config).Diags...)
		}
	}
	return diags
}

// A key that one resource deletes and another one keeps or adds is refused in the
// plan, whichever of the two is planned first.
func TestKeyConflict_deletedAndKeptInEitherOrder(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setWorld) {
		c := newConflictWorld(t, w)
		deletions, kept := c.deletions(), c.kept()
		sent := w.Journal().Len()
		for gone, deletion := range deletions {
			for stays, keeper := range kept {
				name := gone + ", " + stays
				first, second := c.plans(deletion, keeper), c.plans(keeper, deletion)
				for order, diags := range map[string]acctest.Diags{"deleted first": first, "kept first": second} {
					if diags.Errors() != 1 || !diags.Has("ERROR", `Key "a" would be deleted`, "("+w.parent+")", deletion.typeName, keeper.typeName, "Nothing was sent", "destroy = false") {
						t.Errorf("%s, %s:\n%s", name, order, diags)
					}
				}
			}
		}
		if writes := w.writes(sent); len(writes) > 0 {
			t.Errorf("sent %q", writes)
		}
	})
}

// An exclusive set deletes the keys that it does not have; one that a resource of
// its own holds is such a key, and the two would fight for ever.
func TestKeyConflict_exclusiveSetBesideASingleKey(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setWorld) {
		c := newConflictWorld(t, w)
		setOfB := w.refreshed(w.apply(nil, w.config(rsaKeys(t, "b"))))
		exclusive := planOf{w.typeName, setOfB, w.config(rsaKeys(t, "b"), map[string]any{"exclusive": true})}
		single := planOf{w.single(), c.one, c.configOf("a")}
		for _, diags := range []acctest.Diags{c.plans(exclusive, single), c.plans(single, exclusive)} {
			if diags.Errors() != 1 || !diags.Has("ERROR", `Key "a" would be deleted`, w.single(), w.typeName) {
				t.Errorf("not refused:\n%s", diags)
			}
		}
	})
}

// What is no conflict: destroying all holders, a key of the same material under
// another kid, -replace, and two holders of which none deletes.
func TestKeyConflict_none(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setWorld) {
		c := newConflictWorld(t, w)
		sameMaterial := acctest.Merge(c.configOf("a"), map[string]any{"kid": "other"})
		for name, plans := range map[string][]planOf{
			"all destroyed":                  {{w.single(), c.one, nil}, {w.typeName, c.set, nil}, {w.typeName, c.setOfA, nil}},
			"another kid, the same material": {{w.single(), c.one, nil}, {w.single(), nil, sameMaterial}},
			"-replace of the single key":     {{w.single(), c.one, c.configOf("a")}, {w.single(), nil, c.configOf("a")}, {w.typeName, c.set, w.config(rsaKeys(t, "ab"))}},
			"another key":                    {{w.single(), c.one, nil}, {w.typeName, nil, w.config(rsaKeys(t, "b"))}},
		} {
			if diags := c.plans(plans...); diags.Errors() > 0 {
				t.Errorf("%s:\n%s", name, diags)
			}
		}
	})
}

// A resource that is replaced by one with the same key keeps the key: nothing is sent
// for it, and no moment is without it. So with -replace, and where it is tainted.
func TestKeyConflict_replacedByTheSameKeys(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"delete", "deactivate"} {
		both(t, func(t *testing.T, w *setWorld) {
			config := w.config(rsaKeys(t, "ab"), map[string]any{"on_destroy": how})
			if w.ofServer() {
				config["active_kid"] = "a"
			}
			object := w.apply(nil, config)
			already := fmt.Sprint(w.happened())
			w.Walk(w.r)
			anew := w.r.Plan(w.typeName, nil, config)
			w.Walk(w.r)
			_, gone := w.r.Apply(w.r.Deletion(object, anew), nil)
			if gone.Errors() > 0 || !gone.Has("WARNING", "keys stay registered", `"a", "b"`, "nothing was sent") {
				t.Errorf("the delete says:\n%s", gone)
			}
			next, diags := w.r.Apply(anew, nil)
			if diags.Errors() > 0 || diags.Has("taken over") {
				t.Errorf("the create says:\n%s", diags)
			}
			if now := fmt.Sprint(w.happened()); now != already {
				t.Errorf("effects %s, want %s", now, already)
			}
			w.clean(next, config)
		})
	}
}

// The same for one key, active for a long time by then.
func TestKeyConflict_singleKeyReplacedByTheSame(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"delete", "deactivate", "abandon"} {
		w := newAppWorld(t, sandbox.OktaApp{})
		config := w.config(rsaPEM(t, 0), map[string]any{"kid": "a", "on_destroy": how})
		object := w.apply(nil, config)
		w.Clock().Advance(48 * time.Hour)
		w.Walk(w.r)
		next, diags := w.exchange(object, config, false)
		if diags.Errors() > 0 || diags.Has("was taken over") || diags.Has("so these stay registered") != (how != "abandon") {
			t.Errorf("%s:\n%s", how, diags)
		}
		w.effects("add a")
		w.clean(next, config)
	}
}
