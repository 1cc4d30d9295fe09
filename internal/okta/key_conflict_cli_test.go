package okta_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// removedBlock has Terraform forget resources without destroying them.
func removedBlock(typeName, name string) string {
	return fmt.Sprintf("removed {\n  from = %s.%s\n  lifecycle {\n    destroy = false\n  }\n}\n", typeName, name)
}

// setBlock is a set of keys of the app.
func (w *cliFixture) setBlock(kids string) string {
	var keys strings.Builder
	for _, kid := range kids {
		fmt.Fprintf(&keys, "    %q = { public_key_pem = %q, status = \"ACTIVE\" }\n", string(kid), pemOf(w.t, int(kid-'a')))
	}
	return fmt.Sprintf("resource %q \"all\" {\n  app_id = %q\n  keys = {\n%s  }\n}\n", appJWKSResourceType, w.app, keys.String())
}

// keyBlock is a resource of one key.
func (w *cliFixture) keyBlock(kid string) string {
	return w.block(kid, attr("public_key_pem", pemOf(w.t, int(kid[0]-'a'))), attr("kid", kid), attr("status", active))
}

// Two resources of one key each are replaced by a set of both, and back. Without a
// word about the old ones the plan is refused, whatever its order; with the remedies
// of the error no key is touched.
func TestAccKeyConflict_singleKeysAndSet(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, sandbox.OktaApp{})
	w.configure(w.keyBlock("a"), w.keyBlock("b"))
	w.must(0, []string{"2 added"}, "apply", "-auto-approve", "-parallelism=1")
	w.Clock().Advance(2 * time.Hour)
	both, refused := map[string]string{"a": active, "b": active}, []string{"would be deleted, though another", "Nothing was sent", "removed {"}

	w.configure(w.setBlock("ab"))
	for i := range 6 {
		w.must(1, refused, "apply", "-auto-approve", fmt.Sprintf("-parallelism=%d", 1+9*(i%2)))
		w.expectStatuses(both)
	}
	w.must(0, []string{"Removed"}, "state", "rm", appJWKType+".a")
	w.configure(w.setBlock("ab"), removedBlock(appJWKType, "b"))
	w.must(0, []string{"1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.configure(w.setBlock("ab"))
	w.noChanges()

	w.configure(w.keyBlock("a"), w.keyBlock("b"))
	w.must(1, refused, "apply", "-auto-approve")
	w.expectStatuses(both)
	imports := ""
	for kid := range both {
		imports += fmt.Sprintf("import {\n  to = %s.%s\n  id = \"%s/%s\"\n}\n", appJWKType, kid, w.app, w.keyID(kid))
	}
	w.configure(w.keyBlock("a"), w.keyBlock("b"), removedBlock(appJWKSResourceType, "all"), imports)
	w.must(0, []string{"2 imported, 0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.configure(w.keyBlock("a"), w.keyBlock("b"))
	w.noChanges()
	if got := slices.Sorted(slices.Values(w.happened())); !slices.Equal(got, []string{"add a", "add b"}) { // one apply adds both, in either order
		t.Errorf("effects %q", got)
	}
}

// With count, a key that leaves the list moves the others to new indexes: the plan
// is refused. With for_each and moved blocks only the key that left goes.
func TestAccKeyConflict_countThatShifts(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, sandbox.OktaApp{})
	locals := "locals {\n  pem = {\n"
	for i, kid := range []string{"a", "b", "c"} {
		locals += fmt.Sprintf("    %s = %q\n", kid, pemOf(t, i))
	}
	locals += "  }\n}\n"
	repeated := func(meta, kid string) string {
		return fmt.Sprintf("resource %q \"k\" {\n  %s\n  app_id = %q\n  kid = %s\n  public_key_pem = local.pem[%s]\n}\n", appJWKType, meta, w.app, kid, kid)
	}
	counted := func(list string) string {
		return fmt.Sprintf("locals {\n  kids = %s\n}\n", list) + repeated("count = length(local.kids)", "local.kids[count.index]")
	}
	w.configure(locals, counted(`["a", "b", "c"]`))
	w.must(0, []string{"3 added"}, "apply", "-auto-approve", "-parallelism=1")
	w.configure(locals, counted(`["b", "c"]`))
	for i := range 6 {
		w.must(1, []string{"would be deleted, though another", "use for_each"}, "apply", "-auto-approve", fmt.Sprintf("-parallelism=%d", 1+9*(i%2)))
	}
	added := w.happened()
	w.expectStatuses(map[string]string{"a": active, "b": active, "c": active})

	moved := ""
	for i, kid := range []string{"a", "b", "c"} {
		moved += fmt.Sprintf("moved {\n  from = %s.k[%d]\n  to   = %s.k[%q]\n}\n", appJWKType, i, appJWKType, kid)
	}
	w.configure(locals, repeated(`for_each = toset(["b", "c"])`, "each.key"), moved)
	w.must(0, []string{"0 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(map[string]string{"b": active, "c": active})
	w.expectEffects(append(added, "deactivate a", "delete a")...)
}

// -replace of a set, and of one key, sends nothing for keys that stay the same; nor
// does the replacement of a tainted resource.
func TestAccKeyConflict_replaceByOrder(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, sandbox.OktaApp{})
	w.configure(w.setBlock("ab"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.configure(w.setBlock("ab"), w.keyBlock("c"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Clock().Advance(2 * time.Hour)
	for _, resource := range []string{appJWKSResourceType + ".all", appJWKType + ".c"} {
		w.must(0, []string{"keys stay where they are", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", "-replace="+resource)
		w.must(0, nil, "taint", resource)
		w.must(0, []string{"keys stay where they are", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	}
	w.noChanges()
	w.expectEffects("add a", "add b", "add c")
}
