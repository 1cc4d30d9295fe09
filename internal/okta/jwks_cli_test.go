package okta_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// cliSet is a set that a real CLI manages.
type cliSet struct {
	*setFixture
	cli *cliFixture
}

func newCLISet(t *testing.T, w *setFixture) *cliSet {
	t.Helper()
	return &cliSet{setFixture: w, cli: &cliFixture{
		appFixture: appFixtureAt(t, w.Sandbox, w.r, w.parent), CLI: acctest.NewCLI(t), t: t,
	}}
}

// configure writes a set of these keys, by kid and expression.
func (w *cliSet) configure(keys map[string]string, more ...string) {
	w.t.Helper()
	var text strings.Builder
	for _, kid := range slices.Sorted(maps.Keys(keys)) {
		fmt.Fprintf(&text, "    %s = { %s }\n", kid, keys[kid])
	}
	w.cli.Write("main.tf", w.HCL()+fmt.Sprintf("resource %q \"all\" {\n  %s = %q\n  %s\n  keys = {\n%s  }\n}\n",
		w.typeName, w.attribute, w.parent, strings.Join(more, "\n  "), text.String()))
}

// written are keys of rsaKeys as they are written, with more arguments.
func written(t *testing.T, kids string, more ...string) map[string]string {
	t.Helper()
	keys := map[string]string{}
	for _, letter := range kids {
		keys[string(letter)] = strings.Join(append([]string{attr("public_key_pem", pemOf(t, int(letter-'a')))}, more...), ", ")
	}
	return keys
}

