variable "kid" {
  type        = string
  description = "The kid in the header of a token."
}

data "idpkeys_okta_authorization_server_key" "example" {
  authorization_server_id = "aus1a2b3c4d5e6f7g8h9"
  kid                     = var.kid
}

output "status" {
  value = data.idpkeys_okta_authorization_server_key.example.status
}

output "public_key" {
  value = data.idpkeys_okta_authorization_server_key.example.public_key_pem
}
