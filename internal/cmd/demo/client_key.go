package main

import (
	"fmt"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// newClientKeyDemo rotates the key with which an app signs, with one resource per
// key: the new key is registered before the old one is deleted.
func newClientKeyDemo(box *sandbox.Sandbox) *registeredKeyDemo {
	org := box.Okta()
	id := org.AddApp(sandbox.OktaApp{Label: "Example-Client"})
	return &registeredKeyDemo{
		vendorDemo: vendorDemo{
			vendor: "Okta", about: "the key with which an app signs, one resource a key", folder: "client", settings: oktaSettings(org),
			resource: func(text string) string { return text },
		},
		registered:       func() []sandbox.OktaRegisteredKey { return org.AppKeys(id) },
		effects:          func() []string { return org.AppKeyEffects(id) },
		wasWithoutActive: func() bool { return org.AppWasWithoutActiveKey(id, "sig") },
		steps:            clientKeySteps(id),
	}
}

func clientKeySteps(id string) []keyStep {
	key := func(kid, status string) string {
		return fmt.Sprintf(`resource "idpkeys_okta_app_jwk" %q {
  app_id         = %q
  kid            = %q
  public_key_pem = file("%s.pem")
  status         = %q
}`, strings.TrimPrefix(kid, "2026-"), id, kid, kid, status)
	}
	const q3, q4 = "2026-q3", "2026-q4"
	both := func(status string) string { return key(q3, status) + "\n\n" + key(q4, "ACTIVE") }
	return []keyStep{
		{
			title: "register the public key of the app", resource: key(q3, "ACTIVE"),
			output: []string{"1 added"}, effects: []string{"add " + q3},
			summary: "The app can sign in with 2026-q3. Okta was given the public half; the private one was never here.",
		},
		{
			title: "register the next one beside it", resource: both("ACTIVE"),
			output: []string{"1 added, 0 changed, 0 destroyed"}, effects: []string{"add " + q4},
			summary: "Okta takes what either key signs: the app can change over without a pause.",
		},
		{
			title: "the app signs with the new one, so take the old one out of use", resource: both("INACTIVE"),
			output: []string{`"ACTIVE" -> "INACTIVE"`, "0 added, 1 changed, 0 destroyed"}, effects: []string{"deactivate " + q3},
			summary: "2026-q3 is refused now, and can still come back: by status = \"ACTIVE\".",
		},
		{
			title: "remove its block, which deletes it", resource: key(q4, "ACTIVE"),
			output: []string{"0 added, 0 changed, 1 destroyed"}, effects: []string{"delete " + q3},
			summary: "Rotated, and at no moment was the app without an active key.",
		},
	}
}
