# The key to which Okta encrypts access tokens. The private half stays with the
# resource server. Another key in the file takes its place in one apply: it is
# active before this one goes. The kid is left out, because both keys are
# registered for a moment.
resource "idpkeys_okta_resource_server_jwk" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9" # or "default"
  public_key_pem          = file("${path.module}/access-tokens.pem")
  status                  = "ACTIVE" # enforced; added inactive, then activated

  lifecycle { create_before_destroy = true }
}

# One that waits: without status, a key is added inactive and then only observed.
resource "idpkeys_okta_resource_server_jwk" "next" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  kid                     = "2027-q1" # the thumbprint of the key (RFC 7638) if not set
  public_key_pem          = file("${path.module}/2027-q1.pem")
}

# The kid that Okta names in the tokens.
output "kid" {
  value = idpkeys_okta_resource_server_jwk.example.kid
}
