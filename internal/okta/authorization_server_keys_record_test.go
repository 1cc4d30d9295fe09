package okta_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A process that is killed while it rotates leaves a record on the machine.
func TestAuthorizationServerKeys_aKilledRotationHoldsTheNext(t *testing.T) {
	t.Parallel()
	acctest.KilledRotation(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aKilledRotationIsRecognisedLater(t *testing.T) {
	t.Parallel()
	acctest.KilledRotationIsRecognisedLater(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aDamagedRecordHoldsARotation(t *testing.T) {
	t.Parallel()
	acctest.DamagedRecord(t, acctest.OktaKeys)
}

func TestAuthorizationServerKeys_aRefusedRotationHoldsNothing(t *testing.T) {
	t.Parallel()
	acctest.RefusedRotationIsNotRecorded(t, acctest.OktaKeys)
}

// The server is known by its ID and by the alias: what was rotated by one name counts for both.
func TestAuthorizationServerKeys_aRotationThatIsNotListedYetHoldsACreate(t *testing.T) {
	t.Parallel()
	for name, names := range map[string]func(id string) (string, string){
		"one name":          func(id string) (string, string) { return id, id },
		"ID, then alias":    func(id string) (string, string) { return id, "default" },
		"alias, then ID":    func(id string) (string, string) { return "default", id },
		"alias, then alias": func(string) (string, string) { return "default", "default" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := acctest.NewSandbox(t)
			id := s.Okta().AddAuthorizationServer(sandbox.OktaAuthorizationServer{Default: true, RotationMode: "MANUAL"})
			first, second := names(id)
			acctest.RotationOfAnotherState(t, s, acctest.OktaKeys, func() int { return s.Okta().Rotations(id) }, first, second)
		})
	}
}
