package main

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// auth0Scene shows the rule: a rotation when one is asked for, and at no other
// time.
func auth0Scene(box *sandbox.Sandbox) (*scene, error) {
	tenant := box.Auth0()
	if err := tenant.Listen("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("starting the Auth0 tenant: %w", err)
	}
	id := tenant.AddConnection(sandbox.Auth0Connection{Name: "Example-OIDC-Connection"})
	r := roles{signs: "current", next: "next", old: "previous"}
	return &scene{
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
		rotations: func() int { return tenant.Rotations(id) },
		acts:      auth0Acts(r),
		end:       "each asked for once",
	}, nil
}

func auth0Acts(r roles) []act {
	return []act{
		{
			title: "the first apply creates the resource, which rotates", trigger: "2026-q3",
			says: "1 added", sent: 1, rotations: 1, moral: r.rotated,
		},
		{
			title: "a day later, nothing has changed", trigger: "2026-q3", later: day,
			says: "No changes", rotations: 1, moral: untouched("Nothing to do: no key was touched."),
		},
		{
			title: "another day later, rotate_when_changed changes, which rotates in place", trigger: "2026-q4", later: day,
			says: "1 changed", sent: 1, rotations: 2, moral: r.rotated,
		},
		{
			title: "at once, it changes again, and the guard refuses", trigger: "2027-q1",
			code: 1, says: "rotated too recently", rotations: 2,
			moral: untouched("Refused by the guard (min_rotation_interval): no key was touched."),
		},
	}
}
