data "idpkeys_okta_app_jwks" "example" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"
}

# What is registered, and what Okta uses of it.
output "keys" {
  value = [
    for key in data.idpkeys_okta_app_jwks.example.keys :
    { id = key.id, kid = key.kid, use = key.use, alg = key.alg, status = key.status, created = key.created }
  ]
}

# The keys that the app may sign with now, as a JWK set. No use means sig. A key
# that cannot be read has no jwk_json, nor has one with a kid that is not ASCII.
output "active_signing_keys" {
  value = provider::idpkeys::jwks_json([
    for key in data.idpkeys_okta_app_jwks.example.keys :
    key.jwk_json if key.status == "ACTIVE" && key.use != "enc" && key.jwk_json != null
  ])
}
