package okta_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

const createFirst = "lifecycle {\n    create_before_destroy = true\n  }\n"

// importBlock imports a key into a resource.
func (w *cliFixture) importBlock(name, kid string) string {
	return fmt.Sprintf("import {\n  to = %s.%s\n  id = \"%s/%s\"\n}\n", appJWKType, name, w.app, w.keyID(kid))
}

// firstBlock is a resource of the key, by the name k, that is created before it is destroyed.
func (w *cliFixture) firstBlock(kid string) string {
	return w.block("k", attr("public_key_pem", pemOf(w.t, int(kid[0]-'a'))), attr("kid", kid), attr("status", active), createFirst)
}

// newDeposed is a fixture in which a replacement of a by b came no further than to add b.
func newDeposed(t *testing.T) *cliFixture {
	t.Helper()
	w := newCLIFixture(t, public)
	w.configure(w.firstBlock("a"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Clock().Advance(2 * time.Hour)
	w.configure(w.firstBlock("b"))
	w.Inject(sandbox.Fault{Match: onDeactivate, Answer: sandbox.Status(500)})
	w.must(1, nil, "apply", "-auto-approve")
	w.Clock().Advance(2 * time.Hour)
	w.expectStatuses(map[string]string{"a": active, "b": active})
	w.configure(w.firstBlock("a"))
	for range 2 {
		w.must(1, []string{`Key "a" would be deleted`, "deposed object", "apply the configuration that was applied last", "terraform state rm"}, "plan")
	}
	return w
}

// An interrupted replacement has left a deposed object, and the configuration goes back to
// the old key: both remedies of the error work.
func TestAccKeyRemedy_deposedAndBack(t *testing.T) {
	t.Parallel()
	w := newDeposed(t)
	w.configure(w.firstBlock("b"))
	w.must(0, []string{"0 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	w.configure(w.firstBlock("a"))
	w.must(0, []string{"1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	w.noChanges()
	w.expectStatuses(map[string]string{"a": active})
	w.expectEffects("add a", "add b", "deactivate a", "delete a", "add a", "deactivate b", "delete b")
}

func TestAccKeyRemedy_deposedAndForgotten(t *testing.T) {
	t.Parallel()
	w := newDeposed(t)
	w.must(0, []string{"Removed"}, "state", "rm", appJWKType+".k")
	w.must(0, []string{"Import successful"}, "import", appJWKType+".k", w.app+"/"+w.keyID("a"))
	w.must(0, nil, "apply", "-auto-approve") // records on_destroy and the like
	w.noChanges()
	w.expectStatuses(map[string]string{"a": active, "b": active}) // b is in no resource, as the error says
	w.expectEffects("add a", "add b")
}

// A set with the same keys is replaced by order, and the apply is killed before it has
// forgotten the old object.
func TestAccKeyRemedy_deposedSet(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, public)
	w.configure(w.setBlock("ab"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.depose()
	w.must(1, []string{`Key "a" would be deleted`, "deposed object", "terraform state rm", "the ID of its app or server"}, "plan")
	w.must(0, []string{"Removed"}, "state", "rm", appJWKSResourceType+".all")
	w.must(0, []string{"Import successful"}, "import", appJWKSResourceType+".all", w.app)
	w.noChanges()
	w.expectEffects("add a", "add b")
}

// depose has the state hold the one object a second time, as a deposed one.
func (w *cliFixture) depose() {
	w.t.Helper()
	path := filepath.Join(w.Dir, "terraform.tfstate")
	text, err := os.ReadFile(path) // #nosec G304 -- the folder of the test
	if err != nil {
		w.t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(text, &state); err != nil {
		w.t.Fatal(err)
	}
	resource, ok := state["resources"].([]any)[0].(map[string]any)
	instances, fine := resource["instances"].([]any)
	if !ok || !fine {
		w.t.Fatal("no resource in the state")
	}
	second := map[string]any{}
	text, err = json.Marshal(instances[0])
	if err == nil {
		err = json.Unmarshal(text, &second)
	}
	second["deposed"] = "0a1b2c3d"
	resource["instances"] = append(instances, second)
	if text, more := json.Marshal(state); err != nil || more != nil || os.WriteFile(path, text, 0o600) != nil {
		w.t.Fatal("the state cannot be written")
	}
}

// A single key is renamed, and the remedy with a removed block and an import works for a key
// that is in use for long, as the one with a moved block does.
func TestAccKeyRemedy_renamed(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, public)
	w.configure(w.keyBlock("a"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Clock().Advance(2 * time.Hour)
	renamed := w.block("new", attr("public_key_pem", pemOf(t, 0)), attr("kid", "a"), attr("status", active))
	w.configure(renamed)
	out := w.must(1, []string{"moved block", "removed {"}, "plan")
	if id := w.app + "/" + w.keyID("a"); !strings.Contains(out, id) {
		t.Errorf("the error does not name the import ID %s:\n%s", id, out)
	}
	w.configure(renamed, removedBlock(appJWKType, "a"), w.importBlock("new", "a"))
	w.must(0, []string{"1 imported, 0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.configure(renamed)
	w.noChanges()
	w.expectEffects("add a")
}

// A key leaves a set that stays, for a resource of its own.
func TestAccKeyRemedy_keyLeavesASet(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, public)
	w.configure(w.setBlock("ab"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Clock().Advance(2 * time.Hour)
	w.configure(w.setBlock("a"), w.keyBlock("b"))
	out := w.must(1, []string{"Leave the key in keys", "terraform state rm", "import the key into the second one"}, "plan")
	if strings.Contains(out, "removed {") || !strings.Contains(out, w.keyID("b")) {
		t.Errorf("the error says:\n%s", out)
	}
	w.must(0, []string{"Removed"}, "state", "rm", appJWKSResourceType+".all")
	w.configure(w.setBlock("a"), w.keyBlock("b"), w.importBlock("b", "b"))
	w.must(0, []string{"1 imported, 1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.configure(w.setBlock("a"), w.keyBlock("b"))
	w.noChanges()
	w.expectEffects("add a", "add b")
}

// A resource of one key gets another one, and a new resource the old one.
func TestAccKeyRemedy_replacedAndPassedOn(t *testing.T) {
	t.Parallel()
	w := newCLIFixture(t, public)
	w.configure(w.firstBlock("a"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Clock().Advance(2 * time.Hour)
	w.configure(w.firstBlock("b"), w.keyBlock("a"))
	w.must(1, []string{"resource that is replaced, whose block stays", "terraform state rm", "import the key into the second one"}, "plan")
	w.must(0, []string{"Removed"}, "state", "rm", appJWKType+".k")
	w.configure(w.firstBlock("b"), w.keyBlock("a"), w.importBlock("a", "a"))
	w.must(0, []string{"1 imported, 1 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	w.configure(w.firstBlock("b"), w.keyBlock("a"))
	w.noChanges()
	w.expectEffects("add a", "add b")
}

// A set is exclusive beside a resource of one key: without exclusive both stay, and with the
// key in the set the other resource is forgotten.
func TestAccKeyRemedy_exclusive(t *testing.T) {
	t.Parallel()
	for _, into := range []bool{false, true} {
		w := newCLIFixture(t, public)
		exclusive := strings.Replace(w.setBlock("a"), "keys = {", "exclusive = true\n  keys = {", 1)
		w.configure(w.setBlock("a"), w.keyBlock("b"))
		w.must(0, []string{"2 added"}, "apply", "-auto-approve")
		w.Clock().Advance(2 * time.Hour)
		w.configure(exclusive, w.keyBlock("b"))
		w.must(1, []string{"a set with exclusive = true", "Set exclusive = false", "put the key into its keys"}, "plan")
		if !into {
			w.configure(w.setBlock("a"), w.keyBlock("b"))
			w.noChanges()
			continue
		}
		both := strings.Replace(w.setBlock("ab"), "keys = {", "exclusive = true\n  keys = {", 1)
		w.configure(both, removedBlock(appJWKType, "b"))
		w.must(0, []string{"0 added, 1 changed, 0 destroyed"}, "apply", "-auto-approve")
		w.configure(both)
		w.noChanges()
	}
}
