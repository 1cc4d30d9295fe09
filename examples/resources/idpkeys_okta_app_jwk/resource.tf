# The public half of the key with which the app signs. The private half stays
# with the app.
resource "idpkeys_okta_app_jwk" "example" {
  app_id         = "0oa1a2b3c4d5e6f7g8h9"
  kid            = "2026-q4" # the thumbprint of the key (RFC 7638) if not set
  public_key_pem = file("${path.module}/2026-q4.pem")
  status         = "ACTIVE" # enforced; without it, the status is only read
}

# The key to which Okta encrypts ID tokens. If the file gets another key, one apply
# registers it and then deletes this one. For a moment both are registered, so they
# need different kids: without kid, each has its thumbprint.
resource "idpkeys_okta_app_jwk" "encryption" {
  app_id         = "0oa1a2b3c4d5e6f7g8h9"
  use            = "enc"
  alg            = "RSA-OAEP-256"
  public_key_pem = file("${path.module}/id-tokens.pem")

  lifecycle { create_before_destroy = true }
}

# You can read every form of the key, whichever you set.
output "jwk" {
  value = idpkeys_okta_app_jwk.example.jwk_json
}
