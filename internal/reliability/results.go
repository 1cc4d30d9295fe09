package reliability

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Results counts what came of the cases.
type Results struct {
	mu       sync.Mutex
	rows     map[string]*row
	doubles  int
	requests int
	cases    int
}

// row is one operation and request.
type row struct {
	outcomes map[Outcome]int
	requests int
	doubles  int
}

func (t *Results) add(c Case, outcome Outcome, requests, doubles int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rows == nil {
		t.rows = map[string]*row{}
	}
	key := c.Operation + " | " + c.Request.String()
	r, ok := t.rows[key]
	if !ok {
		r = &row{outcomes: map[Outcome]int{}}
		t.rows[key] = r
	}
	doubles = max(doubles, 0)
	r.outcomes[outcome]++
	r.requests += requests
	r.doubles += doubles
	t.cases++
	t.requests += requests
	t.doubles += doubles
}

// Cases is how many cases ran.
func (t *Results) Cases() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cases
}

// Doubles is how many effects were one too many.
func (t *Results) Doubles() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.doubles
}

// Claim is what the cases prove, in a sentence.
func (t *Results) Claim() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return fmt.Sprintf("%d cases, **%d double effects**.", t.cases, t.doubles)
}

// Requests is how many requests the cases sent. It is no claim: whether a broken
// connection is one that net/http tries again by itself depends on the moment.
func (t *Results) Requests() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.requests
}

// Markdown is the results as a table.
func (t *Results) Markdown() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out strings.Builder
	head := "| operation | fault met while | cases |"
	line := "|---|---|---|"
	for o := Done; o <= Kept; o++ {
		head += " " + o.String() + " |"
		line += "---|"
	}
	fmt.Fprintf(&out, "%s requests | double effects |\n%s---|---|\n", head, line)
	for _, key := range t.keys() {
		r := t.rows[key]
		cases, counts := 0, ""
		for o := Done; o <= Kept; o++ {
			cases += r.outcomes[o]
			counts += fmt.Sprintf(" %d |", r.outcomes[o])
		}
		fmt.Fprintf(&out, "| %s | %d |%s %d | %d |\n", key, cases, counts, r.requests, r.doubles)
	}
	return out.String()
}

func (t *Results) keys() []string {
	keys := make([]string, 0, len(t.rows))
	for key := range t.rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
