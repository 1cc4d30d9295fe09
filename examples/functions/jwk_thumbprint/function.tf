# The kid with which to register the key. The signer names it in each signature's header.
output "kid" {
  value = provider::idpkeys::jwk_thumbprint(file("${path.module}/app.pem"))
}

# The thumbprint of a key is the same in every form.
check "certificate" {
  assert {
    condition = (
      provider::idpkeys::jwk_thumbprint(file("${path.module}/app.crt")) ==
      provider::idpkeys::jwk_thumbprint(file("${path.module}/app.pem"))
    )
    error_message = "app.crt certifies another key than that in app.pem."
  }
}
