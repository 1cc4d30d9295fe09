package okta_test

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// ifUnneeded is the argument.
func ifUnneeded() map[string]any { return map[string]any{"on_destroy": "delete_if_unneeded"} }

// destroyed destroys an object, and returns what the plan and the apply said.
func (w *setFixture) destroyed(object *acctest.Object) acctest.Diags {
	w.t.Helper()
	plan := w.planned(object, nil)
	w.Walk(w.r)
	left, diags := w.r.Apply(plan, nil)
	if left.Exists() || diags.Errors() > 0 {
		w.t.Errorf("not destroyed:\n%s", diags)
	}
	return append(plan.Diags, diags...)
}

// A set is destroyed, and the key that is still needed stays, with its name and why.
func TestJWKSDeleteIfUnneeded_leavesWhatIsNeeded(t *testing.T) {
	t.Parallel()
	server, app := newServerSet(t, encrypting), newAppSet(t, sandbox.OktaApp{})
	withEnc := with(rsaKeys(t, "ab"), "e", acctest.Merge(rsaPEM(t, 4), map[string]any{"use": "enc"}))
	for _, c := range []struct {
		w       *setFixture
		config  map[string]any
		kid     string
		setting string
	}{
		{server, server.config(rsaKeys(t, "ab"), activeKID("a"), ifUnneeded()), "a", "access tokens are encrypted"},
		{app, app.config(withEnc, ifUnneeded()), "b", "private_key_jwt"},
	} {
		object := c.w.apply(nil, c.config)
		diags := c.w.destroyed(object)
		if !diags.Has("WARNING", `Key "`+c.kid+`" stays registered if it is still needed`, c.w.parent, c.setting) ||
			!diags.Has("WARNING", `Key "`+c.kid+`" stays registered (`, c.w.parent, c.setting, "Nothing was sent to deactivate or delete it") {
			t.Errorf("said:\n%s", diags)
		}
		c.w.expectStatuses(map[string]string{c.kid: active})
	}
}

// Without a need all goes, and so does an active key beside an active one of somebody else.
func TestJWKSDeleteIfUnneeded_deletesWhatIsNot(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, w *setFixture) {
		more := ifUnneeded()
		if w.ofServer() {
			more["active_kid"] = "a"
		}
		diags := w.destroyed(w.apply(nil, w.config(rsaKeys(t, "ab"), more)))
		w.expectStatuses(nil)
		if diags.Has("stays registered") {
			t.Errorf("said:\n%s", diags)
		}
	})
	w := newAppSet(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaKeys(t, "a"), ifUnneeded()))
	w.add("x", "x", active)
	w.destroyed(w.refreshed(object))
	w.expectStatuses(map[string]string{"x": active})
}

// What no setting explains, and Okta refuses all the same, stays as well.
func TestJWKSDeleteIfUnneeded_leavesWhatOktaRefuses(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, requestObjects)
	diags := w.destroyed(w.apply(nil, w.config(rsaKeys(t, "ab"), ifUnneeded())))
	if !diags.Has("WARNING", `Key "b" stays registered (`, "could not be deactivated", "request_object") {
		t.Errorf("said:\n%s", diags)
	}
	w.expectStatuses(map[string]string{"b": active})
}

// What the parent needs cannot be read: nothing is sent, and the resource stays.
func TestJWKSDeleteIfUnneeded_failsClosed(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(rsaKeys(t, "a"), ifUnneeded()))
	plan := w.planned(object, nil)
	w.Inject(sandbox.Fault{Match: sandbox.OnApp, Times: -1, Answer: sandbox.Status(403)})
	mark := w.Journal().Len()
	w.Walk(w.r)
	if left, diags := w.r.Apply(plan, nil); !left.Exists() || !diags.Has("ERROR", "Unable to read") || len(w.writes(mark)) > 0 {
		t.Errorf("sent %q:\n%s", w.writes(mark), diags)
	}
}

