package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// Two provider blocks are two processes, which know nothing of each other.
func TestAccCLI_twoAliasesOnOneParentRotateOnce(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).TwoAliases()
}

// Two runs with a state each, on one machine.
func TestAccCLI_twoRunsAtOnceRotateOnce(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).TwoRunsAtOnce()
}

// Two providers on one machine, which plan before either of them rotates: by one name
// of the server, and by both.
func TestAuthorizationServerKeys_twoProvidersRotateOnce(t *testing.T) {
	t.Parallel()
	for range 10 {
		s := acctest.NewSandbox(t)
		id := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{Default: true, RotationMode: "MANUAL"})
		rotations := func() int { return s.Okta().Rotations(id) }
		acctest.RotateAtOnce(t, s, acctest.OktaKeys, rotations, id, "default")
		other := s.AuthorizationServer()
		acctest.RotateAtOnce(t, s, acctest.OktaKeys, func() int { return s.Okta().Rotations(other) }, other, other)
	}
}
