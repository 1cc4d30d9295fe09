package okta_test

import (
	"net/http"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// onWrite matches the requests that change keys.
func onWrite(r *http.Request) bool { return r.Method != http.MethodGet }

// onDelete matches the requests that delete a key.
func onDelete(r *http.Request) bool { return r.Method == http.MethodDelete }

// onActivate and onDeactivate match the requests of their name.
func onActivate(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/lifecycle/activate") }

func onDeactivate(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/lifecycle/deactivate")
}

// writes are the requests since mark that change keys.
func (w *setFixture) writes(mark int) []string {
	return slices.DeleteFunc(w.Calls(mark), func(call string) bool {
		return strings.HasPrefix(call, "GET ") || strings.HasPrefix(call, "POST token ")
	})
}

// add registers a key as somebody else does. Its material is what rsaKeys calls so.
func (w *setFixture) add(kid, material, status string) {
	w.t.Helper()
	key := sandbox.OktaRegisteredKey{KID: kid, Status: status, PublicKey: rsaPublic(w.t, material)}
	if w.ofServer() {
		w.Okta().AddResourceServerKey(w.parent, key)
	} else {
		w.Okta().AddAppKey(w.parent, key)
	}
}

// remove deletes a key as somebody else does, when it is old enough for that to show.
func (w *setFixture) remove(kid string) {
	w.t.Helper()
	w.PassListLag()
	if w.ofServer() {
		w.Okta().RemoveResourceServerKey(w.parent, w.key(kid).ID)
	} else {
		w.Okta().RemoveAppKey(w.parent, w.key(kid).ID)
	}
}

// set gives a key a status as somebody else does, when its last change is old enough for that
// to show.
func (w *setFixture) set(kid, status string) {
	w.t.Helper()
	w.PassListLag()
	if w.ofServer() {
		w.Okta().SetResourceServerKeyStatus(w.parent, w.key(kid).ID, status)
	} else {
		w.Okta().SetAppKeyStatus(w.parent, w.key(kid).ID, status)
	}
}

// key is a registered key.
func (w *setFixture) key(kid string) sandbox.OktaRegisteredKey {
	w.t.Helper()
	for _, key := range w.keys() {
		if key.KID == kid {
			return key
		}
	}
	w.t.Fatalf("no key %q", kid)
	return sandbox.OktaRegisteredKey{}
}

// expectTrueState fails the test unless a state tells the keys as they are: each of them is
// in keys, with its ID and status, or in unmanaged_kids.
func (w *setFixture) expectTrueState(object *acctest.Object) {
	w.t.Helper()
	known := object.Show("unmanaged_kids")
	for _, key := range w.keys() {
		if strings.Contains(known, `"`+key.KID+`"`) {
			continue
		}
		known := map[string]string{"id": key.ID, "status": key.Status}
		for name, want := range known {
			got := object.Show("keys." + key.KID + "." + name)
			if got != want && (name != "status" || got != "null") {
				w.t.Errorf("%s of key %s is %s in the state, and %s", name, key.KID, got, want)
			}
		}
	}
	for _, kid := range object.Names("keys") {
		if !slices.ContainsFunc(w.keys(), func(key sandbox.OktaRegisteredKey) bool { return key.KID == kid }) {
			w.t.Errorf("the state holds key %s, which is not there", kid)
		}
	}
}

// planned is plan without errors.
func (w *setFixture) planned(prior *acctest.Object, c map[string]any) *acctest.Planned {
	w.t.Helper()
	plan := w.plan(prior, c)
	if plan.Diags.Errors() > 0 {
		w.t.Fatal(plan.Diags)
	}
	return plan
}

// expectRefusal fails the test unless a plan is refused for this reason.
func (w *setFixture) expectRefusal(prior *acctest.Object, c map[string]any, words ...string) {
	w.t.Helper()
	mark := w.Journal().Len()
	plan := w.plan(prior, c)
	if plan.Diags.Errors() != 1 || !plan.Diags.Has(append([]string{"ERROR"}, words...)...) {
		w.t.Errorf("want one error with %q:\n%s", words, plan.Diags)
	}
	if calls := w.writes(mark); len(calls) > 0 {
		w.t.Errorf("a plan sent %q", calls)
	}
}

// removeParent deletes the app or the server.
func (w *setFixture) removeParent() {
	if w.ofServer() {
		w.Okta().RemoveAuthorizationServer(w.parent)
	} else {
		w.Okta().RemoveApp(w.parent)
	}
}
