package okta_test

import (
	"crypto"
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const (
	resourceServerJWKSType = "idpkeys_okta_resource_server_jwks"
	appJWKSResourceType    = "idpkeys_okta_app_jwks"
)

// setFixture is a parent, and a provider that manages its keys as a set.
type setFixture struct {
	*acctest.Sandbox
	t *testing.T
	r *acctest.RPC
	// typeName is the resource type, attribute holds the ID of the parent.
	typeName, attribute, parent string
}

// newServerSet is a set at an authorization server.
func newServerSet(t *testing.T, server sandbox.OktaAuthorizationServer) *setFixture {
	t.Helper()
	s := acctest.NewSandbox(t)
	return &setFixture{
		Sandbox: s, t: t, r: s.RPC(), typeName: resourceServerJWKSType, attribute: "authorization_server_id",
		parent: s.Okta().AddAuthorizationServer(server),
	}
}

// newAppSet is a set at an app.
func newAppSet(t *testing.T, app sandbox.OktaApp) *setFixture {
	t.Helper()
	s := acctest.NewSandbox(t)
	return &setFixture{Sandbox: s, t: t, r: s.RPC(), typeName: appJWKSResourceType, attribute: "app_id", parent: s.Okta().AddApp(app)}
}

// ofServer reports whether the parent is an authorization server.
func (w *setFixture) ofServer() bool { return w.typeName == resourceServerJWKSType }

// config is a configuration with these keys, and more arguments.
func (w *setFixture) config(keys map[string]any, more ...map[string]any) map[string]any {
	return acctest.Merge(append([]map[string]any{{w.attribute: w.parent, "keys": keys}}, more...)...)
}

// activeKID is the argument.
func activeKID(kid string) map[string]any { return map[string]any{"active_kid": kid} }

// rsaKeys are keys of the process by kid: the letter a is the first one.
func rsaKeys(t testing.TB, kids string) map[string]any {
	t.Helper()
	keys := map[string]any{}
	for _, letter := range kids {
		keys[string(letter)] = rsaPEM(t, int(letter-'a'))
	}
	return keys
}

// rsaPublic is the key that rsaKeys calls so.
func rsaPublic(t testing.TB, kid string) crypto.PublicKey {
	t.Helper()
	return rsaSigner(t, int(kid[0]-'a')).Public()
}

func (w *setFixture) plan(prior *acctest.Object, c map[string]any) *acctest.Planned {
	w.t.Helper()
	w.Walk(w.r)
	return w.r.Plan(w.typeName, prior, c)
}

// try plans and applies, in walks of their own.
func (w *setFixture) try(prior *acctest.Object, c map[string]any) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	plan := w.plan(prior, c)
	if plan.Diags.Errors() > 0 {
		return prior, plan.Diags
	}
	w.Walk(w.r)
	object, diags := w.r.Apply(plan, nil)
	return object, append(plan.Diags, diags...)
}

// apply is try without errors; without a configuration it destroys.
func (w *setFixture) apply(prior *acctest.Object, c map[string]any) *acctest.Object {
	w.t.Helper()
	object, diags := w.try(prior, c)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	return object
}

// refreshed reads in a walk of its own.
func (w *setFixture) refreshed(object *acctest.Object) *acctest.Object {
	w.t.Helper()
	w.Walk(w.r)
	next, diags := w.r.Read(object)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	return next
}

// expectNoChanges fails the test unless a refresh and a plan find nothing to do and to say,
// with one request.
func (w *setFixture) expectNoChanges(object *acctest.Object, c map[string]any) {
	w.t.Helper()
	mark := w.Journal().Len()
	w.Walk(w.r)
	object, diags := w.r.Read(object)
	if len(diags) > 0 || !object.Exists() {
		w.t.Fatalf("refresh:\n%s", diags)
	}
	if plan := w.r.Plan(w.typeName, object, c); plan.Changes() || len(plan.Diags) > 0 {
		w.t.Errorf("the plan is not clean:\n%s\n%s\n%s", object.Value, plan.Value, plan.Diags)
	}
	if calls := w.Calls(mark); len(calls) != 1 {
		w.t.Errorf("the next apply sends %q", calls)
	}
}

// effects are the effects on the keys so far.
func (w *setFixture) effects() []string {
	if w.ofServer() {
		return w.Okta().ResourceServerKeyEffects(w.parent)
	}
	return w.Okta().AppKeyEffects(w.parent)
}

// expectEffects fails the test unless exactly this has happened to the keys, in order.
func (w *setFixture) expectEffects(want ...string) {
	w.t.Helper()
	if got := w.effects(); !slices.Equal(got, want) {
		w.t.Errorf("effects %q\n   want %q", got, want)
	}
}

// keys are the registered ones.
func (w *setFixture) keys() []sandbox.OktaRegisteredKey {
	if w.ofServer() {
		return w.Okta().ResourceServerKeys(w.parent)
	}
	return w.Okta().AppKeys(w.parent)
}

// expectStatuses are those of the keys, by kid.
func (w *setFixture) expectStatuses(want map[string]string) {
	w.t.Helper()
	expectStatuses(w.t, w.keys(), want)
}

// neverWithoutActive fails the test if at any moment since there was an active key there was
// none.
func (w *setFixture) neverWithoutActive() {
	w.t.Helper()
	if w.ofServer() {
		if w.Okta().ResourceServerWasWithoutActiveKey(w.parent) {
			w.t.Errorf("the server was without an active key: %q", w.effects())
		}
		return
	}
	for _, use := range []string{"sig", "enc"} {
		if w.Okta().AppWasWithoutActiveKey(w.parent, use) {
			w.t.Errorf("the app was without an active key for %s: %q", use, w.effects())
		}
	}
}

// status is a key's status as a plan or a state shows it.
func status(kid string) string { return "keys." + kid + ".status" }
