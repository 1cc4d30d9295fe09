package provider_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// everySchema are the schemas of everything that the provider offers, by name.
func everySchema(t *testing.T) map[string]*tfprotov6.Schema {
	t.Helper()
	s := newServer(t, nil)
	all := map[string]*tfprotov6.Schema{"provider": s.schema.Provider}
	for name, schema := range s.schema.ResourceSchemas {
		all["resource "+name] = schema
	}
	for name, schema := range s.schema.DataSourceSchemas {
		all["data source "+name] = schema
	}
	for name, schema := range s.schema.EphemeralResourceSchemas {
		all["ephemeral resource "+name] = schema
	}
	for name, schema := range s.schema.ActionSchemas {
		all["action "+name] = schema.Schema
	}
	return all
}

// walk calls visit for each object's attributes, from the outside in.
func walk(path string, attributes []*tfprotov6.SchemaAttribute, visit func(path string, attributes []*tfprotov6.SchemaAttribute)) {
	visit(path, attributes)
	for _, a := range attributes {
		if a.NestedType != nil {
			walk(path+"."+a.Name, a.NestedType.Attributes, visit)
		}
	}
}

func names(attributes []*tfprotov6.SchemaAttribute) []string {
	var all []string
	for _, a := range attributes {
		all = append(all, a.Name)
	}
	slices.Sort(all)
	return all
}

// The objects inside a type repeat what its own attributes say of a key. Beside
// one another no two attributes have the same description.
func TestSchema_everyAttributeHasADescriptionOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, schema := range everySchema(t) {
		if schema.Block.Description == "" {
			t.Errorf("%s is not described", name)
		}
		if len(schema.Block.BlockTypes) > 0 {
			t.Errorf("%s has blocks, which this test does not look into", name)
		}
		walk(name, schema.Block.Attributes, func(path string, attributes []*tfprotov6.SchemaAttribute) {
			said := map[string]string{}
			for _, a := range attributes {
				if other, twice := said[a.Description]; twice {
					t.Errorf("%s: %s and %s have the same description: %s", path, other, a.Name, a.Description)
				}
				said[a.Description] = a.Name
				checkDescription(t, path+"."+a.Name, a.Description)
			}
		})
	}
}

func checkDescription(t *testing.T, path, text string) {
	t.Helper()
	if len(text) < 10 || !strings.HasSuffix(text, ".") || strings.ToUpper(text[:1]) != text[:1] {
		t.Errorf("%s is not described in a sentence: %q", path, text)
	}
}

// The ID of a key names it; it is no secret.
var publicName = regexp.MustCompile(`_id$`)

var secretName = regexp.MustCompile(`token|secret|password|passphrase|private|credential|assertion_private`)

func TestSchema_whatIsNamedLikeASecretIsSensitive(t *testing.T) {
	t.Parallel()
	var found []string
	for name, schema := range everySchema(t) {
		walk(name, schema.Block.Attributes, func(path string, attributes []*tfprotov6.SchemaAttribute) {
			for _, a := range attributes {
				if a.Sensitive != (a.WriteOnly || secretName.MatchString(a.Name) && !publicName.MatchString(a.Name)) {
					t.Errorf("%s.%s: sensitive is %v", path, a.Name, a.Sensitive)
				}
				if a.Sensitive {
					found = append(found, path+"."+a.Name)
				}
			}
		})
	}
	slices.Sort(found)
	want := []string{
		"provider.auth0.api_token", "provider.auth0.client_assertion_private_key", "provider.auth0.client_secret",
		"provider.okta.access_token", "provider.okta.api_token", "provider.okta.private_key",
		// A private key may be given there by mistake.
		"resource " + appKey + ".public_key_pem_wo", "resource " + encryptionKey + ".public_key_pem_wo",
	}
	if !slices.Equal(found, want) {
		t.Errorf("sensitive are %v, want %v", found, want)
	}
}

func TestSchema_everyAttributeIsGivenOrComputed(t *testing.T) {
	t.Parallel()
	for name, schema := range everySchema(t) {
		walk(name, schema.Block.Attributes, func(path string, attributes []*tfprotov6.SchemaAttribute) {
			for _, a := range attributes {
				if a.Required && (a.Optional || a.Computed) || !a.Required && !a.Optional && !a.Computed {
					t.Errorf("%s.%s: required %v, optional %v, computed %v", path, a.Name, a.Required, a.Optional, a.Computed)
				}
			}
		})
	}
}

