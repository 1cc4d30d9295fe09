package provider_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// diagnostics are those of validating a provider block and of configuring the
// provider with it.
func (s server) diagnostics(config map[string]any) []*tfprotov6.Diagnostic {
	s.t.Helper()
	typ := s.schema.Provider.ValueType()
	validated, err := s.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: s.dynamic(typ, config)})
	if err != nil {
		s.t.Fatal(err)
	}
	configured, err := s.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: s.dynamic(typ, config)})
	if err != nil {
		s.t.Fatal(err)
	}
	return append(validated.Diagnostics, configured.Diagnostics...)
}

// checkPointsNowhere fails for a diagnostic that points into a vendor's block.
// Terraform prints the lines of what it points to, and so the whole block.
func checkPointsNowhere(t *testing.T, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		if d.Attribute != nil && (strings.Contains(d.Attribute.String(), "auth0") || strings.Contains(d.Attribute.String(), "okta")) {
			t.Errorf("it points to %s: %s: %s", d.Attribute, d.Summary, d.Detail)
		}
		if strings.Contains(d.Summary+d.Detail, "secret-") {
			t.Errorf("it holds a secret: %s: %s", d.Summary, d.Detail)
		}
	}
}

func privateKey(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}

func TestDiagnostics_ofTheAuth0BlockPointNowhere(t *testing.T) {
	t.Parallel()
	const domain = "example.eu.auth0.com"
	for name, c := range map[string]struct {
		block map[string]any
		want  string
	}{
		"a wrong domain":    {map[string]any{"domain": "https://example.com/api", "api_token": "secret-1"}, "Invalid Auth0 domain"},
		"a password in it":  {map[string]any{"domain": "https://user:secret-2@example.com", "api_token": "secret-1"}, "Invalid Auth0 domain"},
		"an empty port":     {map[string]any{"domain": "example.com:", "api_token": "secret-1"}, "Invalid Auth0 domain"},
		"without TLS":       {map[string]any{"domain": "http://example.com", "api_token": "secret-1"}, "Invalid Auth0 domain"},
		"a wrong algorithm": {map[string]any{"client_assertion_signing_alg": "HS256"}, "Invalid signing algorithm"},
		"one beside a key":  {map[string]any{"client_id": "id", "client_assertion_private_key": "secret-1", "client_assertion_signing_alg": "HS256"}, "Invalid signing algorithm"},
		"two methods":       {map[string]any{"api_token": "secret-1", "client_id": "id", "client_secret": "secret-2"}, "Conflicting credentials"},
		"two proofs":        {map[string]any{"client_id": "id", "client_secret": "secret-1", "client_assertion_private_key": "secret-2"}, "Conflicting credentials"},
		"an unknown one":    {map[string]any{"api_token": tftypes.UnknownValue, "client_secret": "secret-1"}, "Conflicting credentials"},
		"a broken key":      {map[string]any{"domain": domain, "client_id": "id", "client_assertion_private_key": "secret-1"}, "Invalid Auth0 credentials"},
		"another key": {
			map[string]any{"domain": domain, "client_id": "id", "client_assertion_private_key": privateKey(t), "client_assertion_signing_alg": "ES256"},
			"Invalid Auth0 credentials",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := newServer(t, new(recorder)).diagnostics(map[string]any{"auth0": c.block})
			if !strings.Contains(worded(diags), c.want) {
				t.Errorf("got %s, want %s", worded(diags), c.want)
			}
			checkPointsNowhere(t, diags)
		})
	}
}

