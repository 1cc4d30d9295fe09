# n and e of a key in a PEM file, and its thumbprint as kid.
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
