package main

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// newOktaDemo makes the demo of what else may happen to keys: the vendor rotates
// them too, an answer is lost, and there is no next key.
func newOktaDemo(box *sandbox.Sandbox) (*vendorDemo, error) {
	org := box.Okta()
	if err := org.Listen("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("starting the Okta org: %w", err)
	}
	// The sandbox draws the keys of each vendor from the same pool. These servers
	// take as many as the connection will have had, so that no key is shown at
	// both vendors.
	for range 2 {
		org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{})
	}
	id := org.AddAuthorizationServer(sandbox.OktaAuthorizationServer{Name: "Example", RotationMode: "AUTO"})
	r := roles{signs: "ACTIVE", next: "NEXT", previous: "EXPIRED"}
	return &vendorDemo{
		vendor: "Okta", about: "the same on a custom authorization server", folder: "okta", roles: r,
		settings: oktaSettings(org),
		resource: func(trigger string) string {
			return fmt.Sprintf(`resource "idpkeys_okta_authorization_server_keys" "example" {
  authorization_server_id = %q
  rotate_when_changed     = { quarter = %q }
  require_next            = true
}`, id, trigger)
		},
		keys: func() (keys []key) {
			for _, k := range org.SigningKeys(id) {
				keys = append(keys, key{kid: k.KID, role: k.Status})
			}
			return keys
		},
		rotations:   func() int { return org.Rotations(id) },
		steps:       oktaSteps(box, id, r),
		rotationsBy: "one by Okta itself, the others each asked for once",
	}, nil
}

// oktaSettings is the argument of the provider block.
func oktaSettings(org *sandbox.OktaOrg) string {
	return fmt.Sprintf("okta = { org_url = %q, api_token = %q }", org.URL(), org.APIToken())
}

func oktaSteps(box *sandbox.Sandbox, id string, r roles) []rotationStep {
	return []rotationStep{
		{
			title: "the first apply creates the resource, which rotates", trigger: "2026-q3",
			output: "1 added", sent: 1, rotations: 1, summary: r.rotationSummary,
		},
		{
			title: "90 days later, Okta has rotated by itself (mode AUTO)", trigger: "2026-q3", aged: 90 * day,
			event:  func() { box.Okta().AutoRotate(id) },
			output: "No changes", rotations: 2,
			summary: func(m keyChange) string {
				return fmt.Sprintf("No diff: Okta put key %s in place of key %s, and the state says so now. This run rotated nothing.",
					m.after.signs, m.earlier.signs)
			},
		},
		{
			title: "a day later, rotate_when_changed changes, and the answer to the rotation is lost", trigger: "2026-q4", aged: day,
			event: func() {
				box.Inject(sandbox.Fault{Name: "the lost answer", Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
			},
			output: "were rotated, though no usable answer came", sent: 1, lost: true, rotations: 3,
			summary: func(m keyChange) string {
				return "The provider warns, but sent nothing again: it read the keys to find out what had happened.\n   " + r.rotationSummary(m)
			},
		},
		{
			title: "a day later, rotate_when_changed changes, but Okta lists no NEXT key", trigger: "2027-q1", aged: day,
			event:    func() { box.Okta().SetNextAbsent(id, true) },
			exitCode: 1, output: "no next key is listed, and require_next is true", rotations: 3,
			summary: noRotationSummary("Refused by require_next: no verifier has seen the key that would sign."),
		},
	}
}
