import {
  to = idpkeys_okta_app_jwks.example
  id = "0oa1a2b3c4d5e6f7g8h9"
}
