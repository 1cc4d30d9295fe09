# The public halves of the app's keys. The private halves stay with the app.
resource "idpkeys_okta_app_jwks" "example" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"

  keys = {
    # Out of use, and still there to come back.
    "2026-q3" = {
      public_key_pem = file("${path.module}/2026-q3.pem")
      status         = "INACTIVE"
    }
    # The app signs with it.
    "2026-q4" = {
      public_key_pem = file("${path.module}/2026-q4.pem")
      status         = "ACTIVE"
    }
    # Okta encrypts ID tokens to it.
    "id-tokens" = {
      public_key_pem = file("${path.module}/id-tokens.pem")
      use            = "enc"
      alg            = "RSA-OAEP-256"
    }
  }
}

# Every form of a key can be read, whichever was given.
output "jwk" {
  value = idpkeys_okta_app_jwks.example.keys["2026-q4"].jwk_json
}
