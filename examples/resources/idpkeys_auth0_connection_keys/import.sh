# By the ID of the connection. Importing never rotates.
terraform import idpkeys_auth0_connection_keys.example con_a1b2c3d4e5f6g7h8
