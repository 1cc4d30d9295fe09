data "idpkeys_auth0_connection_keys" "example" {
  connection_id = "con_a1b2c3d4e5f6g7h8"
}

# All keys as a JWK set, for an identity provider that accepts one.
output "jwks" {
  value = data.idpkeys_auth0_connection_keys.example.jwks_json
}

# The certificate of the next key.
output "next_certificate" {
  value = data.idpkeys_auth0_connection_keys.example.next_key.cert
}
