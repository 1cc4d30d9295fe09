package okta_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// A rollover that a nightly apply carries over a month, with a real CLI and the sandbox's clock: one change of the
// configuration, two nights that change something, and no other.
func TestAccJWKSRetire_nightlyApplies(t *testing.T) {
	t.Parallel()
	w := newAppSet(t, public)
	block := func(name, kid string, key int) string {
		return w.HCL() + fmt.Sprintf("resource %q %q {\n  app_id = %q\n  keys   = { %s = { %s } }\n  retire = { deactivate_after = \"2d\", delete_after = \"4d\" }\n}\n",
			w.typeName, name, w.parent, kid, attr("public_key_pem", pemOf(t, key)))
	}
	address := w.typeName + ".all"
	then := block("all", "b", 1)
	steps := []resource.TestStep{
		{Config: block("all", "a", 0)},
		{Config: then, ConfigPlanChecks: expectAction(address, plancheck.ResourceActionUpdate)},
	}
	moved := fmt.Sprintf("moved {\n  from = %s.all\n  to   = %s.moved\n}\n", w.typeName, w.typeName)
	for night := 1; night <= 5; night++ {
		action := plancheck.ResourceActionNoop
		if night == 2 || night == 4 {
			action = plancheck.ResourceActionUpdate
		}
		if night == 3 {
			then, address = block("moved", "b", 1)+moved, w.typeName+".moved"
		}
		steps = append(steps, resource.TestStep{PreConfig: func() { w.Clock().Advance(oneDay) }, Config: then, ConfigPlanChecks: expectAction(address, action)})
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: w.factories(), Steps: steps})
	want := []string{"add a", "add b", "deactivate a", "delete a"}
	if got := w.effects(); len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("effects %q, want %q first", got, want)
	}
}

// expectAction expects this of the plan before an apply.
func expectAction(address string, action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

// factories are providers in this process, with the sandbox's clock.
func (w *setFixture) factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"idpkeys": providerserver.NewProtocol6WithError(acctest.Provider(w.Machine()...)()),
	}
}

// A rollover whose new key waits, with a real CLI: the delay is only known after the first apply, one night activates,
// one deletes, and no other changes anything.
func TestAccJWKSActivateAfter_nightlyApplies(t *testing.T) {
	t.Parallel()
	w := newServerSet(t, sandbox.OktaAuthorizationServer{})
	block := func(kid string, key int) string {
		return w.HCL() + "resource \"terraform_data\" \"delay\" { input = \"2d\" }\n" + fmt.Sprintf(
			"resource %q \"all\" {\n  authorization_server_id = %q\n  active_kid = %q\n  activate_after = terraform_data.delay.output\n"+
				"  keys = { %s = { %s } }\n  retire = { delete_after = \"4d\" }\n}\n", w.typeName, w.parent, kid, kid, attr("public_key_pem", pemOf(t, key)))
	}
	address := w.typeName + ".all"
	night := func(kid string, key int, action plancheck.ResourceActionType) resource.TestStep {
		return resource.TestStep{PreConfig: func() { w.Clock().Advance(oneDay) }, Config: block(kid, key), ConfigPlanChecks: expectAction(address, action)}
	}
	const none, changes = plancheck.ResourceActionNoop, plancheck.ResourceActionUpdate
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: w.factories(), Steps: []resource.TestStep{
		{Config: block("a", 0)}, night("a", 0, none), night("a", 0, changes),
		{Config: block("b", 1), ConfigPlanChecks: expectAction(address, changes)},
		night("b", 1, none), night("b", 1, changes), night("b", 1, none), night("b", 1, changes), night("b", 1, none),
	}})
	want := []string{"add a", "activate a", "add b", "activate b", "deactivate a", "delete a"}
	if got := w.effects(); len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("effects %q, want %q first", got, want)
	}
}
