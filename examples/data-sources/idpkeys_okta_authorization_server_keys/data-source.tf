data "idpkeys_okta_authorization_server_keys" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
}

# All keys as a JWK set, for a verifier that cannot fetch them from Okta.
output "jwks" {
  value = data.idpkeys_okta_authorization_server_keys.example.jwks_json
}

# The next key. It is null if Okta has not made it yet.
output "next_kid" {
  value = one(data.idpkeys_okta_authorization_server_keys.example.next_key[*].kid)
}

output "rotation" {
  value = {
    mode = data.idpkeys_okta_authorization_server_keys.example.rotation_mode
    last = data.idpkeys_okta_authorization_server_keys.example.last_rotated
    next = data.idpkeys_okta_authorization_server_keys.example.next_rotation
  }
}