// Names are for ever: one that is added or taken away is a decision.
func TestSchema_names(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	if got := slices.Sorted(maps.Keys(s.schema.ResourceSchemas)); !slices.Equal(got, []string{
		connectionKeys, appKey, appKeys, serverKeys, encryptionKey, encryptionKeys,
	}) {
		t.Errorf("resources %v", got)
	}
	if got := slices.Sorted(maps.Keys(s.schema.DataSourceSchemas)); !slices.Equal(got, []string{
		connectionKeys, "idpkeys_okta_app_connection_jwks", appKey, appKeys, serverKey, serverKeys,
		encryptionKey, encryptionKeys,
	}) {
		t.Errorf("data sources %v", got)
	}
	if got := slices.Sorted(maps.Keys(s.schema.Functions)); !slices.Equal(got, []string{"jwk", "jwk_thumbprint", "jwk_to_pem", "jwks_json"}) {
		t.Errorf("functions %v", got)
	}
	got := map[string][]string{}
	for name, schema := range everySchema(t) {
		walk(name, schema.Block.Attributes, func(path string, attributes []*tfprotov6.SchemaAttribute) { got[path] = names(attributes) })
	}
	for path, want := range goldenNames() {
		if !slices.Equal(got[path], want) {
			t.Errorf("%s\n got: %v\nwant: %v", path, got[path], want)
		}
		delete(got, path)
	}
	for path, names := range got {
		t.Errorf("%s is new: %v", path, names)
	}
}

func goldenNames() map[string][]string {
	// The attributes that the request for this resource names.
	seed := strings.Fields("algorithm cert current current_since fingerprint id key_use kid next pkcs previous subject_dn thumbprint")
	key := strings.Fields("algorithm cert fingerprint jwk_json key_use kid pkcs public_key_pem subject_dn thumbprint")
	listed := slices.Concat(key, []string{"current", "current_since", "next", "previous"})
	added := strings.Fields("connection_id jwk_json last_rotated_at min_rotation_interval next_key next_kid next_published_since previous_key previous_kid " +
		"public_key_pem published_kids require_published rotate_on_create rotate_when_changed rotation_due_at rotation_period timeouts")
	const resource, data = "resource " + connectionKeys, "data source " + connectionKeys
	golden := map[string][]string{
		"provider": strings.Fields("auth0 max_retries okta request_timeout"),
		"provider.auth0": strings.Fields("api_token audience client_assertion_private_key client_assertion_signing_alg client_id " +
			"client_secret domain"),
		"provider.okta":            strings.Fields("access_token api_token base_url client_id dpop org_name org_url private_key private_key_id scopes"),
		resource:                   slices.Concat(seed, added),
		resource + ".next_key":     key,
		resource + ".previous_key": key,
		resource + ".timeouts":     strings.Fields("create delete read update"),

		resource + ".require_published": strings.Fields("jwks_uri min_age"),
		data:                            strings.Fields("connection_id current_key id jwks_json keys next_key previous_key"),
		data + ".keys":                  listed,
		data + ".current_key":           listed,
		data + ".next_key":              listed,
		data + ".previous_key":          listed,
	}
	addOktaNames(golden)
	addOktaAppNames(golden)
	for _, names := range golden {
		slices.Sort(names)
	}
	return golden
}

func addOktaAppNames(golden map[string][]string) {
	key := strings.Fields("alg created crv e id jwk_json kid kty last_updated links n public_key_pem status use x y")
	for name, parent := range map[string]string{appKey: "app_id", encryptionKey: "authorization_server_id"} {
		golden["resource "+name] = slices.DeleteFunc(slices.Concat(key, []string{parent},
			strings.Fields("on_destroy public_key_pem_wo public_key_pem_wo_version timeouts")), func(name string) bool { return name == "links" })
		golden["resource "+name+".timeouts"] = strings.Fields("create delete read update")
		golden["data source "+name] = slices.Concat(key, []string{parent})
	}
	set := strings.Fields("exclusive id keys on_destroy retire retiring timeouts unmanaged_kids")
	for _, name := range []string{appKeys, encryptionKeys} {
		golden["resource "+name+".retiring"] = strings.Fields("alg created deactivate_at delete_at id jwk_json since status use")
	}
	golden["resource "+appKeys+".retire"] = strings.Fields("deactivate_after delete_after")
	golden["resource "+encryptionKeys+".retire"] = strings.Fields("delete_after")
	golden["resource "+appKeys] = slices.Concat(set, []string{"app_id"})
	golden["resource "+encryptionKeys] = slices.Concat(set, []string{"authorization_server_id", "activate_after", "activates_at", "active_kid"})
	for _, name := range []string{"resource " + appKeys, "resource " + encryptionKeys} {
		golden[name+".keys"] = strings.Fields("alg created crv e id jwk_json kty n public_key_pem status use x y")
		golden[name+".timeouts"] = strings.Fields("create delete read update")
	}
	const keys = "data source " + encryptionKeys
	golden[keys] = strings.Fields("active_key authorization_server_id id jwks_json keys")
	golden[keys+".keys"], golden[keys+".active_key"] = slices.Clone(key), slices.Clone(key)
	for name, keys := range map[string][]string{
		appKeys: key,
		"idpkeys_okta_app_connection_jwks": strings.Fields("created e expires_at jwk_json kid kty last_updated n public_key_pem use x5c " +
			"x5t_s256"),
	} {
		golden["data source "+name] = strings.Fields("app_id id jwks_json keys")
		golden["data source "+name+".keys"] = keys
	}
}

