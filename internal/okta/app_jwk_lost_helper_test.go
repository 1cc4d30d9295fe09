package okta_test

import (
	"net/http"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// lostAnswers are what can become of an answer whose good one has this status.
func lostAnswers(ok int) map[string]sandbox.Answer {
	return map[string]sandbox.Answer{
		"dropped": sandbox.Drop(), "reset": sandbox.Reset(), "reset in the body": sandbox.ResetMidBody(),
		"500": sandbox.Status(500), "502": sandbox.StatusHTML(502), "503": sandbox.Status(503), "504": sandbox.StatusHTML(504),
		"408": sandbox.Status(408), "499": sandbox.StatusHTML(499), "HTML": sandbox.StatusHTML(ok), "truncated": sandbox.Truncated(ok),
		"cut JSON": sandbox.CutJSON(ok), "without a key": sandbox.JSON(ok, "{}"), "null": sandbox.JSON(ok, "null"),
		"another key": sandbox.JSON(ok, `{"id":"pks0another0key00000","kid":"another","kty":"RSA","use":"sig","status":"ACTIVE","n":"AQAB","e":"AQAB"}`), "302": sandbox.Redirect(302, "/elsewhere"),
	}
}

// keyChangeCase is one request that changes a key: how to prepare it, and the effects
// when it was executed once, whatever the answers were.
type keyChangeCase struct {
	match   func(*http.Request) bool
	status  int
	hasBody bool // a good answer holds the key
	app     sandbox.OktaApp
	before  func(t *testing.T, w *appFixture) *acctest.Object
	config  func(t *testing.T, w *appFixture) map[string]any // nil destroys
	effects []string
}

func keyChangeCases() map[string]keyChangeCase {
	managed := func(status string) func(t *testing.T, w *appFixture) *acctest.Object {
		return func(t *testing.T, w *appFixture) *acctest.Object {
			t.Helper()
			return w.apply(nil, w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(status)))
		}
	}
	sig := func(status string) func(t *testing.T, w *appFixture) map[string]any {
		return func(t *testing.T, w *appFixture) map[string]any {
			t.Helper()
			return w.config(rsaPEM(t, 0), map[string]any{"kid": "a"}, ofStatus(status))
		}
	}
	encryptor := func(t *testing.T, w *appFixture) map[string]any { t.Helper(); return w.config(rsaPEM(t, 0), enc("a")) }
	two := sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old"}}}
	oldEnc := sandbox.OktaApp{Keys: []sandbox.OktaAppKey{{KID: "old", Use: "enc"}}}
	return map[string]keyChangeCase{
		"add": {match: sandbox.OnAppKeyAdd, status: 201, hasBody: true, app: two, config: sig(active), effects: []string{"add a"}},
		"add inactive": {
			match: sandbox.OnAppKeyAdd, status: 201, hasBody: true, app: oldEnc, config: encryptor,
			effects: []string{"add a", "activate a", "deactivate old"},
		},
		"activate a new one": {
			match: sandbox.OnAppKeyActivate, status: 200, hasBody: true, app: oldEnc, config: encryptor,
			effects: []string{"add a", "activate a", "deactivate old"},
		},
		"activate": {
			match: sandbox.OnAppKeyActivate, status: 200, hasBody: true, app: two, before: managed(inactive), config: sig(active),
			effects: []string{"add a", "activate a"},
		},
		"deactivate": {
			match: sandbox.OnAppKeyDeactivate, status: 200, hasBody: true, app: two, before: managed(active), config: sig(inactive),
			effects: []string{"add a", "deactivate a"},
		},
		"deactivate before delete": {
			match: sandbox.OnAppKeyDeactivate, status: 200, hasBody: true, app: two, before: managed(active),
			effects: []string{"add a", "deactivate a", "delete a"},
		},
		"delete": {
			match: sandbox.OnAppKeyDelete, status: 204, app: two, before: managed(active),
			effects: []string{"add a", "deactivate a", "delete a"},
		},
	}
}

func (a keyChangeCase) start(t *testing.T) (*appFixture, *acctest.Object, map[string]any) {
	t.Helper()
	w := newAppFixture(t, a.app)
	var object *acctest.Object
	if a.before != nil {
		object = a.before(t, w)
		w.PassListLag()
	}
	if a.config == nil {
		return w, object, nil
	}
	return w, object, a.config(t, w)
}
