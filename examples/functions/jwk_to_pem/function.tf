# The keys of a key set, each as PEM, for programs that do not read JWKs.
output "pem" {
  value = {
    for key in jsondecode(file("${path.module}/jwks.json")).keys :
    key.kid => provider::idpkeys::jwk_to_pem(jsonencode(key))
  }
}
