package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// auth0ConnectionJSON is a connection on the wire, as far as the provider's
// tests need it.
type auth0ConnectionJSON struct {
	ID                 string         `json:"id"`
	Options            map[string]any `json:"options"`
	Strategy           string         `json:"strategy"`
	Name               string         `json:"name"`
	IsDomainConnection bool           `json:"is_domain_connection"`
	EnabledClients     []string       `json:"enabled_clients"`
	Realms             []string       `json:"realms"`
}

// createConnection is POST /api/v2/connections.
func (t *Auth0Tenant) createConnection(call auth0Call) reply {
	var request struct {
		Name     string         `json:"name"`
		Strategy string         `json:"strategy"`
		Options  map[string]any `json:"options"`
	}
	decoder := json.NewDecoder(bytes.NewReader(call.body))
	decoder.UseNumber() // options are given back as they came
	switch {
	case decoder.Decode(&request) != nil:
		return refuse(errInvalidJSON).reply()
	case request.Name == "":
		return refuse(errMissingProperty, "name").reply()
	case request.Strategy == "":
		return refuse(errMissingProperty, "strategy").reply()
	}
	conn := &auth0Connection{
		id: t.newConnectionID(), name: request.Name, strategy: request.Strategy,
		authMethod: authMethodDefault, signingAlg: defaultSigningAlg, options: map[string]any{},
	}
	conn.setOptions(request.Options)
	if !t.store(conn) {
		return refuse(errNameTaken).reply()
	}
	rep := jsonReply(http.StatusCreated, conn.json())
	rep.committed = true
	return rep
}

// setOptions keeps the options and reads those that the tenant acts upon.
func (c *auth0Connection) setOptions(options map[string]any) {
	maps.Copy(c.options, options)
	if method, ok := options["token_endpoint_auth_method"].(string); ok {
		c.authMethod = method
	}
	if alg, ok := options["token_endpoint_auth_signing_alg"].(string); ok && slices.Contains(auth0SigningAlgs, alg) {
		c.signingAlg = alg
	}
}

// getConnection is GET /api/v2/connections/{id}.
func (t *Auth0Tenant) getConnection(call auth0Call) reply {
	t.mu.Lock()
	defer t.mu.Unlock()
	conn, ok := t.connections.at(call.id, call.view)
	if !ok {
		return refuse(errNoConnection).reply()
	}
	return jsonReply(http.StatusOK, conn.json())
}

// deleteConnection is DELETE /api/v2/connections/{id}. Deleting what does not
// exist succeeds.
func (t *Auth0Tenant) deleteConnection(call auth0Call) reply {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.connections.get(call.id); !ok {
		return reply{status: http.StatusNoContent}
	}
	t.connections.remove(call.id)
	rep := jsonReply(http.StatusAccepted, map[string]string{"deleted_at": t.clock.Now().Format(auth0TimeFormat)})
	rep.committed = true
	return rep
}

// json is the connection as GET answers it.
func (c *auth0Connection) json() auth0ConnectionJSON {
	options := maps.Clone(c.options)
	options["token_endpoint_auth_method"] = c.authMethod
	if c.authMethod == authMethodPrivateKeyJWT {
		options["token_endpoint_auth_signing_alg"] = c.signingAlg
	}
	return auth0ConnectionJSON{
		ID: c.id, Options: options, Strategy: c.strategy, Name: c.name,
		EnabledClients: []string{}, Realms: []string{c.name},
	}
}
