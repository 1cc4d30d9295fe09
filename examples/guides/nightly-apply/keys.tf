# The app signs in with its private key. Its instances get a new one over some days.
resource "idpkeys_okta_app_jwks" "portal" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"
  keys   = { "2026-q4" = { public_key_pem = file("${path.module}/2026-q4.pem") } }
  retire = { deactivate_after = "7d", delete_after = "30d" }
}

# The API decrypts its access tokens. It needs a private key before Okta encrypts to the public one.
resource "idpkeys_okta_resource_server_jwks" "api" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  active_kid              = "2026-q4"
  keys                    = { "2026-q4" = { public_key_pem = file("${path.module}/2026-q4.pem") } }
  activate_after          = "2d"
  retire                  = { delete_after = "9d" }
}

# Verifiers cache the keys with which Okta signs, some of them for days.
resource "idpkeys_okta_authorization_server_keys" "tokens" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  rotate_on_create        = false
  rotation_period         = "90d"
  require_published       = { min_age = "5d" }
}
