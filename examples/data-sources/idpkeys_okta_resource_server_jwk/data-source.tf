variable "kid" {
  type        = string
  description = "The kid that a token names in its header."
}

data "idpkeys_okta_resource_server_jwk" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  kid                     = var.kid # or id, Okta's ID of the key
}

output "status" {
  value = data.idpkeys_okta_resource_server_jwk.example.status
}

output "public_key" {
  value = data.idpkeys_okta_resource_server_jwk.example.public_key_pem
}
