package okta_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// The default server is given by its ID, and then as default: no key is touched, whichever
// way Terraform replaces the resources.
func TestAccResourceServerJWKAlias(t *testing.T) {
	t.Parallel()
	server := encrypting
	server.Default = true
	cli, w := acctest.NewCLI(t), newServerFixture(t, server)
	configure := func(id, lifecycle string) {
		text := w.HCL()
		for i, status := range []string{active, inactive} {
			text += fmt.Sprintf("resource %q \"k%d\" {\n  authorization_server_id = %q\n  kid = \"k%d\"\n  status = %q\n  public_key_pem = %q\n  %s\n}\n",
				resourceServerJWKType, i, id, i, status, pemOf(t, i), lifecycle)
		}
		cli.Write("main.tf", text)
	}
	configure(w.id, "")
	cli.MustRun(0, "apply", "-auto-approve")
	added := w.happened()
	for i, id := range []string{"default", w.id, "default"} {
		if i == 0 {
			w.Clock().Advance(3 * time.Hour)
		}
		configure(id, "")
		acctest.MustContain(t, cli.MustRun(0, "apply", "-auto-approve", fmt.Sprintf("-parallelism=%d", 1+9*(i%2))), "stays where it is", "2 added, 0 changed, 2 destroyed")
	}
	configure(w.id, createFirst)
	acctest.MustContain(t, cli.MustRun(1, "apply", "-auto-approve"), "remove create_before_destroy", "Nothing was sent")
	configure(w.id, "")
	cli.MustRun(0, "apply", "-auto-approve")
	acctest.MustContain(t, cli.MustRun(0, "plan", "-detailed-exitcode"), "No changes")
	if got := w.happened(); !slices.Equal(got, added) {
		t.Errorf("effects %q, want %q", got, added)
	}
}
