package auth0_test

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }

const address = keysType + ".this"

func block(id, arguments string) string {
	return fmt.Sprintf("resource %q \"this\" {\n  connection_id = %q\n%s\n}\n", keysType, id, arguments)
}

// The whole life of the resource, against the sandbox or a real tenant.
func TestAccAuth0ConnectionKeysResource_lifecycle(t *testing.T) {
	t.Parallel()
	target := acctest.NewTarget(t)
	id := target.Connection()
	k1, k2, _ := target.KIDs(id)
	const noGuard = "  min_rotation_interval = \"0s\"\n"
	kids := statecheck.CompareValue(compare.ValuesDiffer())
	var k3 string
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: target.Factories(),
		Steps: []resource.TestStep{
			{
				Config: target.Provider() + block(id, noGuard+`  rotate_when_changed = { v = "1" }`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, tfjsonpath.New("kid"), knownvalue.StringExact(k2)),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("previous_kid"), knownvalue.StringExact(k1)),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("next_kid")),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("kid"), knownvalue.StringExact(k2)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact(id)),
					kids.AddStateValue(address, tfjsonpath.New("kid")),
				},
				Check: func(*terraform.State) error { _, k3, _ = target.KIDs(id); return nil },
			},
			{Config: target.Provider() + block(id, noGuard+`  rotate_when_changed = { v = "1" }`), PlanOnly: true},
			{ResourceName: address, ImportState: true, ImportStateVerify: true,
				ImportStateVerifyIgnore: []string{"rotate_when_changed", "min_rotation_interval"}},
			{ResourceName: address, ImportState: true, ImportStateId: "a/b", ExpectError: regexp.MustCompile(`Invalid import ID`)},
			{
				Config: target.Provider() + block(id, noGuard+`  rotate_when_changed = { v = "2" }`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
				ConfigStateChecks: []statecheck.StateCheck{kids.AddStateValue(address, tfjsonpath.New("kid"))},
				Check: func(*terraform.State) error {
					if current, _, previous := target.KIDs(id); current != k3 || previous != k2 {
						return fmt.Errorf("current %s previous %s, want %s %s", current, previous, k3, k2)
					}
					return nil
				},
			},
			{
				PreConfig: func() { target.Rotate(id) },
				Config:    target.Provider() + block(id, noGuard+`  rotate_when_changed = { v = "2" }`), PlanOnly: true,
			},
		},
		CheckDestroy: func(*terraform.State) error {
			if _, _, previous := target.KIDs(id); previous != k3 {
				return fmt.Errorf("previous is %s after the destroy, want %s: destroying changed the keys", previous, k3)
			}
			return nil
		},
	})
}

func TestAccAuth0ConnectionKeysResource_adopt(t *testing.T) {
	t.Parallel()
	target := acctest.NewTarget(t)
	id := target.Connection()
	k1, _, _ := target.KIDs(id)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: target.Factories(),
		Steps: []resource.TestStep{{
			Config: target.Provider() + block(id, "  rotate_on_create = false"),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("kid"), knownvalue.StringExact(k1)),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("previous_kid"), knownvalue.Null()),
			},
		}},
	})
}

// Import blocks, by ID and by identity, end in an empty plan.
func TestAccAuth0ConnectionKeysResource_importBlocks(t *testing.T) {
	t.Parallel()
	target := acctest.NewTarget(t)
	id := target.Connection()
	identity := map[string]knownvalue.Check{"connection_id": knownvalue.StringExact(id)}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: target.Factories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config:            target.Provider() + block(id, ""),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectIdentity(address, identity)},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

// The example of the documentation that this resource stems from: the
// connection is made in the same apply.
func TestAccAuth0ConnectionKeysResource_connectionOfTheSameApply(t *testing.T) {
	t.Parallel()
	target := acctest.NewTarget(t)
	id := target.Connection()
	_, k2, _ := target.KIDs(id)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: target.Factories(),
		Steps: []resource.TestStep{{
			Config: target.Provider() + fmt.Sprintf(`
				resource "terraform_data" "connection" { input = %q }
				resource %q "this" { connection_id = terraform_data.connection.output }`, id, keysType),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectUnknownValue(address, tfjsonpath.New("kid"))},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(address, tfjsonpath.New("kid"), knownvalue.StringExact(k2)),
			},
		}},
	})
}

func TestAccAuth0ConnectionKeysDataSource_read(t *testing.T) {
	t.Parallel()
	target := acctest.NewTarget(t)
	id := target.Connection()
	k1, k2, _ := target.KIDs(id)
	const data = "data." + address
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: target.Factories(),
		Steps: []resource.TestStep{{
			Config: target.Provider() + fmt.Sprintf("data %q \"this\" { connection_id = %q }", keysType, id),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(data, tfjsonpath.New("current_key").AtMapKey("kid"), knownvalue.StringExact(k1)),
				statecheck.ExpectKnownValue(data, tfjsonpath.New("next_key").AtMapKey("kid"), knownvalue.StringExact(k2)),
				statecheck.ExpectKnownValue(data, tfjsonpath.New("previous_key"), knownvalue.Null()),
				statecheck.ExpectKnownValue(data, tfjsonpath.New("keys"), knownvalue.ListSizeExact(2)),
				statecheck.ExpectKnownValue(data, tfjsonpath.New("jwks_json"), knownvalue.StringRegexp(regexp.MustCompile(`^{"keys":\[\{.*"kty":"RSA"`))),
			},
		}, {
			Config:      target.Provider() + fmt.Sprintf("data %q \"this\" { connection_id = \"con_0000000000000000\" }", keysType),
			ExpectError: regexp.MustCompile(`Unable to read Auth0 connection keys`),
		}},
	})
}
