package provider_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// The names of resources and data sources.
const (
	connectionKeys = "idpkeys_auth0_connection_keys"
	serverKeys     = "idpkeys_okta_authorization_server_keys"
	serverKey      = "idpkeys_okta_authorization_server_key"
	appKey         = "idpkeys_okta_app_jwk"
	appKeys        = "idpkeys_okta_app_jwks"
	encryptionKey  = "idpkeys_okta_resource_server_jwk"
	encryptionKeys = "idpkeys_okta_resource_server_jwks"
)

// server is a provider as Terraform sees it.
type server struct {
	tfprotov6.ProviderServer
	t      *testing.T
	schema *tfprotov6.GetProviderSchemaResponse
}

// newServer is a provider without an environment.
func newServer(t *testing.T, network http.RoundTripper) server {
	t.Helper()
	return newServerWith(t, network, nil)
}

func newServerWith(t *testing.T, network http.RoundTripper, env map[string]string) server {
	t.Helper()
	factory := provider.New("1.2.3", provider.WithNetwork(network),
		provider.WithEnvironment(func(name string) string { return env[name] }),
		provider.WithWaiter(func(ctx context.Context, _ time.Duration) error { return ctx.Err() }))
	protocol, err := providerserver.NewProtocol6WithError(factory())()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := protocol.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(schema.Diagnostics) > 0 {
		t.Fatalf("no schema: %v %s", err, worded(schema.Diagnostics))
	}
	return server{protocol, t, schema}
}

// value is an object of the type, with the attributes given and all others
// null.
func value(typ tftypes.Type, attributes map[string]any) tftypes.Value {
	object, _ := typ.(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		switch given := attributes[name].(type) {
		case map[string]any:
			values[name] = value(attribute, given)
		case []any:
			values[name] = set(attribute, given)
		case int:
			values[name] = tftypes.NewValue(attribute, int64(given))
		default:
			values[name] = tftypes.NewValue(attribute, attributes[name])
		}
	}
	return tftypes.NewValue(object, values)
}

func set(typ tftypes.Type, elements []any) tftypes.Value {
	of, _ := typ.(tftypes.Set)
	values := []tftypes.Value{}
	for _, element := range elements {
		values = append(values, tftypes.NewValue(of.ElementType, element))
	}
	return tftypes.NewValue(of, values)
}

func (s server) dynamic(typ tftypes.Type, attributes map[string]any) *tfprotov6.DynamicValue {
	s.t.Helper()
	v, err := tfprotov6.NewDynamicValue(typ, value(typ, attributes))
	if err != nil {
		s.t.Fatal(err)
	}
	return &v
}

// configure configures the provider with a configuration.
func (s server) configure(config map[string]any) string {
	s.t.Helper()
	resp, err := s.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: s.dynamic(s.schema.Provider.ValueType(), config)})
	if err != nil {
		s.t.Fatal(err)
	}
	return worded(resp.Diagnostics)
}

func (s server) validate(config map[string]any) string {
	s.t.Helper()
	resp, err := s.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: s.dynamic(s.schema.Provider.ValueType(), config)})
	if err != nil {
		s.t.Fatal(err)
	}
	return worded(resp.Diagnostics)
}

// readData reads the data source of Auth0 and returns its diagnostics.
func (s server) readData(id string) string {
	s.t.Helper()
	return s.read(connectionKeys, map[string]any{"connection_id": id})
}

// readOkta reads a data source of Okta and returns its diagnostics.
func (s server) readOkta(id string) string {
	s.t.Helper()
	return s.read(serverKeys, map[string]any{"authorization_server_id": id})
}

func (s server) read(name string, attributes map[string]any) string {
	s.t.Helper()
	config := s.dynamic(s.schema.DataSourceSchemas[name].ValueType(), attributes)
	resp, err := s.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: config})
	if err != nil {
		s.t.Fatal(err)
	}
	return worded(resp.Diagnostics)
}

// refresh reads a resource in the state and returns its diagnostics.
func (s server) refresh(state map[string]any) string {
	s.t.Helper()
	current := s.dynamic(s.schema.ResourceSchemas[connectionKeys].ValueType(), state)
	resp, err := s.ReadResource(s.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: connectionKeys, CurrentState: current})
	if err != nil {
		s.t.Fatal(err)
	}
	return worded(resp.Diagnostics)
}

func worded(diags []*tfprotov6.Diagnostic) string {
	var text strings.Builder
	for _, d := range diags {
		where := ""
		if d.Attribute != nil {
			where = " at " + d.Attribute.String()
		}
		fmt.Fprintf(&text, "%s%s: %s: %s\n", d.Severity, where, d.Summary, d.Detail)
	}
	return text.String()
}
