# The public halves of the app's keys. The private halves stay with the app.
resource "idpkeys_okta_app_jwks" "example" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"

  keys = {
    # Not in use, and can be activated again.
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

# You can read every form of a key, whichever you set.
output "jwk" {
  value = idpkeys_okta_app_jwks.example.keys["2026-q4"].jwk_json
}
