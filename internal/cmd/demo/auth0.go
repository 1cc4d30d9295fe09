package main

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// newAuth0Demo makes the demo of the rule: a rotation when one is asked for, and
// at no other time.
func newAuth0Demo(box *sandbox.Sandbox) (*vendorDemo, error) {
	tenant := box.Auth0()
	if err := tenant.Listen("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("starting the Auth0 tenant: %w", err)
	}
	id := tenant.AddConnection(sandbox.Auth0Connection{Name: "Example-OIDC-Connection"})
	r := roles{signs: "current", next: "next", previous: "previous"}
	return &vendorDemo{
		vendor: "Auth0", about: "the keys of a connection", folder: "auth0", roles: r,
		settings: fmt.Sprintf("auth0 = { domain = %q, api_token = %q }", tenant.URL(), tenant.Token()),
		resource: func(trigger string) string {
			return fmt.Sprintf(`resource "idpkeys_auth0_connection_keys" "example" {
  connection_id       = %q
  rotate_when_changed = { quarter = %q }
}`, id, trigger)
		},
		keys: func() (keys []key) {
			for _, k := range tenant.Keys(id) {
				keys = append(keys, key{kid: k.KID, role: k.Role})
			}
			return keys
		},
		rotations:   func() int { return tenant.Rotations(id) },
		steps:       auth0Steps(r),
		rotationsBy: "each asked for once",
	}, nil
}

func auth0Steps(r roles) []rotationStep {
	return []rotationStep{
		{
			title: "the first apply creates the resource, which rotates", trigger: "2026-q3",
			output: "1 added", sent: 1, rotations: 1, summary: r.rotationSummary,
		},
		{
			title: "a day later, nothing has changed", trigger: "2026-q3", aged: day,
			output: "No changes", rotations: 1, summary: noRotationSummary("Nothing to do: no key was touched."),
		},
		{
			title: "another day later, rotate_when_changed changes, which rotates in place", trigger: "2026-q4", aged: day,
			output: "1 changed", sent: 1, rotations: 2, summary: r.rotationSummary,
		},
		{
			title: "at once, it changes again, and the guard refuses", trigger: "2027-q1",
			exitCode: 1, output: "rotated too recently", rotations: 2,
			summary: noRotationSummary("Refused by the guard (min_rotation_interval): no key was touched."),
		},
	}
}
