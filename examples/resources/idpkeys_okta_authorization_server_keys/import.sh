# By the ID of the authorization server, or "default". Importing never rotates.
terraform import idpkeys_okta_authorization_server_keys.example aus1a2b3c4d5e6f7g8h9
