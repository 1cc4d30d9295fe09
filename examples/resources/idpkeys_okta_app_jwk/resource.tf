# The public half of the key with which the app signs. The private half stays
# with the app.
resource "idpkeys_okta_app_jwk" "example" {
  app_id         = "0oa1a2b3c4d5e6f7g8h9"
  kid            = "2026-q4" # the thumbprint of the key (RFC 7638) if not set
  public_key_pem = file("${path.module}/2026-q4.pem")
  status         = "ACTIVE" # enforced; without it, status is only observed
}

# The key to which Okta encrypts ID tokens. Another key in the file takes its
# place in one apply: it is there before this one goes. The kid is left out,
# because both keys are registered for a moment: another key has another default.
resource "idpkeys_okta_app_jwk" "encryption" {
  app_id         = "0oa1a2b3c4d5e6f7g8h9"
  use            = "enc"
  alg            = "RSA-OAEP-256"
  public_key_pem = file("${path.module}/id-tokens.pem")

  lifecycle { create_before_destroy = true }
}

# Every form of the key can be read, whichever was given.
output "jwk" {
  value = idpkeys_okta_app_jwk.example.jwk_json
}
