package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	idpkeys "github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// Few functions stand between the method of the resource and the SDK.
func TestCallDepth_rotations(t *testing.T) {
	t.Parallel()
	calls := new(acctest.CallRecorder)
	s := acctest.NewSandbox(t)
	acctest.ExpectRotationCallDepth(t, s, s.RPC(idpkeys.WithNetwork(calls)), acctest.Auth0Keys, calls)
}