func TestAccResourceServerJWKS_fromFirstApplyToDestroy(t *testing.T) {
	t.Parallel()
	w := newCLISet(t, newServerSet(t, sandbox.OktaAuthorizationServer{}))
	w.configure(written(t, "ab"), `active_kid = "a"`)
	w.cli.must(0, []string{"Success!"}, "validate")
	w.cli.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.cli.noChanges()
	w.Okta().SetAccessTokenEncryption(w.parent, encryption)

	// Only another active one, and back.
	w.configure(written(t, "ab"), `active_kid = "b"`)
	w.cli.must(0, []string{
		`~ active_kid = "a" -> "b"`, `~ status = "ACTIVE" -> "INACTIVE"`, `~ status = "INACTIVE" -> "ACTIVE"`, `Activating key "b" deactivates key "a"`,
		"0 added, 1 changed, 0 destroyed",
	}, "apply", "-auto-approve")
	w.cli.noChanges()
	already := len(w.effects())

	// A rollover that is killed in the middle.
	w.configure(written(t, "acd"), `active_kid = "d"`)
	w.cli.must(0, []string{`~ active_kid = "b" -> "d"`, `+ "c" = {`, `+ status = "INACTIVE"`, `- "b" = {`, `+ status = "ACTIVE"`}, "plan", "-out=saved")
	w.cli.killedAfter(onActivate, "apply", "saved")
	w.cli.must(0, []string{"were taken over", `"c", "d"`, "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve", "-lock=false")
	if got := strings.Join(w.effects()[already:], ", "); got != "add c, add d, activate d, deactivate b, delete b" {
		t.Errorf("effects %s", got)
	}
	w.neverWithoutActive()
	w.cli.noChanges("-lock=false")

	// Encryption is on: the last active key stays until it is off.
	w.cli.must(1, []string{`Key "d" is the last active one for "enc"`, encryption, `key "d" stays as it is`, `on_destroy = "delete_if_unneeded"`}, "destroy", "-auto-approve", "-lock=false")
	w.Okta().SetAccessTokenEncryption(w.parent, "")
	w.cli.must(0, []string{"1 destroyed"}, "destroy", "-auto-approve", "-lock=false")
	w.expectStatuses(nil)
}

func TestAccAppJWKS_fromFirstApplyToDestroy(t *testing.T) {
	t.Parallel()
	w := newCLISet(t, newAppSet(t, public))
	enc := func(kids string) map[string]string { return written(t, kids, `use = "enc"`) }
	all := func(sets ...map[string]string) map[string]string {
		one := map[string]string{}
		for _, set := range sets {
			maps.Copy(one, set)
		}
		return one
	}
	w.configure(all(written(t, "a", `status = "ACTIVE"`), written(t, "b", `status = "INACTIVE"`), enc("e")))
	w.cli.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.cli.noChanges()
	w.configure(all(written(t, "a", `status = "INACTIVE"`), written(t, "b", `status = "ACTIVE"`), enc("e")))
	w.cli.must(0, []string{`~ status = "ACTIVE" -> "INACTIVE"`, `~ status = "INACTIVE" -> "ACTIVE"`, "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.cli.noChanges()
	already := len(w.effects())

	w.Okta().SetIDTokenEncryption(w.parent, encryption)
	w.configure(all(written(t, "b"), enc("f")))
	w.cli.killedAfter(onActivate, "apply", "-auto-approve")
	w.cli.must(0, []string{"were taken over", `"f"`, "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve", "-lock=false")
	if got := strings.Join(w.effects()[already:], ", "); got != "add f, activate f, deactivate e, delete a, delete e" {
		t.Errorf("effects %s", got)
	}
	w.neverWithoutActive()
	w.cli.noChanges("-lock=false")

	// Replaced create-first: the keys are those that are there.
	w.configure(all(written(t, "b"), enc("f")), "lifecycle { create_before_destroy = true }")
	w.cli.must(0, []string{"were taken over", "was left in place"}, "apply", "-auto-approve", "-lock=false", "-replace="+w.typeName+".all")
	w.cli.noChanges("-lock=false")
	w.Okta().SetIDTokenEncryption(w.parent, "")
	w.cli.must(0, []string{"1 destroyed"}, "destroy", "-auto-approve", "-lock=false")
	w.expectStatuses(nil)
}

// What is only known after the apply, in the words of a real CLI.
func TestAccJWKS_unknown(t *testing.T) {
	t.Parallel()
	w := newCLISet(t, newServerSet(t, encrypting))
	later := func(first, second string, keys map[string]string, active string) {
		w.configure(keys, "active_kid = "+active)
		text := fmt.Sprintf("resource \"terraform_data\" \"first\" {\n  input = %q\n}\nresource \"terraform_data\" \"second\" {\n  input = %q\n}\n", first, second)
		w.cli.Write("data.tf", text)
	}
	known := map[string]string{
		"a": "public_key_pem = terraform_data.first.output", "b": "public_key_pem = terraform_data.second.output",
	}
	later(pemOf(t, 0), pemOf(t, 1), known, `"a"`)
	w.cli.must(0, []string{"3 added"}, "apply", "-auto-approve")
	w.cli.noChanges()
	w.expectEffects("add a", "add b", "activate a")
	// The same key in another spelling, which the plan cannot know to be the same.
	later(pemOf(t, 0), certificate(t, rsaSigner(t, 1)), known, `"a"`)
	w.cli.must(0, []string{"(known after apply)", "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.cli.noChanges()
	w.expectEffects("add a", "add b", "activate a")
	// Another key.
	later(pemOf(t, 0), pemOf(t, 2), known, `"a"`)
	w.cli.must(0, []string{"0 added, 2 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.cli.noChanges()
	w.expectEffects("add a", "add b", "activate a", "delete b", "add b")
	w.neverWithoutActive()
}

func TestAccJWKS_importByIdentity(t *testing.T) {
	t.Parallel()
	requireCLI(t, 12, "import by identity")
	server := newServerSet(t, encrypting)
	server.add("a", "a", active)
	app := newAppSet(t, public)
	app.add("a", "a", active)
	for _, set := range []*setFixture{server, app} {
		w := newCLISet(t, set)
		w.configure(written(t, "a"))
		w.cli.Write("import.tf", fmt.Sprintf("import {\n  to = %s.all\n  identity = {\n    %s = %q\n  }\n}\n", w.typeName, w.attribute, w.parent))
		w.cli.must(0, []string{"1 imported, 0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
		w.cli.noChanges()
		w.expectEffects("add a")
	}
}
