# The kid to register the key with, and to name in what it signs.
output "kid" {
  value = provider::idpkeys::jwk_thumbprint(file("${path.module}/app.pem"))
}

# One key has one thumbprint, whatever its form.
check "certificate" {
  assert {
    condition = (
      provider::idpkeys::jwk_thumbprint(file("${path.module}/app.crt")) ==
      provider::idpkeys::jwk_thumbprint(file("${path.module}/app.pem"))
    )
    error_message = "app.crt certifies another key than that in app.pem."
  }
}
