package sandbox

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestOktaServerMembers(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	server := decode[map[string]any](t, w.get(w.serverPath()).expect(t, http.StatusOK))
	for name, want := range map[string]any{
		"id": w.server, "name": "Example", "status": "ACTIVE", "default": false, "issuerMode": "ORG_URL",
		"issuer": w.org.URL() + "/oauth2/" + w.server, "created": "2026-03-01T12:00:00.000Z",
		"lastUpdated": "2026-03-01T12:00:00.000Z", "description": "A server of the sandbox",
	} {
		equal(t, name, server[name], want)
	}
	equal(t, "number of members", len(server), 12)
	links := server["_links"].(map[string]any)
	equal(t, "number of links", len(links), 9)
	rotate := links["rotateKey"].(map[string]any)
	equal(t, "rotateKey", rotate["href"].(string), w.org.URL()+w.rotatePath())
	credentials := links["resourceServerCredentialsKeys"].(map[string]any)
	equal(t, "resourceServerCredentialsKeys", credentials["href"].(string), w.org.URL()+resourceServerFixture{w}.url())
	equal(t, "metadata", len(links["metadata"].([]any)), 2)
	if !regexp.MustCompile(`^aus[0-9A-Za-z]{17}$`).MatchString(w.server) {
		t.Errorf("id %s", w.server)
	}
}

func TestOktaDefaultServer(t *testing.T) {
	t.Parallel()
	w := newOktaFixture(t)
	id := w.org.AddAuthorizationServer(OktaAuthorizationServer{Default: true, RotationMode: "MANUAL"})
	byID := w.get("/api/v1/authorizationServers/"+id).expect(t, http.StatusOK)
	w.server = "default"
	byAlias := w.get(w.serverPath()).expect(t, http.StatusOK)
	equal(t, "answer by alias", byAlias, byID)
	server := decode[oktaServerJSON](t, byAlias)
	equal(t, "id", server.ID, id)
	equal(t, "name", server.Name, "default")
	equal(t, "default", server.Default, true)
	equal(t, "issuer", server.Issuer, w.org.URL()+"/oauth2/default")
	self := server.Links["self"].(map[string]any)
	equal(t, "self", self["href"].(string), w.org.URL()+"/api/v1/authorizationServers/default")
	equal(t, "list by alias", statuses(w.rotate()), statuses(w.list()))
	for _, name := range []string{id, "default"} {
		equal(t, "rotations of "+name, w.org.Rotations(name), 1)
		equal(t, "keys of "+name, len(w.org.SigningKeys(name)), 3)
	}
	if !strings.HasSuffix(w.list()[0].Links["self"].Href, "/default/credentials/keys/"+w.list()[0].KID) {
		t.Errorf("key is linked at %s", w.list()[0].Links["self"].Href)
	}
}

func TestOktaMistakesOfTestsPanic(t *testing.T) {
	t.Parallel()
	org := New().Okta()
	org.AddAuthorizationServer(OktaAuthorizationServer{ID: "aus1", Default: true})
	mustPanic(t, map[string]func(){
		"taken id":       func() { org.AddAuthorizationServer(OktaAuthorizationServer{ID: "aus1"}) },
		"second default": func() { org.AddAuthorizationServer(OktaAuthorizationServer{Default: true}) },
		"mode":           func() { org.SetRotationMode("aus1", "SOMETIMES") },
		"rotate nothing": func() { org.Rotate("none") },
		"mode nothing":   func() { org.SetRotationMode("none", "AUTO") },
		"next nothing":   func() { org.SetNextAbsent("none", true) },
		"token":          func() { org.ExpireToken("none") },
	})
	equal(t, "rotations of nothing", org.Rotations("none"), 0)
}
