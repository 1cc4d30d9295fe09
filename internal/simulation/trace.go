package simulation

import (
	"fmt"
	"sort"
	"strings"
	"sync"
)

// trace is what has happened in a simulation, in words that are the same on every
// machine: keys that the vendors make have labels in place of their kids.
type trace struct {
	labels map[string]string
	prefix map[string]int
	// mu guards the lines, which tasks write as well.
	mu    sync.Mutex
	lines []string
}

func newTrace() *trace { return &trace{labels: map[string]string{}, prefix: map[string]int{}} }

// addf adds a line.
func (t *trace) addf(format string, arguments ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, t.normal(fmt.Sprintf(format, arguments...)))
}

// label gives an ID that differs from one machine to another a name that does not.
func (t *trace) label(prefix, id string) {
	if id == "" || t.labels[id] != "" {
		return
	}
	t.prefix[prefix]++
	t.labels[id] = fmt.Sprintf("%s%d", prefix, t.prefix[prefix])
}

// normal is a text with labels in place of IDs.
func (t *trace) normal(text string) string {
	ids := make([]string, 0, len(t.labels))
	for id := range t.labels {
		if strings.Contains(text, id) {
			ids = append(ids, id)
		}
	}
	sort.Strings(ids)
	for _, id := range ids {
		text = strings.ReplaceAll(text, id, t.labels[id])
	}
	return text
}

// String is the whole trace.
func (t *trace) String() string { return strings.Join(t.lines, "\n") }
