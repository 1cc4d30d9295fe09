# By the ID of the app. The resource then manages all of its keys. Importing only
# reads.
terraform import idpkeys_okta_app_jwks.example 0oa1a2b3c4d5e6f7g8h9
