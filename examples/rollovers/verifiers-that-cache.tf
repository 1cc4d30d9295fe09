# Verifiers of the tokens of an authorization server cache its published keys for up
# to a day. The keys are rotated in the first apply after 90 days in which the next
# key has been published for two days.
resource "idpkeys_okta_authorization_server_keys" "api" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  rotate_on_create        = false
  rotation_period         = "90d"
  require_published       = { min_age = "2d" }
}
