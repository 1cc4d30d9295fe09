package okta_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// cliFixture is an app, and a folder in which a real CLI manages its keys.
type cliFixture struct {
	*appFixture
	*acctest.CLI
	t *testing.T
}

func newCLIFixture(t *testing.T, app sandbox.OktaApp) *cliFixture {
	t.Helper()
	cli := acctest.NewCLI(t)
	return &cliFixture{appFixture: newAppFixture(t, app), CLI: cli, t: t}
}

// block is a resource in HCL.
func (w *cliFixture) block(name string, arguments ...string) string {
	return fmt.Sprintf("resource %q %q {\n  app_id = %q\n  %s\n}\n", appJWKType, name, w.app, strings.Join(arguments, "\n  "))
}

// configure writes the configuration.
func (w *cliFixture) configure(blocks ...string) {
	w.t.Helper()
	w.Write("main.tf", w.HCL()+strings.Join(blocks, ""))
}

func (w *cliFixture) must(code int, words []string, args ...string) string {
	w.t.Helper()
	out := w.MustRun(code, args...)
	acctest.MustContain(w.t, out, words...)
	return out
}

func (w *cliFixture) noChanges(args ...string) {
	w.t.Helper()
	w.must(0, []string{"No changes"}, append([]string{"plan", "-detailed-exitcode"}, args...)...)
}

// since skips the test on a CLI without what it needs.
func requireCLI(t *testing.T, minor int, what string) {
	t.Helper()
	var major, have int
	title := acctest.CLITitle(t)
	if _, err := fmt.Sscanf(title, "Terraform v%d.%d", &major, &have); err != nil || have < minor {
		t.Skipf("%s has no %s", title, what)
	}
}

func attr(name string, value any) string { return fmt.Sprintf("%s = %q", name, fmt.Sprint(value)) }

func pemOf(t *testing.T, i int) string { t.Helper(); return fmt.Sprint(rsaPEM(t, i)["public_key_pem"]) }

