# By the ID of the app and Okta's ID of the key. The data source
# idpkeys_okta_app_jwks lists the IDs. Importing only reads.
terraform import idpkeys_okta_app_jwk.example 0oa1a2b3c4d5e6f7g8h9/pks1a2b3c4d5e6f7g8h9
