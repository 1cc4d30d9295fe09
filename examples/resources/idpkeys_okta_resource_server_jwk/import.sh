# By the ID of the authorization server and Okta's ID of the key. The data
# source idpkeys_okta_resource_server_jwks lists the IDs. Importing only reads.
terraform import idpkeys_okta_resource_server_jwk.example aus1a2b3c4d5e6f7g8h9/apk1a2b3c4d5e6f7g8h9
