package reliability

import (
	"crypto/elliptic"
	"fmt"
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// appJWK is idpkeys_okta_app_jwk.
const appJWK = "idpkeys_okta_app_jwk"

// The statuses of a key.
const (
	active   = "ACTIVE"
	inactive = "INACTIVE"
)

// oktaAppJWK is idpkeys_okta_app_jwk. Each of its writes reads the list first, and
// the answer says all there is to record. All that happens to the keys of the app
// counts as an effect, so that one effect in all also means that nothing else was
// touched.
func oktaAppJWK() Subject {
	add := func(status string) func(w *World) Run {
		return func(w *World) Run { return newRegistered(w, status).run() }
	}
	deletion := registeredOperation("delete", sandbox.OnAppKeyDelete, changes(inactive, ""))
	deletion.Bodiless = true
	return Subject{
		Operations: []Operation{
			registeredOperation("add", sandbox.OnAppKeyAdd, add(active)),
			registeredOperation("add inactive", sandbox.OnAppKeyAdd, add(inactive)).onlyWriting().onlyHTTP1(),
			registeredOperation("activate", sandbox.OnAppKeyActivate, changes(inactive, active)),
			registeredOperation("deactivate", sandbox.OnAppKeyDeactivate, changes(active, inactive)),
			deletion,
		},
		Refreshes: []Refresh{{
			Name: short(appJWK, "refresh"), OnRead: sandbox.OnAppKeys, DestroySends: true,
			Prepare: func(w *World) func() (bool, acctest.Diags) {
				i := newRegistered(w, active)
				noErrors(w.T, "adding", i.run().Apply())
				return i.reads()
			},
		}},
		Note: registeredNote,
		Stories: []Story{
			registeredStory(Story{Name: "add", Requests: 2, Write: 2, Plan: planSaved, Strike: applySaved, Again: applySaved, Anew: applyAnew}, active),
			registeredStory(Story{Name: "add inactive", Requests: 2, Write: 2, Plan: planSaved, Strike: applySaved, Again: applySaved, Anew: applyAnew}, inactive),
			registeredStory(Story{Name: "deactivate", Requests: 2, Write: 2, Plan: planSaved, Strike: applySaved, Again: applySaved, Anew: applyAnew}, active, inactive),
			registeredStory(Story{Name: "delete", Requests: 3, Write: 3, Destroys: true, Strike: destroyAnew, Again: destroyAnew, Anew: destroyAnew}, inactive),
		},
	}
}

// registeredNote is its paragraph of the page.
const registeredNote = "The claim goes for `idpkeys_okta_app_jwk` as well: adding, activating, deactivating or deleting a key happens exactly once, and " +
	"nothing else happens to the keys of the app. The faults within a body are left out of a delete, whose good answer has none. An addition of an " +
	"inactive key sends the request of any addition, so only its write meets the faults, over HTTP/1.1. A key that an apply " +
	"has added and could not record is taken over by the next one: at any time if it is inactive, within an hour if it is active. Later that one " +
	"sends nothing and names the ID with which to import it."

// registeredStory has one effect. The last of the statuses is the one whose apply
// is struck, or what is destroyed.
func registeredStory(story Story, statuses ...string) Story {
	story.Name, story.Effects = short(appJWK, story.Name), 1
	story.Prepare = func(s *acctest.Sandbox, cli *acctest.CLI) func() int {
		app, pem := newApp(s), newPEM(s.T())
		for n, status := range statuses {
			if n > 0 {
				cli.MustRun(0, applyAnew...)
			}
			cli.Write("main.tf", s.HCL()+fmt.Sprintf("resource %q \"this\" {\n  app_id = %q\n  public_key_pem = %q\n  kid = %q\n  status = %q\n}\n",
				appJWK, app, pem, registeredKID, status))
		}
		if story.Destroys {
			cli.MustRun(0, applyAnew...)
		}
		return func() int { return len(s.Okta().AppKeyEffects(app)) }
	}
	return story
}

func registeredOperation(what string, onWrite func(*http.Request) bool, prepare func(*World) Run) Operation {
	return Operation{Name: short(appJWK, what), ReadsBefore: 1, OnRead: sandbox.OnAppKeys, OnWrite: onWrite, Prepare: prepare}
}

// changes adds a key, and changes its status or, to none, destroys it.
func changes(from, to string) func(*World) Run {
	return func(w *World) Run {
		i := newRegistered(w, from)
		noErrors(w.T, "adding", i.run().Apply())
		i.set(to)
		return i.run()
	}
}

// registered is one key of an app that has another one.
type registered struct {
	instance
	app, pem string
}

// registeredKID is its kid.
const registeredKID = "ours"

func newRegistered(w *World, status string) *registered {
	w.T.Helper()
	i := &registered{app: newApp(w.Sandbox), pem: newPEM(w.T)}
	i.instance = instance{
		World: w, typeName: appJWK,
		effects: func() int { return len(w.Okta().AppKeyEffects(i.app)) },
		holds:   i.sameKey,
	}
	i.set(status)
	return i
}

// newApp is an app with a key of somebody else.
func newApp(s *acctest.Sandbox) string {
	return s.Okta().AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "other"}}})
}

func newPEM(t testing.TB) string {
	t.Helper()
	return acctest.PublicPEM(t, acctest.ECKey(t, elliptic.P256()).Public())
}

// set configures the key with the status; none destroys it.
func (i *registered) set(status string) {
	i.config = nil
	if status != "" {
		i.config = map[string]any{"app_id": i.app, "public_key_pem": i.pem, "kid": registeredKID, "status": status}
	}
}

// live is the key at the vendor.
func (i *registered) live() (sandbox.OktaAppKey, bool) {
	for _, key := range i.Okta().AppKeys(i.app) {
		if key.KID == registeredKID {
			return key, true
		}
	}
	return sandbox.OktaAppKey{}, false
}

// sameKey compares the state with the key.
func (i *registered) sameKey() error {
	key, there := i.live()
	if want := i.config != nil; there != want || i.object.Exists() != want {
		return fmt.Errorf("the key is registered: %v, in the state: %v, want %v", there, i.object.Exists(), want)
	}
	if !there {
		return nil
	}
	for path, want := range map[string]string{"id": key.ID, "kid": key.KID, "status": key.Status} {
		if got := i.object.Show(path); got != want {
			return fmt.Errorf("%s is %s in the state and %s at the vendor", path, got, want)
		}
	}
	return nil
}
