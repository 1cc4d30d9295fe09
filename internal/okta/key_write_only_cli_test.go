package okta_test

import (
	"strings"
	"testing"
	"time"
)

// hiddenBlock is a resource of a write-only key, whose kid is its thumbprint.
func (w *cliFixture) hiddenBlock(name string, key int, version string, more ...string) string {
	arguments := append([]string{attr("public_key_pem_wo", pemOf(w.t, key)), "public_key_pem_wo_version = " + version, attr("status", active)}, more...)
	return w.block(name, arguments...)
}

// A write-only key is kept where its resource is renamed, whatever the order, and where the
// resource is replaced by one with the same key.
func TestAccKeyWriteOnly_theKeyStays(t *testing.T) {
	t.Parallel()
	requireCLI(t, 11, "write-only arguments")
	w := newCLIFixture(t, public)
	w.configure(w.hiddenBlock("k", 0, "1"))
	w.must(0, []string{"1 added"}, "apply", "-auto-approve")
	w.Clock().Advance(3 * time.Hour)
	added := w.happened()

	w.configure(w.hiddenBlock("renamed", 0, "1"))
	for _, parallelism := range []string{"1", "10"} {
		w.must(1, []string{"would be deleted, though another", "moved block"}, "apply", "-auto-approve", "-parallelism="+parallelism)
	}
	w.configure(w.hiddenBlock("k", 0, "1"))
	w.must(0, []string{"stay where they are", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", "-replace="+appJWKType+".k")
	w.configure(w.hiddenBlock("k", 0, "2"))
	out := w.must(0, []string{"stays where it is", "stay where they are", "1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	if strings.Contains(out, "will be replaced:") || strings.Contains(out, "last active") {
		t.Errorf("the plan says:\n%s", out)
	}
	w.noChanges()
	w.expectEffects(added...)
}

// The keys of a count move to other indexes, where their version says that they are not looked
// at: no key is lost.
func TestAccKeyWriteOnly_countThatShifts(t *testing.T) {
	t.Parallel()
	requireCLI(t, 11, "write-only arguments")
	w := newCLIFixture(t, public)
	counted := func(kids string) string {
		pem := "locals {\n  pem = { a = " + quote(pemOf(t, 0)) + ", b = " + quote(pemOf(t, 1)) + ", c = " + quote(pemOf(t, 2)) + " }\n  kids = " + kids + "\n}\n"
		return pem + "resource \"" + appJWKType + "\" \"k\" {\n  count = length(local.kids)\n  app_id = " + quote(w.app) +
			"\n  public_key_pem_wo = local.pem[local.kids[count.index]]\n  public_key_pem_wo_version = 1\n}\n"
	}
	w.configure(counted(`["a", "b", "c"]`))
	w.must(0, []string{"3 added"}, "apply", "-auto-approve")
	w.Clock().Advance(3 * time.Hour)
	added := w.happened()
	w.configure(counted(`["b", "c"]`))
	for _, parallelism := range []string{"1", "10"} {
		w.must(1, []string{"would be deleted, though another resource names", "for_each"}, "apply", "-auto-approve", "-parallelism="+parallelism)
	}
	w.expectEffects(added...)
}

func quote(text string) string { return strings.TrimPrefix(attr("", text), " = ") }
