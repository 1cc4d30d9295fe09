package okta_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// costCalls are a plan and a refresh of each resource type, and a read of each data source, at
// parents with as many keys as Okta allows.
func costCalls(t testing.TB) []acctest.PreparedCall {
	t.Helper()
	s := acctest.NewInProcessSandbox(t)
	r := s.RPC()
	keys := func(n int) map[string]any {
		all := map[string]any{}
		for i := range n {
			all[fmt.Sprintf("key-%02d", i)] = rsaPEM(t, i)
		}
		return all
	}
	server := s.AuthorizationServer()
	var calls []acctest.PreparedCall
	resource := func(typeName string, config map[string]any, maxPlan, maxRead float64) {
		t.Helper()
		s.Walk(r)
		object, diags := r.Apply(r.Plan(typeName, nil, config), nil)
		if diags.Errors() > 0 {
			t.Fatalf("%s: %s", typeName, diags)
		}
		s.Walk(r)
		object, diags = r.Read(object)
		if diags.Errors() > 0 {
			t.Fatalf("%s: %s", typeName, diags)
		}
		calls = append(calls, s.PreparedCalls(r, object, config, maxPlan, maxRead)...)
	}
	app, keyServer := s.Okta().AddApp(sandbox.OktaApp{}), s.AuthorizationServer()
	resource(acctest.AuthorizationServerKeys, map[string]any{"authorization_server_id": server, "rotate_on_create": false}, 17000, 6500)
	resource(appJWKType, acctest.Merge(appConfig(s.Okta().AddApp(sandbox.OktaApp{})), rsaPEM(t, 0)), 8400, 3800)
	resource(resourceServerJWKType, acctest.Merge(serverConfig(s.AuthorizationServer()), rsaPEM(t, 0)), 8400, 3800)
	resource(appJWKSType, appConfig(app, map[string]any{"keys": keys(50)}), 370000, 180000)
	resource(resourceServerJWKSType, serverConfig(keyServer, map[string]any{"keys": keys(5), "active_kid": "key-00"}), 48000, 20000)
	data := func(typeName string, config map[string]any, maxRead float64) {
		calls = append(calls, s.PreparedDataCall(r, typeName, config, maxRead))
	}
	data(acctest.AuthorizationServerKeys, map[string]any{"authorization_server_id": server}, 5900)
	data(appJWKSType, appConfig(app), 79000)
	data(appJWKType, appConfig(app, byKID("key-00")), 2350)
	data(resourceServerJWKSType, serverConfig(keyServer), 10200)
	data(resourceServerJWKType, serverConfig(keyServer, byKID("key-00")), 2250)
	return calls
}

func BenchmarkCalls(b *testing.B) { acctest.BenchmarkCalls(b, costCalls(b)) }

// A call makes no more allocations than it did, with 12 % to spare.
func TestCallAllocations(t *testing.T) { //nolint:paralleltest // allocations of other tests would be counted
	acctest.ExpectAllocations(t, costCalls(t))
}
