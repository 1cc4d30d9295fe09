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

// appFixture is an app, and a provider that manages its keys.
type appFixture struct {
	keyFixture
	app string
}

func newAppFixture(t *testing.T, app sandbox.OktaApp, options ...idpkeys.Option) *appFixture {
	t.Helper()
	s := acctest.NewSandbox(t)
	return appFixtureAt(t, s, s.RPC(options...), s.Okta().AddApp(app))
}

// appFixtureAt is one at an app that there is; r may be nil where a CLI drives.
func appFixtureAt(t *testing.T, s *acctest.Sandbox, r *acctest.RPC, app string) *appFixture {
	t.Helper()
	return &appFixture{app: app, keyFixture: keyFixture{
		Sandbox: s, t: t, r: r, typeName: appJWKType,
		keys:     func() []sandbox.OktaRegisteredKey { return s.Okta().AppKeys(app) },
		happened: func() []string { return s.Okta().AppKeyEffects(app) },
	}}
}

// config is a configuration about the app.
func (w *appFixture) config(more ...map[string]any) map[string]any { return appConfig(w.app, more...) }

// fastWait waits as long as it is told, with a clock that is fast.
func fastWait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d / 100):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// public is a client without secrets: its last active key may go.
var public = sandbox.OktaApp{TokenEndpointAuthMethod: "none"}
