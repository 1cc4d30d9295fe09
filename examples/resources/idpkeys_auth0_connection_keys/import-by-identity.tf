import {
  to = idpkeys_auth0_connection_keys.example
  identity = {
    connection_id = "con_a1b2c3d4e5f6g7h8"
  }
}
