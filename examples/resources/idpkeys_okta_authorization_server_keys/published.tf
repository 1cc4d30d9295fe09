# Rotates in the first plan after 90 days in which the next key has been in the
# server's JWKS for two days. Apply on a schedule, such as every night: only an
# apply saves what its refresh found.
resource "idpkeys_okta_authorization_server_keys" "published" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"

  rotate_on_create  = false
  rotation_period   = "90d"
  require_published = { min_age = "2d" }
}

output "next_published_since" {
  value = idpkeys_okta_authorization_server_keys.published.next_published_since
}
