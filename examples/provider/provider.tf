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

# Every argument can come from the environment instead: AUTH0_DOMAIN,
# AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET. Then the block is empty.
provider "idpkeys" {
  auth0 = {
    domain        = "example.eu.auth0.com"
    client_id     = "JxQ4Zb1uJ0Xc3Rk8vYwT5nLmGd2HsPqE"
    client_secret = var.auth0_client_secret
  }
}
