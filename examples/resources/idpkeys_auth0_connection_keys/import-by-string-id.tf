import {
  to = idpkeys_auth0_connection_keys.example
  id = "con_a1b2c3d4e5f6g7h8"
}
