package provider_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// recorder answers every request with 404 in Auth0's form, and keeps it.
type recorder struct {
	mu       sync.Mutex
	requests []*http.Request
	err      error
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, req)
	if r.err != nil {
		return nil, r.err
	}
	body := `{"statusCode":404,"error":"Not Found","message":"The connection does not exist","errorCode":"inexistent_connection"}`
	header := http.Header{"Content-Type": {"application/json"}}
	return &http.Response{StatusCode: http.StatusNotFound, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

func tokenBlock(extra map[string]any) map[string]any {
	config := map[string]any{"auth0": map[string]any{"domain": "example.eu.auth0.com", "api_token": "secret-token"}}
	for name, value := range extra {
		config[name] = value
	}
	return config
}

func TestConfigure_sendsNothingAndNeedsNothing(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]map[string]any{
		"no block":          {},
		"an empty block":    {"auth0": map[string]any{}},
		"a domain alone":    {"auth0": map[string]any{"domain": "example.eu.auth0.com"}},
		"half a method":     {"auth0": map[string]any{"domain": "example.eu.auth0.com", "client_id": "id"}},
		"a token":           tokenBlock(nil),
		"client and secret": {"auth0": map[string]any{"domain": "example.eu.auth0.com", "client_id": "id", "client_secret": "s"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := new(recorder)
			if diags := newServer(t, network).configure(config); diags != "" {
				t.Error(diags)
			}
			if len(network.requests) > 0 {
				t.Errorf("%d requests", len(network.requests))
			}
		})
	}
}

func TestConfigure_aTypeSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	network := new(recorder)
	s := newServer(t, network)
	if diags := s.configure(map[string]any{"auth0": map[string]any{"client_id": "id"}}); diags != "" {
		t.Fatal(diags)
	}
	diags := s.readData("con_x")
	for _, part := range []string{
		"ERROR: Unable to read Auth0 connection keys", "no complete settings for Auth0",
		"Set auth0.domain (or AUTH0_DOMAIN). Set auth0.client_secret (or AUTH0_CLIENT_SECRET).",
	} {
		if !strings.Contains(diags, part) {
			t.Errorf("%s\ndoes not say %q", diags, part)
		}
	}
	if len(network.requests) > 0 {
		t.Errorf("%d requests", len(network.requests))
	}
}

func TestConfigure_refusesABrokenKeyWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{
		"not PEM":       "secret-1",
		"a broken PEM":  "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LTE=\n-----END PRIVATE KEY-----\n",
		"in one line":   `-----BEGIN PRIVATE KEY-----\nc2VjcmV0LTE=\n-----END PRIVATE KEY-----\n`,
		"a certificate": "-----BEGIN CERTIFICATE-----\nc2VjcmV0LTE=\n-----END CERTIFICATE-----\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := newServer(t, new(recorder)).configure(map[string]any{"auth0": map[string]any{
				"domain": "example.eu.auth0.com", "client_id": "id", "client_assertion_private_key": key,
			}})
			if !strings.Contains(diags, "Invalid Auth0 credentials") || !strings.Contains(diags, "client_assertion_private_key") {
				t.Errorf("got %s", diags)
			}
			if strings.Contains(diags, "secret-1") || strings.Contains(diags, "c2VjcmV0") {
				t.Errorf("the key is repeated: %s", diags)
			}
		})
	}
}

