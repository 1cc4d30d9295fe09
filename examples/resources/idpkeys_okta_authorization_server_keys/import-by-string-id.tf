import {
  to = idpkeys_okta_authorization_server_keys.example
  id = "aus1a2b3c4d5e6f7g8h9"
}