func addOktaNames(golden map[string][]string) {
	key := strings.Fields("alg e jwk_json kid kty n public_key_pem status use")
	listed := slices.Concat(key, []string{"links"})
	const resource, keys, one = "resource " + serverKeys, "data source " + serverKeys, "data source " + serverKey
	golden[resource] = slices.Concat(key, strings.Fields("authorization_server_id id last_rotated_at min_rotation_interval next_key next_kid next_published_since "+
		"previous_key previous_kid published_kids require_next require_published rotate_on_create rotate_when_changed rotation_due_at rotation_mode rotation_period timeouts"))
	golden[resource+".next_key"], golden[resource+".previous_key"] = slices.Clone(key), slices.Clone(key)
	golden[resource+".timeouts"] = strings.Fields("create delete read update")
	golden[resource+".require_published"] = strings.Fields("jwks_uri min_age")
	golden[keys] = strings.Fields("active_key authorization_server_id expired_keys id jwks_json keys last_rotated next_key next_rotation rotation_mode")
	for _, name := range []string{"keys", "active_key", "expired_keys", "next_key"} {
		golden[keys+"."+name] = slices.Clone(listed)
	}
	golden[one] = slices.Concat(listed, strings.Fields("authorization_server_id id"))
}

// Functions are described in sentences, and so are their parameters. Whoever
// reads one has to learn what Terraform prints of a private key.
func TestSchema_functions(t *testing.T) {
	t.Parallel()
	for name, f := range newServer(t, nil).schema.Functions {
		checkDescription(t, name, f.Description)
		if f.Summary == "" || strings.HasSuffix(f.Summary, ".") || !strings.Contains(f.Description, "mark what may hold a private key") {
			t.Errorf("%s: summary %q, description %q", name, f.Summary, f.Description)
		}
		if f.VariadicParameter != nil || len(f.Parameters) != 1 {
			t.Fatalf("%s has other parameters: %+v", name, f)
		}
		p := f.Parameters[0]
		if want := map[bool]string{true: "keys", false: "key"}[name == "jwks_json"]; p.Name != want || p.AllowNullValue || p.AllowUnknownValues {
			t.Errorf("%s: parameter %+v", name, p)
		}
		checkDescription(t, name+"."+p.Name, p.Description)
	}
}

// What an import has to give is what names the parent.
func TestSchema_identity(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	resp, err := s.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatalf("%v %s", err, worded(resp.Diagnostics))
	}
	for name, parent := range map[string]string{connectionKeys: "connection_id", serverKeys: "authorization_server_id"} {
		identity := resp.IdentitySchemas[name]
		if identity == nil || len(identity.IdentityAttributes) != 1 {
			t.Fatalf("%s: identity %+v", name, identity)
		}
		if a := identity.IdentityAttributes[0]; a.Name != parent || !a.RequiredForImport || a.Description == "" {
			t.Errorf("%s: identity attribute %+v", name, a)
		}
	}
}

// Where Okta takes RSA keys only, no description offers EC keys; the members of EC
// keys are there, since single keys of every parent share them.
func TestSchema_encryptionKeysOfServersAreRSAOnly(t *testing.T) {
	t.Parallel()
	found := 0
	for name, schema := range everySchema(t) {
		if !strings.Contains(name, "okta_resource_server_jwk") {
			continue
		}
		walk(name, schema.Block.Attributes, func(path string, attributes []*tfprotov6.SchemaAttribute) {
			for _, a := range attributes {
				switch a.Name {
				case "crv", "x", "y":
					found++
					if !strings.Contains(a.Description, "Always null") {
						t.Errorf("%s.%s: %s", path, a.Name, a.Description)
					}
				case "kty":
					if strings.Contains(a.Description, "EC") {
						t.Errorf("%s.%s: %s", path, a.Name, a.Description)
					}
				}
			}
		})
	}
	if found != 15 { // two resources, two data sources, one of which has two places
		t.Errorf("%d members of EC keys found, want 15", found)
	}
}
