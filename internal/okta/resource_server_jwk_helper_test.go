package okta_test

import (
	"slices"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const resourceServerJWKType = "idpkeys_okta_resource_server_jwk"

// serverWorld is an authorization server, and a provider that manages the keys
// to which it encrypts.
type serverWorld struct {
	*acctest.Sandbox
	t  *testing.T
	r  *acctest.RPC
	id string
}

func newServerWorld(t *testing.T, server sandbox.OktaAuthorizationServer, options ...idpkeys.Option) *serverWorld {
	t.Helper()
	s := acctest.NewSandbox(t)
	return &serverWorld{Sandbox: s, t: t, r: s.RPC(options...), id: s.Okta().AddAuthorizationServer(server)}
}

// withActive is a server that has an active key already, named old.
func withActive() sandbox.OktaAuthorizationServer {
	return sandbox.OktaAuthorizationServer{ResourceServerKeys: []sandbox.OktaResourceServerKey{{KID: "old", Status: active}}}
}

// serverConfig is a configuration about an authorization server.
func serverConfig(id any, more ...map[string]any) map[string]any {
	return acctest.Merge(append([]map[string]any{{"authorization_server_id": id}}, more...)...)
}

// config is a configuration about the server, of key i of the process.
func (w *serverWorld) config(i int, kid string, more ...map[string]any) map[string]any {
	w.t.Helper()
	return serverConfig(w.id, append([]map[string]any{rsaPEM(w.t, i), byKID(kid)}, more...)...)
}

// planned plans in a walk of its own, without errors.
func (w *serverWorld) planned(prior *acctest.Object, c map[string]any) *acctest.Planned {
	w.t.Helper()
	w.Walk(w.r)
	plan := w.r.Plan(resourceServerJWKType, prior, c)
	if plan.Diags.Errors() > 0 {
		w.t.Fatal(plan.Diags)
	}
	return plan
}

// try plans and applies, in walks of their own.
func (w *serverWorld) try(prior *acctest.Object, c map[string]any) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	plan := w.planned(prior, c)
	if plan.Replace {
		w.t.Fatal("the plan replaces")
	}
	w.Walk(w.r)
	return w.r.Apply(plan, nil)
}

// apply is try without errors; without a configuration it destroys.
func (w *serverWorld) apply(prior *acctest.Object, c map[string]any) *acctest.Object {
	w.t.Helper()
	object, diags := w.try(prior, c)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	return object
}

// createFirst replaces as core does with create_before_destroy.
func (w *serverWorld) createFirst(prior *acctest.Object, c map[string]any) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	if plan := w.planned(prior, c); !plan.Replace {
		w.t.Fatal("the plan does not replace")
	}
	anew, gone := w.r.Plan(resourceServerJWKType, nil, c), w.r.Plan(resourceServerJWKType, prior, nil) // of the same walk
	if anew.Diags.Errors()+gone.Diags.Errors() > 0 {
		w.t.Fatalf("%s\n%s", anew.Diags, gone.Diags)
	}
	w.Walk(w.r)
	object, diags := w.r.Apply(anew, nil)
	if diags.Errors() > 0 {
		return prior, diags
	}
	_, more := w.r.Apply(gone, nil)
	return object, append(diags, more...)
}

// refreshed reads in a walk of its own; nil is an object that left the state.
func (w *serverWorld) refreshed(object *acctest.Object) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	w.Walk(w.r)
	return w.r.Read(object)
}

// clean fails the test unless a refresh and a plan find nothing to do and to say.
func (w *serverWorld) clean(object *acctest.Object, c map[string]any) {
	w.t.Helper()
	object, diags := w.refreshed(object)
	if len(diags) > 0 || !object.Exists() {
		w.t.Fatalf("refresh:\n%s", diags)
	}
	if plan := w.r.Plan(resourceServerJWKType, object, c); plan.Changes() || len(plan.Diags) > 0 {
		w.t.Errorf("the plan is not clean:\n%s\n%s", plan.Value, plan.Diags)
	}
}

// effects fails the test unless exactly this has happened to the keys.
func (w *serverWorld) effects(want ...string) {
	w.t.Helper()
	if got := w.Okta().ResourceServerKeyEffects(w.id); !slices.Equal(got, want) {
		w.t.Errorf("effects %q, want %q", got, want)
	}
}

// statuses fails the test unless these are the keys, by kid.
func (w *serverWorld) statuses(want map[string]string) {
	w.t.Helper()
	keys := w.Okta().ResourceServerKeys(w.id)
	if len(keys) != len(want) {
		w.t.Errorf("%d keys, want %d", len(keys), len(want))
	}
	for _, key := range keys {
		if want[key.KID] != key.Status {
			w.t.Errorf("key %s is %s, want %q", key.KID, key.Status, want[key.KID])
		}
	}
}

// keyID is Okta's ID of a key.
func (w *serverWorld) keyID(kid string) string {
	w.t.Helper()
	for _, key := range w.Okta().ResourceServerKeys(w.id) {
		if key.KID == kid {
			return key.ID
		}
	}
	w.t.Fatalf("no key %s", kid)
	return ""
}

// keyPair are two keys under management, the first of them active.
func (w *serverWorld) keyPair() (a, b *acctest.Object) {
	w.t.Helper()
	a = w.apply(nil, w.config(0, "a", ofStatus(active)))
	return a, w.apply(nil, w.config(1, "b", ofStatus(inactive)))
}