func TestDiagnostics_ofTheOktaBlockPointNowhere(t *testing.T) {
	t.Parallel()
	const org = "https://example.okta.com"
	for name, c := range map[string]struct {
		block map[string]any
		want  string
	}{
		"a path":           {map[string]any{"org_url": org + "/api", "api_token": "secret-1"}, "Invalid Okta org URL"},
		"a query":          {map[string]any{"org_url": org + "?token=secret-2", "api_token": "secret-1"}, "Invalid Okta org URL"},
		"a password in it": {map[string]any{"org_url": "https://user:secret-2@example.okta.com", "api_token": "secret-1"}, "Invalid Okta org URL"},
		"an admin host":    {map[string]any{"org_url": "https://example-admin.okta.com", "access_token": "secret-1"}, "Invalid Okta org URL"},
		"without TLS":      {map[string]any{"org_url": "http://example.okta.com", "api_token": "secret-1"}, "Invalid Okta org URL"},
		"a dotted name":    {map[string]any{"org_name": "example.okta.com", "api_token": "secret-1"}, "Invalid Okta org name"},
		"a wrong base":     {map[string]any{"org_name": "example", "base_url": "https://okta.com", "api_token": "secret-1"}, "Invalid Okta base URL"},
		"two orgs":         {map[string]any{"org_url": org, "org_name": "other", "api_token": "secret-1"}, "Conflicting Okta orgs"},
		"two methods":      {map[string]any{"api_token": "secret-1", "access_token": "secret-2"}, "Conflicting credentials"},
		"token and scopes": {map[string]any{"api_token": "secret-1", "scopes": []any{"s"}}, "Conflicting credentials"},
		"an unknown one":   {map[string]any{"api_token": tftypes.UnknownValue, "private_key": "secret-1"}, "Conflicting credentials"},
		"SSWS":             {map[string]any{"org_url": org, "api_token": "SSWS secret-1"}, "Malformed credentials"},
		"a line end":       {map[string]any{"org_url": org, "access_token": "secret-1\n"}, "Malformed credentials"},
		"a broken key": {
			map[string]any{"org_url": org, "client_id": "id", "private_key": "secret-1", "scopes": []any{"s"}},
			"Invalid Okta credentials: okta.private_key",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := newServer(t, new(recorder)).diagnostics(map[string]any{"okta": c.block})
			if !strings.Contains(worded(diags), c.want) {
				t.Errorf("got %s, want %s", worded(diags), c.want)
			}
			checkPointsNowhere(t, diags)
		})
	}
}

// Whatever an argument holds: a validator in the schema would point to it.
func TestDiagnostics_ofNoArgumentPointToIt(t *testing.T) {
	t.Parallel()
	schema := newServer(t, nil).schema
	for _, block := range schema.Provider.Block.Attributes {
		if block.NestedType == nil {
			continue
		}
		for _, argument := range block.NestedType.Attributes {
			t.Run(argument.Name, func(t *testing.T) {
				t.Parallel()
				values := []any{"", " ", "\n", "a b", "HS256", "secret-", "https://", strings.Repeat("x", 10_000), tftypes.UnknownValue, nil}
				if argument.Type.Is(tftypes.Bool) {
					values = []any{true, false, tftypes.UnknownValue, nil}
				}
				for _, given := range values {
					if argument.Type.Is(tftypes.Set{}) && given != nil && given != tftypes.UnknownValue {
						given = []any{given, tftypes.UnknownValue, nil}
					}
					diags := newServer(t, new(recorder)).diagnostics(map[string]any{block.Name: map[string]any{argument.Name: given}})
					for _, d := range diags {
						if d.Attribute != nil {
							t.Errorf("%.20v: it points to %s: %s: %s", given, d.Attribute, d.Summary, d.Detail)
						}
					}
				}
			})
		}
	}
}

// The other arguments hold no secrets and stand alone; there it helps.
func TestDiagnostics_ofOtherArgumentsPointToThem(t *testing.T) {
	t.Parallel()
	for argument, wrong := range map[string]any{"max_retries": 21, "request_timeout": "soon"} {
		diags := newServer(t, new(recorder)).diagnostics(map[string]any{argument: wrong, "auth0": map[string]any{"api_token": "secret-1"}, "okta": map[string]any{"api_token": "secret-2"}})
		if len(diags) != 1 || diags[0].Attribute == nil || !strings.Contains(diags[0].Attribute.String(), argument) {
			t.Errorf("%s: got %s", argument, worded(diags))
		}
		checkPointsNowhere(t, diags)
	}
}

// refusing answers every request with a refusal.
type refusing string

func (body refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: http.StatusForbidden, Header: header, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, nil
}

func TestToken_aRefusalHasWordsWithoutADescription(t *testing.T) {
	t.Parallel()
	s := newServer(t, refusing(`{"error":"access_denied"}`))
	block := map[string]any{"domain": "example.eu.auth0.com", "client_id": "id", "client_secret": "secret-1"}
	if diags := s.configure(map[string]any{"auth0": block}); diags != "" {
		t.Fatal(diags)
	}
	if diags := s.readData("con_x"); !strings.Contains(diags, "Auth0 refused to issue an access token: access_denied.") {
		t.Errorf("got %s", diags)
	}
}
