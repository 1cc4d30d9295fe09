package main

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// oktaScene shows what else may happen to keys: the vendor rotates them as well,
// an answer gets lost, and there is no key to rotate to.
func oktaScene(box *sandbox.Sandbox) (*scene, error) {
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
	r := roles{signs: "ACTIVE", next: "NEXT", old: "EXPIRED"}
	return &scene{
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
		rotations: func() int { return org.Rotations(id) },
		acts:      oktaActs(box, id, r),
		end:       "one by Okta itself, the others each asked for once",
	}, nil
}

// oktaSettings is the argument of the provider block.
func oktaSettings(org *sandbox.OktaOrg) string {
	return fmt.Sprintf("okta = { org_url = %q, api_token = %q }", org.URL(), org.APIToken())
}

func oktaActs(box *sandbox.Sandbox, id string, r roles) []act {
	return []act{
		{
			title: "the first apply creates the resource, which rotates", trigger: "2026-q3",
			says: "1 added", sent: 1, rotations: 1, moral: r.rotated,
		},
		{
			title: "90 days later, Okta has rotated by itself (mode AUTO)", trigger: "2026-q3", later: 90 * day,
			event: func() { box.Okta().AutoRotate(id) },
			says:  "No changes", rotations: 2,
			moral: func(m moment) string {
				return fmt.Sprintf("No diff: Okta put key %s in place of key %s, and the state says so now. This run rotated nothing.",
					m.after.signs, m.earlier.signs)
			},
		},
		{
			title: "a day later, rotate_when_changed changes, and the answer to the rotation is lost", trigger: "2026-q4", later: day,
			event: func() {
				box.Inject(sandbox.Fault{Name: "the lost answer", Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
			},
			says: "were rotated, though no usable answer came", sent: 1, lost: true, rotations: 3,
			moral: func(m moment) string {
				return "The provider warns, but sent nothing again: it read the keys to find out what had happened.\n   " + r.rotated(m)
			},
		},
		{
			title: "a day later, rotate_when_changed changes, but Okta lists no NEXT key", trigger: "2027-q1", later: day,
			event: func() { box.Okta().SetNextAbsent(id, true) },
			code:  1, says: "no next key is listed, and require_next is true", rotations: 3,
			moral: untouched("Refused by require_next: no verifier has seen the key that would sign."),
		},
	}
}
