data "idpkeys_okta_app_jwks" "example" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"
}

# The registered keys, and whether Okta uses them.
output "keys" {
  value = [
    for key in data.idpkeys_okta_app_jwks.example.keys :
    { id = key.id, kid = key.kid, use = key.use, alg = key.alg, status = key.status, created = key.created }
  ]
}

# The keys with which the app may sign now, as a JWK set. A key without use is a
# signing key. A key that cannot be read, or whose kid is not ASCII, has no jwk_json.
output "active_signing_keys" {
  value = provider::idpkeys::jwks_json([
    for key in data.idpkeys_okta_app_jwks.example.keys :
    key.jwk_json if key.status == "ACTIVE" && key.use != "enc" && key.jwk_json != null
  ])
}
