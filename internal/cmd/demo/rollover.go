package main

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// newRolloverDemo rolls over the key to which an authorization server encrypts access
// tokens, in one apply, and then in one that is broken off.
func newRolloverDemo(box *sandbox.Sandbox) *registeredKeyDemo {
	org := box.Okta()
	id := org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{Name: "Example-API"})
	return &registeredKeyDemo{
		vendorDemo: vendorDemo{
			vendor: "Okta", about: "the key to which access tokens are encrypted, all keys in one resource", folder: "rollover",
			settings: oktaSettings(org), resource: func(text string) string { return text },
		},
		registered:       func() []sandbox.OktaRegisteredKey { return org.ResourceServerKeys(id) },
		effects:          func() []string { return org.ResourceServerKeyEffects(id) },
		wasWithoutActive: func() bool { return org.ResourceServerWasWithoutActiveKey(id) },
		steps:            rolloverSteps(box, id),
	}
}

func rolloverSteps(box *sandbox.Sandbox, id string) []keyStep {
	keys := func(active string, kids ...string) string {
		var lines strings.Builder
		for _, kid := range kids {
			fmt.Fprintf(&lines, "    %q = { public_key_pem = file(\"%s.pem\") }\n", kid, kid)
		}
		return fmt.Sprintf(`resource "idpkeys_okta_resource_server_jwks" "example" {
  authorization_server_id = %q
  active_kid              = %q

  keys = {
%s  }
}`, id, active, lines.String())
	}
	const q3, q4, q5 = "2026-q3", "2026-q4", "2026-q5"
	return []keyStep{
		{
			title: "register the key of the API, and activate it", resource: keys(q3, q3),
			output: []string{"1 added"}, effects: []string{"add " + q3, "activate " + q3},
			summary: "Two requests, since Okta takes new keys inactive only. Now the server is told to encrypt access tokens.",
		},
		{
			title: "another key takes its place, in one apply", resource: keys(q4, q4),
			event:   func() { box.Okta().SetAccessTokenEncryption(id, "RSA-OAEP-256") },
			output:  []string{`"2026-q3" -> "2026-q4"`, `Activating key "2026-q4" deactivates key "2026-q3"`, "1 changed"},
			effects: []string{"add " + q4, "activate " + q4, "deactivate " + q3, "delete " + q3},
			summary: "Added, activated, and only then deleted: never without an active key. Okta itself deactivated the old one.",
		},
		{
			title: "the next one, with the old one kept for a while; but the activation is refused", resource: keys(q5, q4, q5), exitCode: 1,
			event: func() {
				box.Inject(sandbox.Fault{Name: "refused", Match: activation(id), Answer: sandbox.Status(http.StatusForbidden)})
			},
			output:  []string{`"ACTIVE" -> "INACTIVE"`, `done: add "2026-q5" inactive. Not done, according to Okta's answer: activate "2026-q5".`},
			effects: []string{"add " + q5},
			summary: "Broken off in the middle, and nothing is amiss: 2026-q4 is still active. The state says how far it came.",
		},
		{
			title: "apply again", resource: keys(q5, q4, q5),
			output:  []string{`"ACTIVE" -> "INACTIVE"`, `"INACTIVE" -> "ACTIVE"`, "1 changed"},
			effects: []string{"activate " + q5, "deactivate " + q4},
			summary: "It went on where it had stopped, by the one request that was left. active_kid = \"2026-q4\" would be the way back.",
		},
	}
}

// activation matches the requests that activate an encryption key of a server.
func activation(id string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		return sandbox.OnResourceServerKeyActivate(r) && strings.Contains(r.URL.Path, "/"+id+"/")
	}
}
