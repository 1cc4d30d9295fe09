package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// imported is the set of the parent after an import.
func (w *setFixture) imported(id string) *acctest.Object {
	w.t.Helper()
	w.Walk(w.r)
	object, diags := w.r.Import(w.typeName, id)
	if diags.Errors() > 0 {
		w.t.Fatal(diags)
	}
	return object
}

// Whole, and clean, whether the active key is named or not; one more key, or one
// less, is what it is without an import.
func TestJWKSImport_server(t *testing.T) {
	t.Parallel()
	server := sandbox.OktaAuthorizationServer{Default: true, AccessTokenEncryptedResponseAlgorithm: encryption}
	for _, kid := range []string{"a", "b"} {
		server.ResourceServerKeys = append(server.ResourceServerKeys, sandbox.OktaResourceServerKey{
			KID: kid, Status: map[string]string{"a": active}[kid], PublicKey: rsaPublic(t, kid),
		})
	}
	w := newServerSet(t, server)
	for _, alias := range []string{w.parent, "default"} {
		w.parent = alias
		object := w.imported(alias)
		acctest.Expect(t, object, map[string]string{"active_kid": "a", "id": alias, "exclusive": "false", "on_destroy": "delete", status("b"): inactive})
		for _, more := range []map[string]any{nil, activeKID("a"), {"exclusive": true}} {
			if more["exclusive"] == nil {
				w.expectNoChanges(object, w.config(rsaKeys(t, "ab"), more))
			}
			mark := w.Journal().Len()
			object = w.apply(object, w.config(rsaKeys(t, "ab"), more))
			w.ExpectCalls(mark)
		}
	}
	object := w.apply(w.imported("default"), w.config(rsaKeys(t, "abc"), activeKID("c")))
	w.expectNoChanges(object, w.config(rsaKeys(t, "abc"), activeKID("c")))
	w.expectEffects("add c", "activate c", "deactivate a")
	w.neverWithoutActive()
}

// A key that cannot be read, or has no kid, is left to others.
func TestJWKSImport_app(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	w.add("", "x", active)
	w.add("a", "a", inactive)
	id := w.keys()[0].ID
	object := w.imported(w.parent)
	if names := object.Names("keys"); len(names) != 1 || !listContains(object.Show("unmanaged_kids"), id) {
		t.Errorf("keys %q, unmanaged %s", names, object.Show("unmanaged_kids"))
	}
	w.expectNoChanges(object, w.config(rsaKeys(t, "a")))

	odd := `{"keys":[{"id":"pks1","kid":"odd","kty":"RSA","status":"ACTIVE","n":"AQ","e":"AQAB"},` +
		`{"id":"pks2","kid":"a","status":"INACTIVE",` + publicJWK(t, "a", "sig", "")[1:] + "]}"
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: -1, Answer: sandbox.OKJSON(odd)})
	object = w.imported(w.parent)
	if names := object.Names("keys"); len(names) != 1 || !listContains(object.Show("unmanaged_kids"), "odd") {
		t.Errorf("keys %q, unmanaged %s", names, object.Show("unmanaged_kids"))
	}
	w.expectNoChanges(object, w.config(rsaKeys(t, "a")))
}

// A key that can no longer be read stays in the state, and is replaced.
func TestJWKSImport_keyBecomesUnreadable(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	c := w.config(rsaKeys(t, "ab"))
	object := w.apply(nil, c)
	odd := `{"keys":[{"id":"` + w.key("a").ID + `","kid":"a","kty":"RSA","status":"INACTIVE","n":"AQ","e":"AQAB"},` +
		`{"id":"` + w.key("b").ID + `","kid":"b","status":"ACTIVE",` + publicJWK(t, "b", "sig", "")[1:] + "]}"
	w.Inject(sandbox.Fault{Match: sandbox.OnAppKeys, Times: -1, Answer: sandbox.OKJSON(odd)})
	w.Walk(w.r)
	object, diags := w.r.Read(object)
	if diags.Errors() > 0 || !diags.Has("WARNING", "not as recorded", `"a"`) {
		t.Fatalf("want a warning:\n%s", diags)
	}
	acctest.Expect(t, object, map[string]string{"keys.a.id": w.key("a").ID, "keys.a.n": "null", status("a"): inactive})
	plan := w.planned(object, c)
	acctest.Expect(t, plan, map[string]string{"keys.a.id": "unknown", status("a"): active, status("b"): active})
	if again := w.refreshed(object); again.Show("keys.a.id") != w.key("a").ID {
		t.Error("the ID is lost")
	}
}

func TestJWKSImport_badID(t *testing.T) {
	t.Parallel()
	for _, w := range []*setFixture{newServerSet(t, encrypting), newAppSet(t, public)} {
		for _, id := range []string{"", "a/b", w.parent + "/apk1"} {
			if _, diags := w.r.Import(w.typeName, id); diags.Errors() != 1 || !diags.Has("ERROR", "Invalid import ID", "of the form") {
				t.Errorf("%q:\n%s", id, diags)
			}
		}
		w.Walk(w.r)
		if object, diags := w.r.Import(w.typeName, "0oaNotThere"); object.Exists() {
			t.Errorf("imported:\n%s", diags)
		}
	}
}
