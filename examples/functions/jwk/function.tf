# n and e from a PEM file, and a kid that is the same wherever the key is known.
locals {
  app = provider::idpkeys::jwk(file("${path.module}/app.pem"))
}

output "app" {
  value = {
    kid = local.app.kid
    kty = local.app.kty
    n   = local.app.n
    e   = local.app.e
  }
}
