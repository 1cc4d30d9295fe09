package performance

import (
	"os"
	"testing"
)

// docs/performance.md has each row that make bench measures. Its numbers depend on the
// machine, so they are not compared.
func TestPage_hasEveryRow(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(Page)
	if err != nil {
		t.Fatal(err)
	}
	if missing := MissingRows(string(page), Matrix()); len(missing) > 0 {
		t.Errorf("the page lacks %q; run make bench", missing)
	}
}
