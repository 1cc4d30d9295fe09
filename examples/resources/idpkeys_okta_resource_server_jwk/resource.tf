# The key to which Okta encrypts access tokens. The private half stays with the
# resource server. If the file gets another key, one apply adds and activates it, and
# then deletes this one. For a moment both are registered, so they need different
# kids: without kid, each has its thumbprint.
resource "idpkeys_okta_resource_server_jwk" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9" # or "default"
  public_key_pem          = file("${path.module}/access-tokens.pem")
  status                  = "ACTIVE" # enforced; added INACTIVE, then activated

  lifecycle { create_before_destroy = true }
}

# A key for later: without status, it is added INACTIVE, and the status is only read.
resource "idpkeys_okta_resource_server_jwk" "next" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  kid                     = "2027-q1" # the thumbprint of the key (RFC 7638) if not set
  public_key_pem          = file("${path.module}/2027-q1.pem")
}

# The kid in the tokens.
output "kid" {
  value = idpkeys_okta_resource_server_jwk.example.kid
}
