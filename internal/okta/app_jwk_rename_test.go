package okta_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A resource is renamed without a moved block: the old one is destroyed and the
// new one created, at once. The new one must not take the key over between the
// two requests of the old one.
func TestAppJWKRename_theKeyIsNotTakenOverWhileItIsDeleted(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}})
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	gone, create := w.planned(object, nil), w.planned(nil, c)
	w.Walk(w.r)
	var renamed *acctest.Object
	var diags acctest.Diags
	created := make(chan struct{})
	var quiet func()
	quiet = w.After(sandbox.OnAppKeyDeactivate, func() {
		quiet()
		go func() {
			defer close(created)
			renamed, diags = w.r.Apply(create, nil)
		}()
		<-time.After(100 * time.Millisecond) // it waits for its turn by then
	})
	_, more := w.r.Apply(gone, nil)
	<-created
	if diags.Errors()+more.Errors() > 0 {
		t.Fatalf("%s\n%s", more, diags)
	}
	w.expectEffects("add a", "deactivate a", "delete a", "add a")
	w.expectNoChanges(renamed, c)
}

// The lock is given up for waiting. What was taken over meanwhile stays.
func TestAppJWKRename_whatIsTakenOverWhileWaitingStays(t *testing.T) {
	t.Parallel()
	var meanwhile func()
	var once sync.Once
	w := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithWaiter(func(ctx context.Context, _ time.Duration) error {
		once.Do(func() { meanwhile() })
		return ctx.Err()
	}))
	a, b := encPair(w)
	w.Okta().SetIDTokenEncryption(w.app, encryption)
	ca, cb := w.config(rsaPEM(t, 0), enc("a"), ofStatus(inactive)), w.config(rsaPEM(t, 1), enc("b"), ofStatus(active))
	gone, create := w.planned(a, nil), w.planned(nil, ca)
	w.Walk(w.r)
	activate := w.r.Plan(appJWKType, b, cb)
	var renamed *acctest.Object
	var diags acctest.Diags
	meanwhile = func() {
		_, activated := w.r.Apply(activate, nil)
		var taken acctest.Diags
		renamed, taken = w.r.Apply(create, nil)
		diags = append(activated, taken...)
	}
	_, more := w.r.Apply(gone, nil)
	if diags.Errors()+more.Errors() > 0 || !diags.Has("WARNING", "was taken over") || !more.Has("WARNING", "was left in place", `"a"`) {
		t.Fatalf("%s\n%s", more, diags)
	}
	w.expectEffects("add a", "add b", "activate b", "deactivate a")
	w.expectNoChanges(renamed, ca)
}

// Somebody activates the key while its deletion waits: it is not deleted active.
func TestAppJWKRename_whatIsActiveAgainAfterWaitingIsRefusedOnceMore(t *testing.T) {
	t.Parallel()
	var meanwhile func()
	var once sync.Once
	w := newAppFixture(t, sandbox.OktaApp{}, idpkeys.WithWaiter(func(ctx context.Context, _ time.Duration) error {
		once.Do(func() { meanwhile() })
		return ctx.Err()
	}))
	a, b := encPair(w)
	w.Okta().SetIDTokenEncryption(w.app, encryption)
	gone := w.planned(a, nil)
	w.Walk(w.r)
	activate := w.r.Plan(appJWKType, b, w.config(rsaPEM(t, 1), enc("b"), ofStatus(active)))
	meanwhile = func() {
		if _, diags := w.r.Apply(activate, nil); diags.Errors() > 0 {
			t.Error(diags)
		}
		var quiet func()
		n := 0
		quiet = w.Before(sandbox.OnAppKeys, func() { // between its look while waiting and the next
			if n++; n == 2 {
				quiet()
				w.PassListLag()
				w.Okta().SetAppKeyStatus(w.app, w.keyID("a"), active)
			}
		})
	}
	left, diags := w.r.Apply(gone, nil)
	if !left.Exists() || !diags.Has("ERROR", "Unable to deactivate Okta app keys", `key "a" stays as it is`) {
		t.Fatalf("unexpected:\n%s", diags)
	}
	w.expectStatuses(map[string]string{"a": active, "b": inactive})
}

