import {
  to = idpkeys_okta_resource_server_jwks.example
  identity = {
    authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  }
}
