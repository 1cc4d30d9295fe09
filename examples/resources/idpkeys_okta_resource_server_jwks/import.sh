# By the ID of the authorization server. All of its encryption keys become those
# of the resource. Importing sends nothing but reads.
terraform import idpkeys_okta_resource_server_jwks.example aus1a2b3c4d5e6f7g8h9