func TestValidate_theBlockAlone(t *testing.T) {
	t.Parallel()
	auth0 := func(name, text string) map[string]any { return map[string]any{"auth0": map[string]any{name: text}} }
	for name, c := range map[string]struct {
		config map[string]any
		want   []string
	}{
		"nothing":        {map[string]any{}, nil},
		"half a method":  {auth0("client_id", "id"), nil},
		"a conflict":     {map[string]any{"auth0": map[string]any{"api_token": "t", "client_id": "id"}}, []string{"Conflicting credentials", "auth0"}},
		"a wrong domain": {auth0("domain", "https://example.com/api"), []string{"Invalid Auth0 domain", "domain"}},
		"a wrong alg": {
			map[string]any{"auth0": map[string]any{"client_id": "id", "client_assertion_private_key": "k", "client_assertion_signing_alg": "HS256"}},
			[]string{"Invalid signing algorithm", "client_assertion_signing_alg", "RS256", "ES512"},
		},
		"alg alone":        {auth0("client_assertion_signing_alg", "HS256"), []string{"Invalid signing algorithm", "RS256", "ES512"}},
		"a right alg":      {auth0("client_assertion_signing_alg", "ES256"), nil},
		"an empty port":    {auth0("domain", "example.com:"), []string{"Invalid Auth0 domain", "auth0.domain is not a tenant's domain", `"example.eu.auth0.com"`}},
		"retries":          {map[string]any{"max_retries": 20, "request_timeout": "45s"}, nil},
		"no retries":       {map[string]any{"max_retries": 0}, nil},
		"too many retries": {map[string]any{"max_retries": 21}, []string{"max_retries", "20"}},
		"retries below 0":  {map[string]any{"max_retries": -1}, []string{"max_retries"}},
		"no timeout":       {map[string]any{"request_timeout": "0s"}, []string{"request_timeout", "Invalid duration", `"45s"`}},
		"a timeout below":  {map[string]any{"request_timeout": "-1s"}, []string{"Invalid duration"}},
		"a unit is wanted": {map[string]any{"request_timeout": "45"}, []string{"Invalid duration"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := newServer(t, new(recorder)).validate(c.config)
			if len(c.want) == 0 && diags != "" {
				t.Error(diags)
			}
			for _, part := range c.want {
				if !strings.Contains(diags, part) {
					t.Errorf("%q does not say %q", diags, part)
				}
			}
		})
	}
}

func TestRequests_carryOurNameAndNoOther(t *testing.T) {
	t.Parallel()
	network := new(recorder)
	s := newServer(t, network)
	if diags := s.configure(tokenBlock(nil)); diags != "" {
		t.Fatal(diags)
	}
	if diags := s.readData("con_x"); !strings.Contains(diags, "The connection does not exist") {
		t.Fatal(diags)
	}
	if len(network.requests) != 1 {
		t.Fatalf("%d requests, want 1", len(network.requests))
	}
	req := network.requests[0]
	if got := req.URL.String(); got != "https://example.eu.auth0.com/api/v2/connections/con_x/keys" {
		t.Errorf("asked %s", got)
	}
	if got := req.UserAgent(); got != "terraform-provider-idpkeys/1.2.3" {
		t.Errorf("user agent %q", got)
	}
	if req.Header.Get("Authorization") != "Bearer secret-token" || req.Header.Get("Auth0-Client") != "" {
		t.Errorf("headers %v", req.Header)
	}
}

func TestRequests_maxRetries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config map[string]any
		want   int
	}{
		"the default": {nil, 5},
		"none":        {map[string]any{"max_retries": 0}, 1},
		"two":         {map[string]any{"max_retries": 2}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := &recorder{err: errors.New("no route")}
			s := newServer(t, network)
			if diags := s.configure(tokenBlock(c.config)); diags != "" {
				t.Fatal(diags)
			}
			if diags := s.readData("con_x"); !strings.Contains(diags, "no route") || len(network.requests) != c.want {
				t.Errorf("%d requests, want %d: %s", len(network.requests), c.want, diags)
			}
		})
	}
}

// A model that does not match its schema fails when the configuration or the
// state is read into it. Without settings nothing else happens.
func TestModels_matchTheirSchemas(t *testing.T) {
	t.Parallel()
	s := newServer(t, new(recorder))
	if diags := s.configure(map[string]any{}); diags != "" {
		t.Errorf("provider: %s", diags)
	}
	if diags := s.readData("con_x"); strings.Count(diags, "ERROR") != 1 || !strings.Contains(diags, "ERROR: Unable to read Auth0 connection keys") {
		t.Errorf("data source: %s", diags)
	}
	diags := s.refresh(map[string]any{"id": "con_x", "connection_id": "con_x", "kid": "k1", "current": true})
	if strings.Contains(diags, "ERROR") || !strings.Contains(diags, "WARNING: Unable to read Auth0 connection keys") {
		t.Errorf("resource: %s", diags)
	}
}
