# An Org2Org app in a spoke org, which provisions to the hub.
data "idpkeys_okta_app_connection_jwks" "hub" {
  app_id = "0oa1a2b3c4d5e6f7g8h9"
}

# For the app at the hub that represents this org: publish the set at its jwks_uri, ...
output "jwks" {
  value = data.idpkeys_okta_app_connection_jwks.hub.jwks_json
}

# ... or register the keys one by one.
output "keys" {
  value = { for key in data.idpkeys_okta_app_connection_jwks.hub.keys : key.kid => key.jwk_json }
}
