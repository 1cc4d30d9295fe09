package yearsimulation

import (
	"fmt"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// The addresses of the resources, in the order in which they are visited: a resource comes after the
// one that it refers to.
const (
	connectionAddress = "idpkeys_auth0_connection_keys.workforce"
	workforceAddress  = "idpkeys_okta_app_jwks.workforce"
	billingAddress    = "idpkeys_okta_app_jwks.billing"
	apiAddress        = "idpkeys_okta_resource_server_jwks.api"
	serverAddress     = "idpkeys_okta_authorization_server_keys.api"
)

// shower shows attributes of a plan or a state as text.
type shower interface{ Show(path string) string }

// resource is one resource of the configuration, as in examples/rollovers.
type resource struct {
	address, typeName string
	// after is the address of the resource that it refers to, empty for none.
	after string
	// arguments are its arguments. referred are the values of the resource that it refers to.
	arguments func(referred shower) map[string]any
}

// resources is the configuration of a night.
func (f *fixture) resources() []resource {
	plain := func(arguments map[string]any) func(shower) map[string]any {
		return func(shower) map[string]any { return arguments }
	}
	s := f.schedule
	return []resource{
		{address: connectionAddress, typeName: acctest.ConnectionKeys, arguments: plain(map[string]any{
			"connection_id": f.connection, "rotate_on_create": false, "rotation_period": days(s.ConnectionPeriod),
		})},
		{address: workforceAddress, typeName: "idpkeys_okta_app_jwks", after: connectionAddress, arguments: f.workforceArguments},
		{address: billingAddress, typeName: "idpkeys_okta_app_jwks", arguments: plain(map[string]any{
			"app_id": f.billingApp, "keys": f.configuredKeys(f.billing),
			"retire": map[string]any{"deactivate_after": days(s.BillingDeactivate), "delete_after": days(s.BillingDelete)},
		})},
		{address: apiAddress, typeName: "idpkeys_okta_resource_server_jwks", arguments: plain(map[string]any{
			"authorization_server_id": f.server, "keys": f.configuredKeys(f.api), "active_kid": f.api.configured().kid,
			"activate_after": days(s.APIActivate), "retire": map[string]any{"delete_after": days(s.APIDelete)},
		})},
		{address: serverAddress, typeName: acctest.AuthorizationServerKeys, arguments: plain(map[string]any{
			"authorization_server_id": f.server, "rotate_on_create": false, "rotation_period": days(s.ServerPeriod),
			"require_published": map[string]any{"min_age": fmt.Sprintf("%dh", s.ServerMinAge)},
		})},
	}
}

// configuredKeys is the argument keys with the one key that is configured now.
func (f *fixture) configuredKeys(o *ownKeys) map[string]any {
	key := o.configured()
	return map[string]any{key.kid: map[string]any{"public_key_pem": key.publicPEM}}
}

// workforceArguments are those of the app at which the connection signs in. As in Terraform, a map with a key that
// is only known after apply is unknown as a whole.
func (f *fixture) workforceArguments(connection shower) map[string]any {
	arguments := map[string]any{
		"app_id": f.workforceApp, "keys": acctest.Unknown,
		"retire": map[string]any{"deactivate_after": days(f.schedule.ConnectionDeactivate), "delete_after": days(f.schedule.ConnectionDelete)},
	}
	current, next := connection.Show("kid"), connection.Show("next_kid")
	if isUnknown(current) || isUnknown(next) {
		return arguments
	}
	arguments["keys"] = map[string]any{
		current: map[string]any{"jwk_json": valueOf(connection.Show("jwk_json"))},
		next:    map[string]any{"jwk_json": valueOf(connection.Show("next_key.jwk_json"))},
	}
	return arguments
}

// isUnknown reports whether a text that was shown stands for a value that is only known after apply.
func isUnknown(shown string) bool { return shown == "unknown" }

// valueOf is the value of which a text was shown.
func valueOf(shown string) any {
	if isUnknown(shown) {
		return acctest.Unknown
	}
	return shown
}
