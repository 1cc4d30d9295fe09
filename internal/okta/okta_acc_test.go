package okta_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// The whole life of the resource.
func TestAccOktaAuthorizationServerKeysResource_lifecycle(t *testing.T) {
	t.Parallel()
	acctest.Lifecycle(t, acctest.OktaKeys)
}

func TestAccOktaAuthorizationServerKeysResource_adopt(t *testing.T) {
	t.Parallel()
	acctest.Adopts(t, acctest.OktaKeys)
}

// Import blocks, by ID and by identity, end in an empty plan.
func TestAccOktaAuthorizationServerKeysResource_importBlocks(t *testing.T) {
	t.Parallel()
	acctest.ImportBlocks(t, acctest.OktaKeys)
}

func TestAccOktaAuthorizationServerKeysResource_serverOfTheSameApply(t *testing.T) {
	t.Parallel()
	acctest.ParentOfTheSameApply(t, acctest.OktaKeys)
}

func TestAccOktaAuthorizationServerKeysDataSource_read(t *testing.T) {
	t.Parallel()
	data := "data." + acctest.OktaKeys.Address()
	acctest.ReadsKeys(t, acctest.OktaKeys, "active_key",
		statecheck.ExpectKnownValue(data, tfjsonpath.New("expired_keys"), knownvalue.ListSizeExact(0)),
		statecheck.ExpectKnownValue(data, tfjsonpath.New("rotation_mode"), knownvalue.StringExact("MANUAL")),
		statecheck.ExpectKnownValue(data, tfjsonpath.New("next_rotation"), knownvalue.Null()))
}

// A single key, by the role that the list finds.
func TestAccOktaAuthorizationServerKeyDataSource_read(t *testing.T) {
	t.Parallel()
	x := acctest.NewPluginTest(t, acctest.OktaKeys)
	_, k2, _ := x.KIDs()
	one := "data." + keyType + ".next"
	x.Test(t, resource.TestStep{
		Config: x.Provider() + fmt.Sprintf(`
			data %[1]q "this" { authorization_server_id = %[3]q }
			data %[2]q "next" {
			  authorization_server_id = %[3]q
			  kid                     = data.%[1]s.this.next_key.kid
			}`, keysType, keyType, x.ID),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(one, tfjsonpath.New("id"), knownvalue.StringExact(k2)),
			statecheck.ExpectKnownValue(one, tfjsonpath.New("status"), knownvalue.StringExact("NEXT")),
		},
	})
}

// What the README tells: apply, no changes, a trigger, the guard, and a destroy
// with the org stopped.
func TestAccOktaCLI_fromFirstApplyToDestroy(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).FromFirstApplyToDestroy()
}

func TestAccOktaCLI_savedPlanAfterTwoDirectRotationsIsRefused(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).SavedPlanIsStale()
}

func TestAccOktaCLI_savedCreateAfterADirectRotationIsRefused(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).SavedCreateIsStale()
}

func TestAccOktaCLI_importPlansClean(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).ImportPlansClean()
}

func TestAccOktaCLI_destroyWithoutCredentials(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).DestroyWithoutCredentials()
}

func TestAccOktaCLI_orphanDestroyWarns(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).OrphanDestroyWarns()
}

func TestAccOktaCLI_replaceRotatesInTheSameApply(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).ReplaceRotates()
}

// A proxy refuses what Okta has executed, and a clock is off.
func TestAccOktaCLI_refusedByAProxyAfterTheRotation(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).RefusedByAProxy()
}

// Twenty resources on twenty servers with -parallelism=20.
func TestAccOktaCLI_twentyServersAtOnce(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.OktaKeys).TwentyAtOnce()
}
