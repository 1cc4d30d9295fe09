data "idpkeys_okta_resource_server_jwks" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
}

# The active key. The resource server needs its private half. It is null if no key
# is active.
output "active_kid" {
  value = one(data.idpkeys_okta_resource_server_jwks.example.active_key[*].kid)
}

# The registered keys, at most 5.
output "keys" {
  value = [
    for key in data.idpkeys_okta_resource_server_jwks.example.keys :
    { id = key.id, kid = key.kid, status = key.status, created = key.created }
  ]
}

# The public keys, to register with another authorization server.
output "jwks" {
  value = data.idpkeys_okta_resource_server_jwks.example.jwks_json
}
