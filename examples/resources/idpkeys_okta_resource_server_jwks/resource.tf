# The public halves of the keys with which the API decrypts access tokens. The
# private halves stay with the API.
resource "idpkeys_okta_resource_server_jwks" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  active_kid              = "2026-q4" # Okta encrypts to this one

  keys = {
    "2026-q3" = { public_key_pem = file("${path.module}/2026-q3.pem") }
    "2026-q4" = { public_key_pem = file("${path.module}/2026-q4.pem") }
  }
}

# Every form of a key can be read, whichever was given.
output "active_key" {
  value = idpkeys_okta_resource_server_jwks.example.keys["2026-q4"].jwk_json
}

# Keys that somebody else has registered. They are left alone.
output "other_keys" {
  value = idpkeys_okta_resource_server_jwks.example.unmanaged_kids
}
