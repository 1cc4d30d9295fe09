package auth0_test

import (
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

// The whole life of the resource, against the sandbox or a real tenant.
func TestAccAuth0ConnectionKeysResource_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.Lifecycle(t, acctest.Auth0Keys)
}

func TestAccAuth0ConnectionKeysResource_adopt(t *testing.T) {
	t.Parallel()
	acctest.Adopts(t, acctest.Auth0Keys)
}

// Import blocks, by ID and by identity, end in an empty plan.
func TestAccAuth0ConnectionKeysResource_importBlocks(t *testing.T) {
	t.Parallel()
	acctest.ImportBlocks(t, acctest.Auth0Keys)
}

// The example of the documentation that this resource stems from: the
// connection is made in the same apply.
func TestAccAuth0ConnectionKeysResource_connectionOfTheSameApply(t *testing.T) {
	t.Parallel()
	acctest.ParentOfTheSameApply(t, acctest.Auth0Keys)
}

func TestAccAuth0ConnectionKeysDataSource_read(t *testing.T) {
	t.Parallel()
	acctest.ReadsKeys(t, acctest.Auth0Keys, "current_key",
		statecheck.ExpectKnownValue("data."+acctest.Auth0Keys.Address(), tfjsonpath.New("previous_key"), knownvalue.Null()))
}
