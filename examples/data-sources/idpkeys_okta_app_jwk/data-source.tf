variable "kid" {
  type        = string
  description = "The kid that the app names in what it signs."
}

data "idpkeys_okta_app_jwk" "example" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"
  kid    = var.kid # or id, Okta's ID of the key
}

output "status" {
  value = data.idpkeys_okta_app_jwk.example.status
}

output "public_key" {
  value = data.idpkeys_okta_app_jwk.example.public_key_pem
}
