terraform {
  required_providers {
    idpkeys = {
      source = "idpkeys/idpkeys"
    }
  }
}

variable "auth0_client_secret" {
  type      = string
  sensitive = true
}

variable "okta_private_key" {
  type        = string
  sensitive   = true
  description = "PEM or JWK: what is in the file, not its name."
}

# Leave out the vendor that you do not use. Every argument can come from the
# environment instead. Then the block is empty.
provider "idpkeys" {
  auth0 = {
    domain        = "example.eu.auth0.com"
    client_id     = "JxQ4Zb1uJ0Xc3Rk8vYwT5nLmGd2HsPqE"
    client_secret = var.auth0_client_secret
  }

  okta = {
    org_url     = "https://example.okta.com"
    client_id   = "0oa1a2b3c4d5e6f7g8h9"
    private_key = var.okta_private_key
    scopes      = ["okta.authorizationServers.read", "okta.authorizationServers.manage"]
  }
}
