package okta_test

import (
	"context"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const (
	active   = "ACTIVE"
	inactive = "INACTIVE"
)

// encryption is an algorithm that turns encryption of ID tokens on.
const encryption = "RSA-OAEP-256"

// ofStatus and enc are arguments.
func ofStatus(status string) map[string]any { return map[string]any{"status": status} }

func enc(kid string) map[string]any { return map[string]any{"kid": kid, "use": "enc"} }

// appWorld is an app, and a provider that manages its keys.
type appWorld struct {
	*acctest.Sandbox
	t   *testing.T
	r   *acctest.RPC
	app string
}

func newAppWorld(t *testing.T, app sandbox.OktaApp, options ...idpkeys.Option) *appWorld {
	t.Helper()
	s := acctest.NewSandbox(t)
	return &appWorld{Sandbox: s, t: t, r: s.RPC(options...), app: s.Okta().AddApp(app)}
}

// config is a configuration about the app.
func (w *appWorld) config(more ...map[string]any) map[string]any { return appConfig(w.app, more...) }

// plan plans in a walk of its own.
func (w *appWorld) plan(prior *acctest.Object, c map[string]any) *acctest.Planned {
	w.t.Helper()
	w.Walk(w.r)
	return w.r.Plan(appJWKType, prior, c)
}

// planned is plan without errors.
func (w *appWorld) planned(prior *acctest.Object, c map[string]any) *acctest.Planned {
	w.t.Helper()
	plan := w.plan(prior, c)
	if plan.Diags.Errors() > 0 {
		w.t.Fatal(plan.Diags)
	}
	return plan
}

// try plans and applies, in walks of their own.
func (w *appWorld) try(prior *acctest.Object, c map[string]any) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	plan := w.planned(prior, c)
	if plan.Replace {
		w.t.Fatal("the plan replaces")
	}
	w.Walk(w.r)
	return w.r.Apply(plan, nil)
}

// apply is try without errors; without a configuration it destroys.
func (w *appWorld) apply(prior *acctest.Object, c map[string]any) *acctest.Object {
	w.t.Helper()
	object, diags := w.try(prior, c)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	return object
}

// replace replaces as core does, in both orders.
func (w *appWorld) replace(prior *acctest.Object, c map[string]any, createFirst bool) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	if plan := w.planned(prior, c); !plan.Replace {
		w.t.Fatal("the plan does not replace")
	}
	return w.exchange(prior, c, createFirst)
}

// exchange is the apply of a replacement, or of -replace.
func (w *appWorld) exchange(prior *acctest.Object, c map[string]any, createFirst bool) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	anew := w.r.Plan(appJWKType, nil, c) // of the same walk
	gone := w.r.Plan(appJWKType, prior, nil)
	all := append(anew.Diags, gone.Diags...)
	if all.Errors() > 0 {
		return prior, all
	}
	w.Walk(w.r)
	if createFirst {
		object, diags := w.r.Apply(anew, nil)
		if diags.Errors() > 0 {
			return prior, append(all, diags...)
		}
		_, more := w.r.Apply(gone, nil)
		return object, append(append(all, diags...), more...)
	}
	if _, diags := w.r.Apply(gone, nil); diags.Errors() > 0 {
		return prior, append(all, diags...)
	}
	object, diags := w.r.Apply(anew, nil)
	return object, append(all, diags...)
}

// refreshed reads in a walk of its own; nil is an object that left the state.
func (w *appWorld) refreshed(object *acctest.Object) (*acctest.Object, acctest.Diags) {
	w.t.Helper()
	w.Walk(w.r)
	return w.r.Read(object)
}

// clean fails the test unless a refresh and a plan find nothing to do and to say.
func (w *appWorld) clean(object *acctest.Object, c map[string]any) {
	w.t.Helper()
	object, diags := w.refreshed(object)
	if len(diags) > 0 || !object.Exists() {
		w.t.Fatalf("refresh:\n%s", diags)
	}
	if plan := w.r.Plan(appJWKType, object, c); plan.Changes() || len(plan.Diags) > 0 {
		w.t.Errorf("the plan is not clean:\n%s\n%s", plan.Value, plan.Diags)
	}
}

// effects fails the test unless exactly this has happened to the keys.
func (w *appWorld) effects(want ...string) {
	w.t.Helper()
	got := w.Okta().AppKeyEffects(w.app)
	if len(got) != len(want) {
		w.t.Fatalf("effects %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			w.t.Errorf("effects %q, want %q", got, want)
		}
	}
}

// statuses are those of the keys, by kid.
func (w *appWorld) statuses(want map[string]string) {
	w.t.Helper()
	keys := w.Okta().AppKeys(w.app)
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
func (w *appWorld) keyID(kid string) string {
	w.t.Helper()
	for _, key := range w.Okta().AppKeys(w.app) {
		if key.KID == kid {
			return key.ID
		}
	}
	w.t.Fatalf("no key %s", kid)
	return ""
}

// hundredfold waits as long as it is told, with a clock that is fast.
func hundredfold(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d / 100):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// public is a client without secrets: its last active key may go.
var public = sandbox.OktaApp{TokenEndpointAuthMethod: "none"}
