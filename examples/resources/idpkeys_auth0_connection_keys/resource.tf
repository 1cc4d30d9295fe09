# Rotates when the value changes, and in the first plan after 90 days without a
# rotation. Creating the resource adopts the keys as they are. If they are older than
# 90 days then, the plan of the create says so, and the next plan rotates.
resource "idpkeys_auth0_connection_keys" "example" {
  connection_id = "con_a1b2c3d4e5f6g7h8"

  rotate_on_create    = false
  rotation_period     = "90d"
  rotate_when_changed = { ticket = "OPS-1234" }
}

# The key to register at the identity provider before the next rotation.
output "next_key_jwk" {
  value = idpkeys_auth0_connection_keys.example.next_key.jwk_json
}