// A new block for a key that another block holds: a rename without a moved block,
// -replace, or one key twice. The plan says so, whichever comes first, and asks
// Okta nothing for it.
func TestAppJWKRename_aCreateForAKeyThatIsHeld(t *testing.T) {
	t.Parallel()
	w := newAppFixture(t, sandbox.OktaApp{})
	c := w.config(rsaPEM(t, 0), map[string]any{"kid": "a"})
	object := w.apply(nil, c)
	other := appFixtureAt(t, w.Sandbox, w.r, w.Okta().AddApp(sandbox.OktaApp{}))
	elsewhere := acctest.Merge(c, map[string]any{"app_id": other.app})
	held := []string{"WARNING", `Key "a" is already managed by another resource (` + w.app + ")", "remove one of them", "-replace"}
	for name, x := range map[string]struct {
		config map[string]any
		warns  bool
	}{
		"the same key":         {c, true},
		"the same, spelled":    {w.config(forms(t, rsaSigner(t, 0))["members"], map[string]any{"kid": "a"}), true},
		"another kid":          {w.config(rsaPEM(t, 0), map[string]any{"kid": "b"}), false},
		"another key":          {w.config(rsaPEM(t, 1), map[string]any{"kid": "a"}), false},
		"another app":          {elsewhere, false},
		"a key not known":      {w.config(map[string]any{"public_key_pem": acctest.Unknown}), false},
		"an app not known yet": {acctest.Merge(c, map[string]any{"app_id": acctest.Unknown}), false},
	} {
		for _, readFirst := range []bool{true, false} {
			w.Walk(w.r)
			mark := w.Journal().Len()
			var all acctest.Diags
			read := func() {
				_, diags := w.r.Read(object)
				all = append(all, diags...)
			}
			if readFirst {
				read()
			}
			all = append(all, w.r.Plan(appJWKType, nil, x.config).Diags...)
			if !readFirst {
				read()
			}
			if name == "another key" && !readFirst { // whose key it is, is not known yet
				if all.Errors() != 1 || !all.Has("ERROR", `key "a" is registered already with another key`) {
					t.Errorf("%s:\n%s", name, all)
				}
				continue
			}
			if all.Has(held...) != x.warns || (len(all) > 0) != x.warns {
				t.Errorf("%s, read first %v:\n%s", name, readFirst, all)
			}
			calls := []string{"GET jwks 200"}
			if name == "another app" {
				calls = append(calls, "GET jwks 200")
			}
			w.ExpectCalls(mark, calls...)
		}
	}
	// A replacement, which core plans as a create as well, lets go of its key.
	w.Walk(w.r)
	if _, diags := w.r.Read(object); len(diags) > 0 {
		t.Fatal(diags)
	}
	next := acctest.Merge(c, map[string]any{"alg": "RS256"})
	if plan := w.r.Plan(appJWKType, object, next); !plan.Replace {
		t.Fatal("not replaced")
	}
	if plan := w.r.Plan(appJWKType, nil, next); len(plan.Diags) > 0 {
		t.Errorf("a replacement is warned of:\n%s", plan.Diags)
	}
}

// The same with the CLI: a rename without a moved block is refused, with one it
// changes nothing, and two blocks of one key never share it unseen.
func TestAccAppJWKRename_movedOrTwice(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, public)
	key := []string{attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("status", active)}
	w.configure(w.block("old", key...))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Clock().Advance(2 * time.Hour)
	w.configure(w.block("new", key...))
	for _, parallelism := range []string{"1", "10"} {
		w.must(1, []string{`Key "a" would be deleted`, "moved block", "removed {"}, "apply", "-auto-approve", "-parallelism="+parallelism)
	}
	w.configure(w.block("new", key...), fmt.Sprintf("moved {\n  from = %[1]s.old\n  to   = %[1]s.new\n}\n", appJWKType))
	if out := w.must(0, []string{"has moved to", "0 to add, 0 to change, 0 to destroy"}, "plan"); strings.Contains(out, "already managed") {
		t.Error("a moved resource is warned of")
	}
	w.must(0, []string{"0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.configure(w.block("new", key...), w.block("twin", key...))
	w.must(1, []string{"is already managed by another resource", "remove one of them", "is registered already with status ACTIVE", "Nothing was sent"}, "apply", "-auto-approve")
	w.configure(w.block("new", key...))
	w.noChanges()
	w.expectEffects("add a")
}
