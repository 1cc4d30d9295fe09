# An app that signs in at Okta with a private key of its own, whose deployment takes
# days. To exchange the key, put the next one in the place of this one and apply. The
# apply adds the next key, and this one stays active for seven days. Deploy the next
# private key to every instance within that time.
resource "idpkeys_okta_app_jwks" "billing" {
  app_id = "0oa9h8g7f6e5d4c3b2a1"

  keys = {
    "2026-q4" = { public_key_pem = file("${path.module}/app-2026-q4.pem") }
  }

  retire = {
    deactivate_after = "7d"
    delete_after     = "30d"
  }
}
