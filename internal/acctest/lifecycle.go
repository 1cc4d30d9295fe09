package acctest

import (
	"fmt"
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
)

// PluginTest is an acceptance test by terraform-plugin-testing, with one parent of keys.
type PluginTest struct {
	*Target
	kind RotationResource
	// ID is the parent.
	ID string
}

// NewPluginTest prepares a target and a parent in it. Okta has the sandbox alone.
func NewPluginTest(t *testing.T, k RotationResource) PluginTest {
	t.Helper()
	target := NewTarget(t)
	if k.Vendor == "Auth0" {
		return PluginTest{target, k, target.Connection()}
	}
	return PluginTest{target, k, k.addParent(target.SandboxOnly("the live target is an Auth0 tenant"))}
}

// KIDs are the key IDs by role.
func (x PluginTest) KIDs() (current, next, previous string) {
	if x.sandbox == nil {
		return x.Target.KIDs(x.ID)
	}
	return x.kind.kids(x.sandbox, x.ID)
}

// Rotate rotates past Terraform.
func (x PluginTest) Rotate() {
	if x.sandbox == nil {
		x.Target.Rotate(x.ID)
		return
	}
	x.kind.rotate(x.sandbox, x.ID)
}

// Resource is the provider and the resource with these arguments, in HCL.
func (x PluginTest) Resource(arguments string) string {
	return x.Provider() + x.kind.Block(x.ID, arguments)
}

// Test runs steps.
func (x PluginTest) Test(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: x.Factories(), Steps: steps})
}

// Lifecycle is the whole life of the resource.
func Lifecycle(t *testing.T, k RotationResource) {
	t.Helper()
	x, address := NewPluginTest(t, k), k.Address()
	k1, k2, _ := x.KIDs()
	with := func(v string) string { return x.Resource("  min_rotation_interval = \"0s\"\n" + value(v)) }
	kids := statecheck.CompareValue(compare.ValuesDiffer())
	var k3 string
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: x.Factories(),
		Steps: []resource.TestStep{
			{
				Config: with("1"),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(address, tfjsonpath.New("kid"), knownvalue.StringExact(k2)),
					plancheck.ExpectKnownValue(address, tfjsonpath.New("previous_kid"), knownvalue.StringExact(k1)),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("next_kid")),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("kid"), knownvalue.StringExact(k2)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("id"), knownvalue.StringExact(x.ID)),
					kids.AddStateValue(address, tfjsonpath.New("kid")),
				},
				Check: func(*terraform.State) error { _, k3, _ = x.KIDs(); return nil },
			},
			{Config: with("1"), PlanOnly: true},
			{ResourceName: address, ImportState: true, ImportStateVerify: true,
				ImportStateVerifyIgnore: []string{"rotate_when_changed", "min_rotation_interval", "rotate_on_create"}},
			{ResourceName: address, ImportState: true, ImportStateId: "a/b", ExpectError: regexp.MustCompile(`Invalid import ID`)},
			{
				Config: with("2"),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
				ConfigStateChecks: []statecheck.StateCheck{kids.AddStateValue(address, tfjsonpath.New("kid"))},
				Check: func(*terraform.State) error {
					if current, _, previous := x.KIDs(); current != k3 || previous != k2 {
						return fmt.Errorf("current %s previous %s, want %s %s", current, previous, k3, k2)
					}
					return nil
				},
			},
			{PreConfig: x.Rotate, Config: with("2"), PlanOnly: true},
		},
		CheckDestroy: func(*terraform.State) error {
			if _, _, previous := x.KIDs(); previous != k3 {
				return fmt.Errorf("previous is %s after the destroy, want %s: destroying changed the keys", previous, k3)
			}
			return nil
		},
	})
}

// Adopts creates without a rotation.
func Adopts(t *testing.T, k RotationResource) {
	t.Helper()
	x := NewPluginTest(t, k)
	k1, _, _ := x.KIDs()
	x.Test(t, resource.TestStep{
		Config: x.Resource("  rotate_on_create = false"),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(k.Address(), tfjsonpath.New("kid"), knownvalue.StringExact(k1)),
			statecheck.ExpectKnownValue(k.Address(), tfjsonpath.New("previous_kid"), knownvalue.Null()),
		},
	})
}

// ImportBlocks are import blocks by ID and by identity, which end in an empty
// plan.
func ImportBlocks(t *testing.T, k RotationResource) {
	t.Helper()
	x, address := NewPluginTest(t, k), k.Address()
	identity := map[string]knownvalue.Check{k.Parent: knownvalue.StringExact(x.ID)}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: x.Factories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config:            x.Resource(""),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectIdentity(address, identity)},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

// ParentOfTheSameApply has the parent made in the apply that rotates.
func ParentOfTheSameApply(t *testing.T, k RotationResource) {
	t.Helper()
	x, address := NewPluginTest(t, k), k.Address()
	_, k2, _ := x.KIDs()
	x.Test(t, resource.TestStep{
		Config: x.Provider() + fmt.Sprintf(`
			resource "terraform_data" "parent" { input = %q }
			resource %q "this" { %s = terraform_data.parent.output }`, x.ID, k.Type, k.Parent),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{plancheck.ExpectUnknownValue(address, tfjsonpath.New("kid"))},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("kid"), knownvalue.StringExact(k2)),
		},
	})
}

// ReadsKeys is the data source of the keys, in which the current key stands under
// the name of role; and a parent that is not there.
func ReadsKeys(t *testing.T, k RotationResource, role string, more ...statecheck.StateCheck) {
	t.Helper()
	x, data := NewPluginTest(t, k), "data."+k.Address()
	k1, k2, _ := x.KIDs()
	source := func(id string) string {
		return x.Provider() + fmt.Sprintf("data %q \"this\" { %s = %q }", k.Type, k.Parent, id)
	}
	x.Test(t, resource.TestStep{
		Config: source(x.ID),
		ConfigStateChecks: append(more,
			statecheck.ExpectKnownValue(data, tfjsonpath.New(role).AtMapKey("kid"), knownvalue.StringExact(k1)),
			statecheck.ExpectKnownValue(data, tfjsonpath.New("next_key").AtMapKey("kid"), knownvalue.StringExact(k2)),
			statecheck.ExpectKnownValue(data, tfjsonpath.New("keys"), knownvalue.ListSizeExact(2)),
			statecheck.ExpectKnownValue(data, tfjsonpath.New("jwks_json"), knownvalue.StringRegexp(regexp.MustCompile(`^{"keys":\[\{.*"kty":"RSA"`))),
		),
	}, resource.TestStep{Config: source(k.unknownID), ExpectError: regexp.MustCompile(`Unable to read ` + k.Noun)})
}
