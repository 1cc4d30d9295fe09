package okta_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// What terraform plan -generate-config-out writes for keys of every kind plans
// clean: it names every form of the key.
func TestAccAppJWK_generatedConfiguration(t *testing.T) {
	t.Parallel()
	w := newCLIWorld(t, kinds(t))
	var blocks []string
	for i, key := range w.Okta().AppKeys(w.app) {
		blocks = append(blocks, fmt.Sprintf("import {\n  to = %s.k%d\n  id = \"%s/%s\"\n}\n", appJWKType, i, w.app, key.ID))
	}
	w.configure(blocks...)
	imported := fmt.Sprintf("%d to import, 0 to add, 0 to change, 0 to destroy", len(blocks))
	w.must(0, []string{imported}, "plan", "-generate-config-out=generated.tf")
	mark := w.Journal().Len()
	out := w.must(0, []string{fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(blocks))}, "apply", "-auto-approve")
	acctest.MustHold(t, out, imported)
	w.noChanges()
	for _, call := range w.Calls(mark) {
		if call != "GET jwks 200" {
			t.Errorf("a request of the import: %s", call)
		}
	}
	w.effects()
}
