# A JWK set to publish: the old and the new signing key, and an encryption key.
output "jwks" {
  value = provider::idpkeys::jwks_json([
    file("${path.module}/2026-q3.pem"),
    file("${path.module}/2026-q4.crt"),
    jsonencode({
      kty = "EC"
      crv = "P-256"
      x   = "oVCoiH3-ioSYnn5rDAIv8xxSQmnZVE4JjLib73LXTYE"
      y   = "C0sMIujhZdSVIUQ-SrZu1cU3i4ofLXfDdk2Uxoe7HWQ"
      kid = "encryption"
      use = "enc"
    }),
  ])
}
