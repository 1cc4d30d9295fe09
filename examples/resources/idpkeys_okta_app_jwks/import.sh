# By the ID of the app. All of its keys become those of the resource. Importing
# sends nothing but reads.
terraform import idpkeys_okta_app_jwks.example 0oa1a2b3c4d5e6f7g8h9
