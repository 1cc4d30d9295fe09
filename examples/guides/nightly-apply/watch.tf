# What waits, and until when.
output "rollovers" {
  value = {
    portal_retiring      = { for kid, key in idpkeys_okta_app_jwks.portal.retiring : kid => { deactivate_at = key.deactivate_at, delete_at = key.delete_at } }
    api_activates_at     = idpkeys_okta_resource_server_jwks.api.activates_at
    api_retiring         = { for kid, key in idpkeys_okta_resource_server_jwks.api.retiring : kid => key.delete_at }
    next_published_since = idpkeys_okta_authorization_server_keys.tokens.next_published_since
  }
}

# A warning in each plan, as long as somebody has something to do.
check "portal" {
  assert {
    condition     = alltrue([for key in idpkeys_okta_app_jwks.portal.retiring : key.status == "INACTIVE"])
    error_message = "Each instance of the portal must sign with the new key by deactivate_at in the output rollovers. After that, Okta refuses the old key."
  }
}

check "api" {
  assert {
    # Terraform evaluates the message even if the condition is true. Null in it would be an error.
    condition     = idpkeys_okta_resource_server_jwks.api.activates_at == null
    error_message = "Each instance of the API must have the private key of ${idpkeys_okta_resource_server_jwks.api.active_kid} by ${coalesce(idpkeys_okta_resource_server_jwks.api.activates_at, "now")}."
  }
}
