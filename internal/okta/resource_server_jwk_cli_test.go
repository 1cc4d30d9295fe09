package okta_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// serverCLI is a server, and a folder in which a real CLI manages its keys.
type serverCLI struct {
	*serverFixture
	*acctest.CLI
	t *testing.T
}

func newServerCLI(t *testing.T, w *serverFixture, cli *acctest.CLI) *serverCLI {
	t.Helper()
	return &serverCLI{serverFixture: w, CLI: cli, t: t}
}

// configure writes a resource per name, each with arguments.
func (w *serverCLI) configure(blocks map[string][]string) {
	w.t.Helper()
	text := w.HCL()
	for name, arguments := range blocks {
		text += fmt.Sprintf("resource %q %q {\n  authorization_server_id = %q\n  %s\n}\n", resourceServerJWKType, name, w.id, strings.Join(arguments, "\n  "))
	}
	w.Write("main.tf", text)
}

// key are the arguments of key i of the process, named by the kid.
func (w *serverCLI) key(i int, kid, status string) []string {
	w.t.Helper()
	return []string{attr("public_key_pem", pemOf(w.t, i)), attr("kid", kid), attr("status", status)}
}

func (w *serverCLI) must(code int, words []string, args ...string) {
	w.t.Helper()
	acctest.MustContain(w.t, w.MustRun(code, args...), words...)
}

func (w *serverCLI) noChanges() {
	w.t.Helper()
	w.must(0, []string{"No changes"}, "plan", "-detailed-exitcode")
}

// effectsAfter fails the test unless exactly this has happened after the first mark
// effects.
func (w *serverCLI) effectsAfter(mark int, want ...string) {
	w.t.Helper()
	if got := w.Okta().ResourceServerKeyEffects(w.id)[mark:]; !slices.Equal(got, want) {
		w.t.Errorf("effects %q, want %q", got, want)
	}
}

// A key is registered and active, the next one takes its place in one apply while
// encryption is on, and all go.
func TestAccResourceServerJWK_createActivateTheNextDestroy(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	w := newServerCLI(t, newServerFixture(t, sandbox.OktaAuthorizationServer{}), cli)
	w.configure(map[string][]string{"a": w.key(0, "a", active)})
	w.must(0, []string{"Success!"}, "validate")
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.expectEffects("add a", "activate a")
	w.noChanges()

	// The next one waits beside it.
	w.configure(map[string][]string{"a": w.key(0, "a", active), "b": w.key(1, "b", inactive)})
	w.must(0, []string{"1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.Okta().SetAccessTokenEncryption(w.id, encryption)

	// Both active is refused; the other way round is one apply.
	w.configure(map[string][]string{"a": w.key(0, "a", active), "b": w.key(1, "b", active)})
	w.must(1, []string{"More than one active key for one use", `"a" and "b"`}, "plan")
	w.configure(map[string][]string{"a": w.key(0, "a", inactive), "b": w.key(1, "b", active)})
	w.must(0, []string{"will be deactivated", `Activating key "b" deactivates key "a"`}, "plan", "-out=saved")
	w.must(0, []string{"0 added, 2 changed, 0 destroyed"}, "apply", "saved")
	w.expectEffects("add a", "activate a", "add b", "activate b", "deactivate a")
	w.noChanges()

	// The old one leaves the configuration.
	w.configure(map[string][]string{"b": w.key(1, "b", active)})
	w.must(0, []string{"0 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	w.effectsAfter(5, "delete a")

	// The last one stays as long as tokens are encrypted to it.
	w.must(1, []string{"stays as it is", "when access token encryption is enabled", "turn off what needs the key"}, "destroy", "-auto-approve")
	w.effectsAfter(6)
	w.Okta().SetAccessTokenEncryption(w.id, "")
	w.must(0, []string{"1 destroyed"}, "destroy", "-auto-approve")
	w.effectsAfter(6, "deactivate b", "delete b")
	w.expectStatuses(nil)
}
