# The public halves of the keys with which the API decrypts access tokens. The
# private halves stay with the API.
resource "idpkeys_okta_resource_server_jwks" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  active_kid              = "2026-q4" # Okta encrypts to this key

  keys = {
    "2026-q3" = { public_key_pem = file("${path.module}/2026-q3.pem") }
    "2026-q4" = { public_key_pem = file("${path.module}/2026-q4.pem") }
  }
}

# You can read every form of a key, whichever you set.
output "active_key" {
  value = idpkeys_okta_resource_server_jwks.example.keys["2026-q4"].jwk_json
}

# Keys that somebody else has registered. They stay as they are.
output "other_keys" {
  value = idpkeys_okta_resource_server_jwks.example.unmanaged_kids
}
