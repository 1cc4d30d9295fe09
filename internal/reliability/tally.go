package reliability

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Tally counts what came of the cells.
type Tally struct {
	mu       sync.Mutex
	rows     map[string]*row
	doubles  int
	requests int
	cells    int
}

// row is one operation and request.
type row struct {
	outcomes map[Outcome]int
	requests int
	doubles  int
}

func (t *Tally) add(cell Cell, outcome Outcome, requests, doubles int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rows == nil {
		t.rows = map[string]*row{}
	}
	key := cell.Operation + " | " + cell.Request.String()
	r, ok := t.rows[key]
	if !ok {
		r = &row{outcomes: map[Outcome]int{}}
		t.rows[key] = r
	}
	doubles = max(doubles, 0)
	r.outcomes[outcome]++
	r.requests += requests
	r.doubles += doubles
	t.cells++
	t.requests += requests
	t.doubles += doubles
}

// Cells is how many cells ran.
func (t *Tally) Cells() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cells
}

// Doubles is how many effects were one too many.
func (t *Tally) Doubles() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.doubles
}

// Claim is what the cells prove, in a sentence.
func (t *Tally) Claim() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return fmt.Sprintf("%d cells, **%d double effects**.", t.cells, t.doubles)
}

// Requests is how many requests the cells sent. It is no claim: whether a broken
// connection is one that net/http tries again by itself depends on the moment.
func (t *Tally) Requests() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.requests
}

// Markdown is the tally as a table.
func (t *Tally) Markdown() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out strings.Builder
	head := "| operation | fault met while | cells |"
	line := "|---|---|---|"
	for o := Done; o <= Kept; o++ {
		head += " " + o.String() + " |"
		line += "---|"
	}
	fmt.Fprintf(&out, "%s requests | double effects |\n%s---|---|\n", head, line)
	for _, key := range t.keys() {
		r := t.rows[key]
		cells, counts := 0, ""
		for o := Done; o <= Kept; o++ {
			cells += r.outcomes[o]
			counts += fmt.Sprintf(" %d |", r.outcomes[o])
		}
		fmt.Fprintf(&out, "| %s | %d |%s %d | %d |\n", key, cells, counts, r.requests, r.doubles)
	}
	return out.String()
}

func (t *Tally) keys() []string {
	keys := make([]string, 0, len(t.rows))
	for key := range t.rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
