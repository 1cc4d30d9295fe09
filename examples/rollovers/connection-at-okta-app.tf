# Users of an Auth0 tenant sign in at an Okta org. Auth0 signs in at the Okta app of
# the connection with private_key_jwt, and Okta verifies with the keys of the app.
#
# rotate_on_create = false: the app has the next key before the first rotation.
resource "idpkeys_auth0_connection_keys" "workforce" {
  connection_id    = "con_a1b2c3d4e5f6g7h8"
  rotate_on_create = false
  rotation_period  = "90d"
}

# The keys of the app are the current and the next key of the connection. A rotation
# makes a new next key, and the same apply registers it here, so that Okta has it for
# a whole period before it signs. The key that signed until then leaves keys: it stays
# active for two days, and is deleted after a month.
resource "idpkeys_okta_app_jwks" "workforce" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"

  keys = {
    (idpkeys_auth0_connection_keys.workforce.kid) = {
      jwk_json = idpkeys_auth0_connection_keys.workforce.jwk_json
    }
    (idpkeys_auth0_connection_keys.workforce.next_kid) = {
      jwk_json = idpkeys_auth0_connection_keys.workforce.next_key.jwk_json
    }
  }

  retire = {
    deactivate_after = "2d"
    delete_after     = "30d"
  }
}
