package okta_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// noInstance is Okta's answer below a parent that has no such thing.
func noInstance(id, kind string) sandbox.Answer {
	return sandbox.JSON(404, `{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: `+id+` (`+kind+`)","errorLink":"E0000007","errorId":"oae1","errorCauses":[]}`)
}

// managedParent is a parent whose keys a resource of typeName manages.
type managedParent struct {
	s        *acctest.Sandbox
	r        *acctest.RPC
	typeName string
	parent   string
	object   *acctest.Object
	lists    sandbox.Fault
	reads    sandbox.Fault
	words    []string
}

// managedParents are parents of all kinds with a resource each, and the 404 that their
// lists of keys can answer.
func managedParents(t *testing.T) map[string]*managedParent {
	t.Helper()
	app, server := newAppFixture(t, public), newServerFixture(t, sandbox.OktaAuthorizationServer{})
	appSet, serverSet := newAppSet(t, public), newServerSet(t, sandbox.OktaAuthorizationServer{})
	signing := acctest.NewSandbox(t)
	signingID, signingRPC := signing.AuthorizationServer(), signing.RPC()
	parents := map[string]*managedParent{
		"app key": {s: app.Sandbox, r: app.r, typeName: app.typeName, parent: app.app, object: app.apply(nil, app.config(rsaPEM(t, 0)))},
		"server key": {s: server.Sandbox, r: server.r, typeName: server.typeName, parent: server.id,
			object: server.apply(nil, server.config(0, "a"))},
		"app set":      {s: appSet.Sandbox, r: appSet.r, typeName: appSet.typeName, parent: appSet.parent, object: appSet.apply(nil, appSet.config(rsaKeys(t, "a")))},
		"server set":   {s: serverSet.Sandbox, r: serverSet.r, typeName: serverSet.typeName, parent: serverSet.parent, object: serverSet.apply(nil, serverSet.config(rsaKeys(t, "a")))},
		"signing keys": {s: signing, r: signingRPC, typeName: keysType, parent: signingID, object: signing.Update(signingRPC, keysType, nil, config(signingID))},
	}
	for name, p := range parents {
		kind := "AuthorizationServer"
		p.reads.Match, p.lists.Match, p.words = sandbox.OnServer, sandbox.OnResourceServerKeyList, []string{"The authorization server is there"}
		switch {
		case strings.HasPrefix(name, "app"):
			kind = "OAuth2AppInstance"
			p.reads.Match, p.lists.Match, p.words = sandbox.OnApp, sandbox.OnAppKeys, []string{"The app is there"}
		case name == "signing keys":
			p.lists.Match = sandbox.OnKeys
		}
		p.lists.Times, p.lists.Answer = -1, noInstance(p.parent, kind)
		p.reads.Times = -1
	}
	return parents
}

// writesAt is how many requests changed something since mark.
func writesAt(t *testing.T, s *acctest.Sandbox, mark int) int {
	t.Helper()
	return len((&setFixture{Sandbox: s, t: t}).writes(mark))
}

// A parent that is there is never gone, whatever is answered about its keys: the state
// is kept, and a destroy of registered keys does not pretend to be done.
func TestParentMissing_a404AboutItsKeysKeepsTheState(t *testing.T) {
	t.Parallel()
	for name, p := range managedParents(t) {
		p.s.Inject(p.lists)
		p.s.Walk(p.r)
		left, diags := p.r.Read(p.object)
		if !left.Exists() || !diags.Has(append(p.words, p.parent, "HTTP 404", "E0000007")...) || diags.Has("removed from the state") || diags.Has("are gone") {
			t.Errorf("%s, refresh:\n%s", name, diags)
		}
		if name == "signing keys" {
			continue // its destroy sends nothing
		}
		if !diags.Has("ERROR", "terraform state rm") {
			t.Errorf("%s: a refresh does not say how to go on:\n%s", name, diags)
		}
		mark := p.s.Journal().Len()
		p.s.Walk(p.r)
		_, diags = p.r.Apply(p.r.Plan(p.typeName, p.object, nil), nil)
		if diags.Errors() != 1 || !diags.Has(append(p.words, "ERROR", "terraform state rm")...) || writesAt(t, p.s, mark) != 0 {
			t.Errorf("%s, destroy:\n%s", name, diags)
		}
	}
}