func TestAccAppJWK_fromFirstApplyToDestroy(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, public)
	w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a")))
	w.must(0, []string{"Success!"}, "validate")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.noChanges()
	w.configure(w.block("k", attr("public_key_pem", certificate(t, rsaSigner(t, 0))), attr("kid", "a"), attr("status", "INACTIVE")))
	w.must(0, []string{`"ACTIVE" -> "INACTIVE"`, "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	// Deleted by somebody: added again, once no list can lag.
	w.Okta().RemoveAppKey(w.app, w.keyID("a"))
	w.must(0, []string{"is kept as recorded", "0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.PassListLag()
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	// Deleted and added again by somebody: the same key, of another ID.
	w.Okta().RemoveAppKey(w.app, w.keyID("a"))
	w.Okta().AddAppKey(w.app, sandbox.OktaAppKey{KID: "a", Status: inactive, PublicKey: rsaSigner(t, 0).Public()})
	w.must(0, []string{"0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.must(0, []string{"1 destroyed"}, "destroy", "-auto-approve")
	w.expectStatuses(nil)
}

func TestAccAppJWK_replacedInBothOrders(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"", "lifecycle { create_before_destroy = true }"} {
		w := newCLIFixture(t, public)
		w.configure(w.block("k", attr("public_key_pem", pemOf(t, 0)), first))
		w.must(0, []string{"1 added"}, "apply", "-auto-approve")
		w.configure(w.block("k", attr("public_key_pem", pemOf(t, 1)), first))
		w.must(0, []string{"forces replacement", "will be replaced", thumbprint(t, rsaSigner(t, 1).Public()), "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
		w.noChanges()
		if first == "" {
			w.must(0, []string{"1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", "-replace="+appJWKType+".k")
		} else { // one kid cannot be there twice
			w.must(0, []string{"was taken over", "was left in place"}, "apply", "-auto-approve", "-replace="+appJWKType+".k")
			w.noChanges()
			w.Age(time.Hour)
			w.must(1, []string{"is registered already with status ACTIVE", "Nothing was sent"}, "apply", "-auto-approve", "-replace="+appJWKType+".k")
		}
		w.noChanges()
	}
}

// One apply takes one encryption key out of use and the next into it.
func TestAccAppJWK_flipInOneApply(t *testing.T) {
	t.Parallel()
	for _, saved := range []bool{false, true} {
		w := newCLIFixture(t, sandbox.OktaApp{})
		blocks := func(a, b string) {
			w.configure(w.block("a", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("use", "enc"), attr("status", a)),
				w.block("b", attr("public_key_pem", pemOf(t, 1)), attr("kid", "b"), attr("use", "enc"), attr("status", b)))
		}
		blocks(active, inactive)
		w.must(0, []string{"2 added"}, "apply", "-auto-approve")
		w.Okta().SetIDTokenEncryption(w.app, encryption)
		for i, flip := range [][2]string{{inactive, active}, {active, inactive}} {
			blocks(flip[0], flip[1])
			if saved {
				w.must(0, []string{"will be deactivated"}, "plan", "-out=saved")
				w.must(0, []string{"0 added, 2 changed, 0 destroyed"}, "apply", "saved")
			} else {
				w.must(0, []string{"0 added, 2 changed, 0 destroyed"}, "apply", "-auto-approve")
			}
			w.noChanges()
			w.expectStatuses(map[string]string{"a": flip[0], "b": flip[1]})
			if i == 0 {
				continue
			}
			blocks(active, active)
			w.must(1, []string{"More than one active key for one use", `"a" and "b"`}, "plan")
		}
	}
}

func TestAccAppJWK_writeOnly(t *testing.T) {
	t.Parallel()
	requireCLI(t, 11, "write-only arguments")
	w := newCLIFixture(t, public)
	variable := "variable \"pem\" {\n  type = string\n  ephemeral = true\n}\n"
	version := func(v int) {
		w.configure(variable, w.block("k", "public_key_pem_wo = var.pem", fmt.Sprintf("public_key_pem_wo_version = %d", v)))
	}
	value := func(i int) string { return "-var=pem=" + pemOf(t, i) }
	version(1)
	w.must(0, []string{"Success!"}, "validate")
	// The plan was made with another key than the apply has.
	w.must(0, []string{"+ kid = (known after apply)", "(write-only attribute)"}, "plan", "-out=saved", value(0))
	w.must(0, []string{"1 added"}, "apply", value(1), "saved")
	w.expectStatuses(map[string]string{thumbprint(t, rsaSigner(t, 1).Public()): active})
	w.noChanges(value(2))
	version(2)
	w.must(0, []string{"forces replacement", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", value(3))
	w.expectStatuses(map[string]string{thumbprint(t, rsaSigner(t, 3).Public()): active})
	w.noChanges(value(0))
	w.must(0, nil, "state", "rm", appJWKType+".k")
	w.must(0, []string{"Import successful"}, "import", value(3), appJWKType+".k", w.app+"/"+w.Okta().AppKeys(w.app)[0].ID)
	w.must(0, []string{"public_key_pem_wo_version", "0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve", value(3))
	w.noChanges(value(3))
	w.configure(w.block("k", attr("public_key_pem_wo", pemOf(t, 0))))
	w.must(1, []string{"public_key_pem_wo_version is missing"}, "validate")
}

func TestAccAppJWK_importByIdentity(t *testing.T) {
	t.Parallel()
	requireCLI(t, 12, "import by identity")
	w := newCLIFixture(t, kinds(t))
	key := w.Okta().AppKeys(w.app)[0]
	w.configure(w.block("k", attr("public_key_pem", acctest.PublicPEM(t, key.PublicKey))),
		fmt.Sprintf("import {\n  to = %s.k\n  identity = {\n    app_id = %q\n    id = %q\n  }\n}\n", appJWKType, w.app, key.ID))
	w.must(0, []string{"1 imported, 0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
}
