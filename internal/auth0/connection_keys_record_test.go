package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// A process that is killed while it rotates leaves a record on the machine.
func TestConnectionKeys_aKilledRotationHoldsTheNext(t *testing.T) {
	t.Parallel()
	acctest.KilledRotation(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aKilledRotationIsRecognisedLater(t *testing.T) {
	t.Parallel()
	acctest.KilledRotationIsRecognisedLater(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aDamagedRecordHoldsARotation(t *testing.T) {
	t.Parallel()
	acctest.DamagedRecord(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aRefusedRotationHoldsNothing(t *testing.T) {
	t.Parallel()
	acctest.RefusedRotationIsNotRecorded(t, acctest.Auth0Keys)
}

func TestConnectionKeys_aRotationThatIsNotListedYetHoldsACreate(t *testing.T) {
	t.Parallel()
	s := acctest.NewSandbox(t)
	id := s.Connection()
	acctest.RotationOfAnotherState(t, s, acctest.Auth0Keys, func() int { return s.Auth0().Rotations(id) }, id, id)
}
