import {
  to = idpkeys_okta_resource_server_jwks.example
  id = "aus1a2b3c4d5e6f7g8h9"
}
