package reliability

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The statuses of a key.
const (
	active   = "ACTIVE"
	inactive = "INACTIVE"
)

// keyAt is a resource of one registered key.
type keyAt struct {
	typeName string
	// parent is the argument that names what the key is registered at.
	parent string
	// add makes a parent that has a key of somebody else.
	add func(s *acctest.Sandbox) string
	// effects are what has happened to the keys of a parent. All of it counts, so that
	// the right number also means that nothing else was touched.
	effects func(s *acctest.Sandbox, id string) []string
	keys    func(s *acctest.Sandbox, id string) []sandbox.OktaRegisteredKey
	pem     func(t testing.TB) string

	onRead, onAdd, onActivate, onDeactivate, onDelete func(*http.Request) bool
}

// oktaAppJWK is idpkeys_okta_app_jwk. Each of its writes reads the list first, and
// the answer says all there is to record.
func oktaAppJWK() ResourceCases {
	k := keyAt{
		typeName: "idpkeys_okta_app_jwk", parent: "app_id",
		add: func(s *acctest.Sandbox) string {
			return s.Okta().AddApp(sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "other"}}})
		},
		effects: func(s *acctest.Sandbox, id string) []string { return s.Okta().AppKeyEffects(id) },
		keys:    func(s *acctest.Sandbox, id string) []sandbox.OktaRegisteredKey { return s.Okta().AppKeys(id) },
		pem:     func(t testing.TB) string { return signingPEM(t, 0) },
		onRead:  sandbox.OnAppKeys, onAdd: sandbox.OnAppKeyAdd,
		onActivate: sandbox.OnAppKeyActivate, onDeactivate: sandbox.OnAppKeyDeactivate, onDelete: sandbox.OnAppKeyDelete,
	}
	added := k.operation("add", k.onAdd, k.adds(active))
	added.Others = Others{On: k.onActivate, Order: "rW", Own: 1} // a key that is taken over is activated, which changes nothing
	return ResourceCases{
		Operations: []Operation{
			added,
			k.operation("add inactive", k.onAdd, k.adds(inactive)).onlyWriting().onlyHTTP1(),
			k.operation("activate", k.onActivate, k.changes(inactive, active)),
			k.operation("deactivate", k.onDeactivate, k.changes(active, inactive)).planReading(),
			k.deletion(),
		},
		Refreshes: []Refresh{k.refresh()},
		Note:      registeredNote,
		KillScenarios: []KillScenario{
			k.scenario(KillScenario{Name: "add", Requests: 2, Write: 2, Effects: 1}, active),
			k.scenario(KillScenario{Name: "add inactive", Requests: 2, Write: 2, Effects: 1}, inactive),
			k.scenario(KillScenario{Name: "deactivate", Requests: 2, Write: 2, Effects: 1}, active, inactive),
			k.scenario(KillScenario{Name: "delete", Requests: 3, Write: 3, Effects: 1, Destroys: true}, inactive),
		},
	}
}

// oktaResourceServerJWK is idpkeys_okta_resource_server_jwk, by what is other about
// it: an active key is added and then activated, in one apply, and takes the place of
// the one that was.
func oktaResourceServerJWK() ResourceCases {
	k := keyAt{
		typeName: "idpkeys_okta_resource_server_jwk", parent: "authorization_server_id",
		add: func(s *acctest.Sandbox) string {
			return s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{
				ResourceServerKeys: []sandbox.OktaRegisteredKey{{KID: "other", Status: active}},
			})
		},
		effects: func(s *acctest.Sandbox, id string) []string { return s.Okta().ResourceServerKeyEffects(id) },
		keys: func(s *acctest.Sandbox, id string) []sandbox.OktaRegisteredKey {
			return s.Okta().ResourceServerKeys(id)
		},
		pem:    func(t testing.TB) string { return encryptionPEM(t, 0) },
		onRead: sandbox.OnResourceServerKeyList, onAdd: sandbox.OnResourceServerKeyAdd,
		onActivate: sandbox.OnResourceServerKeyActivate, onDeactivate: sandbox.OnResourceServerKeyDeactivate, onDelete: sandbox.OnResourceServerKeyDelete,
	}
	added := k.operation("add and activate, adding", k.onAdd, k.adds(active))
	added.Others = Others{On: k.onActivate, Order: "rWw", Own: 1, After: 2}
	activated := k.operation("add and activate, activating", k.onActivate, k.adds(active))
	activated.Others = Others{On: k.onAdd, Order: "rwW", Before: 1, Own: 2}
	deactivated := k.operation("deactivate", k.onDeactivate, k.changes(active, inactive)).planReading()
	deactivated.Others.Order = "r?rW" // the plan asks the server, too, whether it needs the key
	return ResourceCases{
		Operations: []Operation{
			added.onlyWriting().onlyHTTP1(), activated.onlyWriting().onlyHTTP1(), deactivated.onlyWriting().onlyHTTP1(),
			k.deletion().onlyWriting().onlyHTTP1(),
		},
		Refreshes:     []Refresh{k.refresh()},
		Note:          resourceServerNote,
		KillScenarios: []KillScenario{k.scenario(KillScenario{Name: "add and activate", Requests: 3, Write: 3, Effects: 3}, active)},
	}
}

