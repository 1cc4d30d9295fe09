# An API that decrypts the access tokens of an authorization server. To exchange the
# key, put the next one in the place of this one, in both places, and apply. The apply
# adds the next key, and Okta goes on encrypting to this one for three days. Give
# every instance of the API the next private key within that time, beside this one.
resource "idpkeys_okta_resource_server_jwks" "api" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  active_kid              = "2026-q4"
  activate_after          = "3d"

  keys = {
    "2026-q4" = { public_key_pem = file("${path.module}/api-2026-q4.pem") }
  }

  retire = {
    delete_after = "30d"
  }
}
