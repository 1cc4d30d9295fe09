# By the ID of the authorization server. The resource then manages all of its
# encryption keys. Importing only reads.
terraform import idpkeys_okta_resource_server_jwks.example aus1a2b3c4d5e6f7g8h9
