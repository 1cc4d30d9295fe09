package reliability_test

import (
	"os"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/reliability"
)

// The matrix of faults. The number of cells is part of the claim.
func TestFaults_everyWriteTakesEffectExactlyOnce(t *testing.T) {
	t.Parallel()
	tally := new(reliability.Tally)
	t.Run("cells", func(t *testing.T) {
		reliability.RunMatrix(t, tally, reliability.Auth0ConnectionKeys())
	})
	if os.Getenv("IDPKEYS_PRINT") != "" {
		t.Log("\n" + tally.Markdown())
	}
	if tally.Doubles() != 0 {
		t.Errorf("%d double effects", tally.Doubles())
	}
	_ = strings.TrimSpace
}
