# Rotates when the value changes. Creating the resource adopts the keys as they
# are. On a server in MANUAL mode, rotation_period = "90d" also rotates by age. In
# AUTO mode, Okta does that.
resource "idpkeys_okta_authorization_server_keys" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"

  rotate_on_create    = false
  rotate_when_changed = { ticket = "OPS-1234" }

  # Refuse a rotation if no verifier can have seen the new key.
  require_next = true
}

# The key that verifiers must have before the next rotation. It is null if Okta has
# not made it yet.
output "next_key" {
  value = idpkeys_okta_authorization_server_keys.example.next_key
}
