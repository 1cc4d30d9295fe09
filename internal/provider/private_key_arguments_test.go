package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// secretForms are a private key in the forms in which people have one, and a secret of
// no form at all.
func secretForms(t *testing.T) map[string]string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	member := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	private, err := key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	public, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := json.Marshal(map[string]string{"kty": "EC", "crv": "P-256", "x": member(public[1:33]), "y": member(public[33:]), "d": member(private)})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"PEM":               text,
		"PEM in one line":   strings.ReplaceAll(strings.TrimSpace(text), "\n", " "),
		"PEM with \\n":      strings.ReplaceAll(text, "\n", `\n`),
		"base64 of the DER": base64.StdEncoding.EncodeToString(der),
		"JWK":               string(jwk),
		"opaque secret":     "sZ7-Qw" + member(private),
	}
}

// repeated finds a stretch of a secret in a text; short ones are everywhere.
func repeated(secret, text string) string {
	const stretch = 16
	for i := 0; i+stretch <= len(secret); i++ {
		part := secret[i : i+stretch]
		if !strings.Contains(part, "PRIVATE") && !strings.Contains(part, "-----") && !strings.Contains(part, `"kty"`) && !strings.Contains(part, `"crv"`) && strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

// argument is a string that a configuration can give, wherever it is, and the
// configuration with a value in its place.
type argument struct {
	path string
	set  func(value string) any
}

// argumentsOf are the strings of an object of a schema: attributes, elements, keys of
// maps, and those of objects inside.
func argumentsOf(attributes []*tfprotov6.SchemaAttribute) (all []argument) {
	for _, a := range attributes {
		if !a.Required && !a.Optional {
			continue
		}
		for _, inner := range inside(a) {
			all = append(all, argument{a.Name + inner.path, func(value string) any { return map[string]any{a.Name: inner.set(value)} }})
		}
	}
	return all
}

func inside(a *tfprotov6.SchemaAttribute) (all []argument) {
	plain := argument{"", func(value string) any { return value }}
	switch {
	case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeMap:
		for _, inner := range argumentsOf(a.NestedType.Attributes) {
			all = append(all, argument{"[key]." + inner.path, func(value string) any { return map[string]any{"a": inner.set(value)} }})
		}
		return append(all, argument{" (key)", func(value string) any { return map[string]any{value: map[string]any{}} }})
	case a.NestedType != nil:
		for _, inner := range argumentsOf(a.NestedType.Attributes) {
			all = append(all, argument{"." + inner.path, inner.set})
		}
		return all
	case a.Type.Is(tftypes.String):
		return []argument{plain}
	case a.Type.Is(tftypes.Map{}):
		return []argument{
			{" (value)", func(value string) any { return map[string]any{"a": value} }},
			{" (key)", func(value string) any { return map[string]any{value: "a"} }},
		}
	case a.Type.Is(tftypes.List{}), a.Type.Is(tftypes.Set{}):
		return []argument{{"[0]", func(value string) any { return []string{value} }}}
	case a.Type.Is(tftypes.Object{}):
		return objectArguments(a.Type.(tftypes.Object))
	default:
		return nil
	}
}

// objectArguments are those of an attribute that is an object by its type, such as
// timeouts.
func objectArguments(object tftypes.Object) (all []argument) {
	for _, name := range slices.Sorted(maps.Keys(object.AttributeTypes)) {
		if object.AttributeTypes[name].Is(tftypes.String) {
			all = append(all, argument{"." + name, func(value string) any { return map[string]any{name: value} }})
		}
	}
	return all
}

// merged is a configuration with the argument of another one.
func merged(base map[string]any, with any) map[string]any {
	config := maps.Clone(base)
	maps.Copy(config, with.(map[string]any))
	return config
}

// parentsOf are the arguments that a type needs before anything is looked at.
func parentsOf(s *acctest.Sandbox, schema *tfprotov6.Schema) map[string]any {
	parents := map[string]any{}
	for _, a := range schema.Block.Attributes {
		switch a.Name {
		case "connection_id":
			parents[a.Name] = s.Connection()
		case "authorization_server_id":
			parents[a.Name] = s.AuthorizationServer()
		case "app_id":
			parents[a.Name] = "0oaUnknown"
		}
	}
	return parents
}

// A private key, or another secret, in the place of any argument is repeated by no
// error and no warning: not when it is validated, planned, read or imported.
func TestArguments_noSecretIsRepeated(t *testing.T) {
	t.Parallel()
	forms := secretForms(t)
	plain, count := newServer(t, nil), 0
	silent := func(t *testing.T, what, form string, diags acctest.Diags) {
		t.Helper()
		for _, d := range diags {
			shown := d.Summary + "\n" + d.Detail
			if d.Attribute != nil {
				shown += d.Attribute.String()
			}
			if part := repeated(forms[form], shown); part != "" {
				t.Errorf("%s, %s: repeats %q in\n%s", what, form, part, shown)
			}
		}
	}
	check := func(typeName, kind string, schema *tfprotov6.Schema) {
		t.Run(kind+" "+typeName, func(t *testing.T) {
			s := acctest.NewSandbox(t)
			r, base := s.RPC(), parentsOf(s, schema)
			for _, a := range argumentsOf(schema.Block.Attributes) {
				count++
				for form, secret := range forms {
					if form == "opaque secret" && strings.HasSuffix(a.path, "keys (key)") {
						continue // nothing tells it from a kid, which plans and errors name
					}
					config, what := merged(base, a.set(secret)), typeName+"."+a.path
					if kind == "data source" {
						diags := r.ValidateData(typeName, config)
						silent(t, what, form, diags)
						_, diags = r.ReadData(typeName, config)
						silent(t, what, form, diags)
						continue
					}
					diags := r.Validate(typeName, config)
					silent(t, what, form, diags)
					if diags.Errors() == 0 {
						s.Walk(r)
						silent(t, what, form, r.Plan(typeName, nil, config).Diags)
					}
				}
			}
			for form, secret := range forms {
				if kind == "resource" {
					for _, id := range []string{secret, "x/" + secret, secret + "/x"} {
						_, diags := r.Import(typeName, id)
						silent(t, typeName+" import", form, diags)
					}
				}
			}
		})
	}
	for name, schema := range plain.schema.ResourceSchemas {
		check(name, "resource", schema)
	}
	for name, schema := range plain.schema.DataSourceSchemas {
		check(name, "data source", schema)
	}
	t.Run("provider", func(t *testing.T) {
		s := acctest.NewSandbox(t)
		r := acctest.NewRPC(t, acctest.Provider())
		for _, a := range argumentsOf(plain.schema.Provider.Block.Attributes) {
			count++
			for form, secret := range forms {
				config := a.set(secret).(map[string]any)
				silent(t, "provider."+a.path, form, r.ValidateProvider(config))
				silent(t, "provider."+a.path, form, r.Configure(config))
				silent(t, "provider."+a.path, form, r.Plan(connectionKeys, nil, map[string]any{"connection_id": s.Connection()}).Diags)
				silent(t, "provider."+a.path, form, r.Plan(serverKeys, nil, map[string]any{"authorization_server_id": s.AuthorizationServer()}).Diags)
			}
		}
	})
	if count < 80 {
		t.Errorf("%d arguments were tried, want all of some hundred", count)
	}
}