// Where the parent cannot be read either, nobody knows whether it is gone.
func TestParentMissing_whatCannotBeReadIsNotMissing(t *testing.T) {
	t.Parallel()
	for answerName, answer := range map[string]sandbox.Answer{"403": sandbox.Status(403), "503": sandbox.Status(503), "page": sandbox.StatusHTML(404)} {
		for name, p := range managedParents(t) {
			p.reads.Answer = answer
			p.s.Inject(p.lists)
			p.s.Inject(p.reads)
			p.s.Walk(p.r)
			left, diags := p.r.Read(p.object)
			if !left.Exists() || !diags.Has("E0000007", "reading it failed") && !diags.Has("Whether the", "is not known: reading it failed") {
				t.Errorf("%s, %s:\n%s", name, answerName, diags)
			}
		}
	}
}

// Okta lists keys of a server that it does not find: that server is not gone.
func TestParentMissing_notIfItsKeysAreListed(t *testing.T) {
	t.Parallel()
	p := managedParents(t)["signing keys"]
	p.reads.Answer = noInstance(p.parent, "AuthorizationServer")
	p.s.Inject(p.reads)
	p.s.Walk(p.r)
	if left, diags := p.r.Read(p.object); !left.Exists() || !diags.Has("WARNING", "But it lists keys of the server") {
		t.Errorf("unexpected:\n%s", diags)
	}
}

// A 404 to a deletion counts as done only if the key is not listed any more.
func TestParentMissing_a404ToADeletionIsComparedWithTheList(t *testing.T) {
	t.Parallel()
	for name, p := range managedParents(t) {
		deletion := sandbox.OnAppKeyDelete
		switch name {
		case "server key", "server set":
			deletion = sandbox.OnResourceServerKeyDelete
		case "signing keys":
			continue
		}
		p.s.Inject(sandbox.Fault{Match: deletion, Answer: noInstance("pks0", "JsonWebKey")})
		p.s.Walk(p.r)
		if _, diags := p.r.Apply(p.r.Plan(p.typeName, p.object, nil), nil); diags.Errors() != 1 || !diags.Has("ERROR", "Unable to delete", "HTTP 404") {
			t.Errorf("%s: the key is still there:\n%s", name, diags)
		}
	}
}

// An app of the catalogue with the sign-on mode OPENID_CONNECT has no keys, and every
// type says so: it is there.
func TestParentMissing_catalogueApps(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	r := s.RPC()
	for _, app := range []sandbox.OktaApp{{NoClient: true}, {NoClient: true, Connection: &sandbox.OktaConnection{}}} {
		id := s.Okta().AddApp(app)
		words := []string{"ERROR", "The app is there, but it has no client credentials", "OPENID_CONNECT", "Set app_id to the ID of an OAuth 2.0 client"}
		for typeName, c := range map[string]map[string]any{
			appJWKSResourceType: {"app_id": id}, appJWKType: {"app_id": id, "kid": "a"},
		} {
			_, diags := r.ReadData(typeName, c)
			if !diags.Has(words...) || diags.Has("Check app_id") || diags.Has("state rm") {
				t.Errorf("%s:\n%s", typeName, diags)
			}
		}
		for typeName, c := range map[string]map[string]any{
			appJWKSResourceType: {"app_id": id, "keys": rsaKeys(t, "a")}, appJWKType: acctest.Merge(map[string]any{"app_id": id}, rsaPEM(t, 0)),
		} {
			mark := s.Journal().Len()
			s.Walk(r)
			plan := r.Plan(typeName, nil, c)
			diags := slices.Clone(plan.Diags)
			if diags.Errors() == 0 {
				_, more := r.Apply(plan, nil)
				diags = append(diags, more...)
			}
			if diags.Errors() != 1 || !diags.Has(words...) || writesAt(t, s, mark) != 0 {
				t.Errorf("%s:\n%s", typeName, diags)
			}
		}
	}
	id := s.Okta().AddApp(sandbox.OktaApp{NoClient: true, Connection: &sandbox.OktaConnection{}})
	if _, diags := r.ReadData("idpkeys_okta_app_connection_jwks", map[string]any{"app_id": id}); len(diags) > 0 {
		t.Errorf("an Org2Org app with the mode OPENID_CONNECT has keys of its connection:\n%s", diags)
	}
}

// An app without a sign-on mode is described without one.
func TestParentMissing_anAppWithoutASignOnMode(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Okta().AddApp(sandbox.OktaApp{SignOnMode: "SAML_2_0", Label: "Bookmark"})
	s.Inject(sandbox.Fault{Match: sandbox.OnApp, Times: -1, Answer: sandbox.OKJSON(`{"id":"` + id + `","name":"bookmark","label":"Bookmark","signOnMode":null}`)})
	if _, diags := s.RPC().ReadData(appJWKSResourceType, map[string]any{"app_id": id}); !diags.Has(`("Bookmark", bookmark, no sign-on mode)`) {
		t.Errorf("unexpected:\n%s", diags)
	}
}