// Single keys: whichever goes last stays, in either order of the plan and of the apply.
func TestAppJWKDeleteIfUnneeded_theLastOneStays(t *testing.T) {
	t.Parallel()
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		w := newAppFixture(t, sandbox.OktaApp{})
		objects := []*acctest.Object{w.apply(nil, w.config(sigPair(t, 0), ifUnneeded())), w.apply(nil, w.config(sigPair(t, 1), ifUnneeded()))}
		w.Walk(w.r)
		var plans []*acctest.Planned
		for _, i := range order {
			plans = append(plans, w.r.Plan(appJWKType, objects[i], nil))
		}
		if plans[0].Diags.Has("stays registered") || !plans[1].Diags.Has("WARNING", "stays registered if it is still needed", "private_key_jwt") {
			t.Errorf("%v:\n%s\n%s", order, plans[0].Diags, plans[1].Diags)
		}
		w.Walk(w.r)
		var said []bool
		for _, plan := range plans {
			left, diags := w.r.Apply(plan, nil)
			if left.Exists() || diags.Errors() > 0 {
				t.Errorf("not destroyed:\n%s", diags)
			}
			said = append(said, diags.Has("WARNING", "stays registered (", "private_key_jwt"))
		}
		if !slices.Equal(said, []bool{false, true}) {
			t.Errorf("%v: said %v", order, said)
		}
		w.expectStatuses(map[string]string{[]string{"a", "b"}[order[1]]: active})
	}
}

// The key with which the provider signs in stays, and does not block the destroy.
func TestAppJWKDeleteIfUnneeded_theProvidersOwnKey(t *testing.T) {
	t.Parallel()
	s, own, _ := ownApps(t)
	w := appFixtureAt(t, s, s.RPC(), own)
	object := w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "own"}, ifUnneeded()))
	plan := w.planned(object, nil)
	w.Walk(w.r)
	left, diags := w.r.Apply(plan, nil)
	for when, said := range map[string]acctest.Diags{"plan": plan.Diags, "apply": diags} {
		if !said.Has("WARNING", `Key "own" stays registered (`, "this provider signs in") || said.Errors() > 0 {
			t.Errorf("%s:\n%s", when, said)
		}
	}
	if left.Exists() {
		t.Error("the resource is still in the state")
	}
	w.expectEffects("add own")
}

// At a server, the same.
func TestResourceServerJWKDeleteIfUnneeded(t *testing.T) {
	t.Parallel()
	for _, alg := range []string{"", encryption} {
		w := newServerFixture(t, sandbox.OktaAuthorizationServer{})
		object := w.apply(nil, w.config(0, "a", ifUnneeded(), ofStatus(active)))
		w.Okta().SetAccessTokenEncryption(w.id, alg)
		plan := w.planned(object, nil)
		w.Walk(w.r)
		left, diags := w.r.Apply(plan, nil)
		if left.Exists() || diags.Errors() > 0 || diags.Has("WARNING", `Key "a" stays registered (`, "access tokens are encrypted") != (alg != "") {
			t.Errorf("encryption %q:\n%s", alg, diags)
		}
		want := map[string]string{"a": active}
		if alg == "" {
			want = nil
		}
		w.expectStatuses(want)
	}
}

// A replacement is no destroy: the old key is not left behind in silence.
func TestAppJWKDeleteIfUnneeded_aReplacementIsRefusedAsEver(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	object := w.apply(nil, w.config(sigPair(t, 0), ifUnneeded()))
	_, diags := w.replace(object, w.config(rsaPEM(t, 2), map[string]any{"kid": "c"}, ifUnneeded()), false)
	if !diags.Has("ERROR", "Unable to deactivate", `key "a" stays as it is`, "Set lifecycle { create_before_destroy = true }") {
		t.Errorf("said:\n%s", diags)
	}
	w.expectStatuses(map[string]string{"a": active})
	// What the error says helps.
	object, diags = w.replace(object, w.config(rsaPEM(t, 2), map[string]any{"kid": "c"}, ifUnneeded()), true)
	if diags.Errors() > 0 || !object.Exists() {
		t.Error(diags)
	}
	w.expectStatuses(map[string]string{"c": active})
}