// planReading is for operations whose plan lists the keys, to warn of the last active
// one.
func (op Operation) planReading() Operation {
	op.PlanReads = 1
	return op
}

// registeredNote is its paragraph of the page.
const registeredNote = "The claim goes for `idpkeys_okta_app_jwk` as well: adding, activating, deactivating or deleting a key happens exactly once, and " +
	"nothing else happens to the keys of the app. The faults within a body are left out of a delete, whose good answer has none. An addition of an " +
	"inactive key sends the request of any addition, so only its write meets the faults, over HTTP/1.1. A key that an apply " +
	"has added and could not record is taken over by the next one: at any time if it is inactive, within an hour if it is active. Later that one " +
	"sends nothing and names the ID with which to import it."

// resourceServerNote is the paragraph of the other.
const resourceServerNote = "An active `idpkeys_okta_resource_server_jwk` is two requests in one apply: if the activation is lost, the next apply takes over the " +
	"key and only activates it. The rest of it is the same code, so its requests meet the faults of writing, over HTTP/1.1."

// scenario is one write under a real CLI. The last of the statuses is the one whose
// apply is killed, or what is destroyed.
func (k keyAt) scenario(scenario KillScenario, statuses ...string) KillScenario {
	scenario.Name = short(k.typeName, scenario.Name)
	scenario.Plan, scenario.Interrupted, scenario.Repeat, scenario.Replan = planSaved, applySaved, applySaved, replanAndApply
	if scenario.Destroys {
		scenario.Plan, scenario.Interrupted, scenario.Repeat, scenario.Replan = nil, replanAndDestroy, replanAndDestroy, replanAndDestroy
	}
	scenario.Prepare = func(s *acctest.Sandbox, cli *acctest.CLI) Watched {
		id, pem := k.add(s), k.pem(s.T())
		for n, status := range statuses {
			if n > 0 {
				cli.MustRun(0, replanAndApply...)
			}
			cli.Write("main.tf", s.HCL()+fmt.Sprintf("resource %q \"this\" %s\n", k.typeName, hcl(k.config(id, pem, status))))
		}
		if scenario.Destroys {
			cli.MustRun(0, replanAndApply...)
		}
		return Watched{Effects: func() int { return len(k.effects(s, id)) }}
	}
	return scenario
}

func (k keyAt) config(id, pem, status string) map[string]any {
	return map[string]any{k.parent: id, "public_key_pem": pem, "kid": registeredKID, "status": status}
}

func (k keyAt) operation(what string, onWrite func(*http.Request) bool, prepare func(*Environment) Run) Operation {
	return Operation{
		Name: short(k.typeName, what), ReadsBefore: 1, OnRead: k.onRead, OnWrite: onWrite, Prepare: prepare,
		Believes: true, TakesOver: strings.HasPrefix(what, "add") && !strings.HasSuffix(what, "activating"),
	}
}

func (k keyAt) deletion() Operation {
	op := k.operation("delete", k.onDelete, k.changes(inactive, ""))
	op.Bodiless = true
	return op
}

func (k keyAt) refresh() Refresh {
	return Refresh{Name: short(k.typeName, "refresh"), OnRead: k.onRead, DestroySends: true, Prepare: func(w *Environment) func() (bool, acctest.Diags) {
		i := k.in(w, active)
		noErrors(w.T, "adding", i.run().Apply())
		return i.reads()
	}}
}

// adds adds a key.
func (k keyAt) adds(status string) func(*Environment) Run {
	return func(w *Environment) Run { return k.in(w, status).run() }
}

// changes adds a key, and changes its status or, to none, destroys it.
func (k keyAt) changes(from, to string) func(*Environment) Run {
	return func(w *Environment) Run {
		i := k.in(w, from)
		noErrors(w.T, "adding", i.run().Apply())
		w.PassListLag()
		i.set(to)
		return i.run()
	}
}

// registered is one key of a parent that has another one.
type registered struct {
	instance
	at      keyAt
	id, pem string
}

// registeredKID is its kid.
const registeredKID = "ours"

func (k keyAt) in(w *Environment, status string) *registered {
	w.T.Helper()
	i := &registered{at: k, id: k.add(w.Sandbox), pem: k.pem(w.T)}
	i.instance = instance{
		Environment: w, typeName: k.typeName,
		effects: func() int { return len(k.effects(w.Sandbox, i.id)) },
		holds:   i.sameKey,
	}
	i.set(status)
	return i
}

// set configures the key with the status; none destroys it.
func (i *registered) set(status string) {
	i.config = nil
	if status != "" {
		i.config = i.at.config(i.id, i.pem, status)
	}
}

// live is the key at the vendor.
func (i *registered) live() (sandbox.OktaRegisteredKey, bool) {
	for _, key := range i.at.keys(i.Sandbox, i.id) {
		if key.KID == registeredKID {
			return key, true
		}
	}
	return sandbox.OktaRegisteredKey{}, false
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
