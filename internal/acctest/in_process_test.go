package acctest_test

import (
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A provider reaches a sandbox without a socket, and finds out there as well that a
// rotation took effect whose answer was lost.
func TestInProcessSandbox_lostAnswer(t *testing.T) {
	t.Parallel()
	s := acctest.NewInProcessSandbox(t, sandbox.WithSeed(1), sandbox.WithStillClock())
	r := s.RPC()
	connection, server := s.Connection(), s.AuthorizationServer()
	s.Age(24 * time.Hour)
	for _, config := range []struct{ typeName, parent, id string }{
		{acctest.ConnectionKeys, "connection_id", connection},
		{acctest.AuthorizationServerKeys, "authorization_server_id", server},
	} {
		s.Inject(sandbox.Fault{Match: sandbox.OnRotate, Commit: true, Answer: sandbox.Drop()})
		arguments := map[string]any{config.parent: config.id}
		object, diags := r.Apply(r.Plan(config.typeName, nil, arguments), arguments)
		if object == nil || diags.Errors() > 0 {
			t.Errorf("%s: %v", config.typeName, diags)
		}
	}
	if rotated := []int{s.Auth0().Rotations(connection), s.Okta().Rotations(server)}; rotated[0] != 1 || rotated[1] != 1 {
		t.Errorf("rotations %v, want one of each", rotated)
	}
	if pending := s.PendingFaults(); len(pending) > 0 {
		t.Errorf("faults that met no request: %v", pending)
	}
}
