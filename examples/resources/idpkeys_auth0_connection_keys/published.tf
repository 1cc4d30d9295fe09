# Rotates in the first plan after 90 days in which the next key has been in the
# connection's JWKS for two days. Apply on a schedule, such as every night: only an
# apply saves what its refresh found.
resource "idpkeys_auth0_connection_keys" "published" {
  connection_id = "con_a1b2c3d4e5f6g7h8"

  rotate_on_create  = false
  rotation_period   = "90d"
  require_published = { min_age = "2d" }
}

output "next_published_since" {
  value = idpkeys_auth0_connection_keys.published.next_published_since
}
