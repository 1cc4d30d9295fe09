import {
  to = idpkeys_okta_resource_server_jwk.example
  identity = {
    authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
    id                      = "apk1a2b3c4d5e6f7g8h9"
  }
}
