package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	// usedAction is an action of a workflow, and pinnedAction one by its commit.
	usedAction   = regexp.MustCompile(`(?m)^ +- uses: (\S+)`)
	pinnedAction = regexp.MustCompile(`^[\w-]+/[\w-]+@[0-9a-f]{40}$`)
	// keyID is Okta's ID of a registered key in a path.
	keyID = regexp.MustCompile(`\b(pks|apk)\w+`)
	// place is a line that says where in a configuration a warning comes from, or what is there.
	place = regexp.MustCompile(`^  (with |on \S+ line |\s*\d+: |  ├|  │)`)
	// signingKID is the kid of a key with which Okta signs.
	signingKID = regexp.MustCompile(`\b[A-Za-z0-9_-]{43}\b`)
)

// night is what one run of the workflow's script printed and changed.
type night struct {
	number  int
	date    time.Time
	planned string // plan.txt
	printed string
	changes []string
}

// nightLog is what nights printed, as a page shows it. Nights that print the same are in one entry.
type nightLog struct {
	entries []nightEntry
	// kids are the signing keys by their order: their IDs are random at Okta.
	kids []string
}

type nightEntry struct {
	first, last night
	text        string
}

// add adds a night: the exit code of the plan by what the script says, the plan's last lines and
// warnings, the apply's last line, and the requests that changed something.
func (l *nightLog) add(n night) {
	var text strings.Builder
	for _, line := range planLines(n.planned) {
		text.WriteString(line + "\n")
	}
	for line := range strings.Lines(n.printed) {
		if strings.HasPrefix(line, "Apply complete!") {
			text.WriteString("\n" + line)
		}
	}
	for _, change := range n.changes {
		text.WriteString("sent: " + change + "\n")
	}
	entry := nightEntry{n, n, l.withNames(text.String())}
	if last := len(l.entries) - 1; last >= 0 && l.entries[last].text == entry.text {
		l.entries[last].last = n
		return
	}
	l.entries = append(l.entries, entry)
}

// withNames replaces the IDs of signing keys by names.
func (l *nightLog) withNames(text string) string {
	return signingKID.ReplaceAllStringFunc(text, func(kid string) string {
		for i, known := range l.kids {
			if known == kid {
				return fmt.Sprintf("signing-key-%d", i+1)
			}
		}
		l.kids = append(l.kids, kid)
		return fmt.Sprintf("signing-key-%d", len(l.kids))
	})
}

// String is the page's text.
func (l *nightLog) String() string {
	var text strings.Builder
	for i, e := range l.entries {
		title := fmt.Sprintf("Night %d, %s", e.first.number, e.first.date.Format(time.DateOnly))
		if e.last.number > e.first.number {
			title = fmt.Sprintf("Nights %d to %d, %s to %s", e.first.number, e.last.number, e.first.date.Format(time.DateOnly), e.last.date.Format(time.DateOnly))
		}
		if i > 0 {
			text.WriteString("\n")
		}
		fmt.Fprintf(&text, "=== %s: exit code %d\n\n%s", title, exitCode(e.first.printed), e.text)
	}
	return text.String()
}

// exitCode is that of a plan with -detailed-exitcode, by what the script says of it.
func exitCode(printed string) int {
	if strings.Contains(printed, "\n::notice title=Keys::") {
		return 2
	}
	return 0
}

// planLines are the lines of a plan after those about resources: what changes in all, the outputs and the warnings, but
// not where in the configuration these come from, and not what Terraform says in every plan.
func planLines(planned string) (lines []string) {
	everyPlan := []string{
		"Terraform has compared your real infrastructure", "and found no differences", "You can apply this plan to save these new output values",
		"state, without changing any real infrastructure.",
	}
	begun := false
	for line := range strings.Lines(planned) {
		line = strings.TrimRight(line, "\n")
		begun = begun || strings.HasPrefix(line, "Plan: ") || strings.HasPrefix(line, "No changes.") || strings.HasPrefix(line, "Changes to Outputs:")
		if begun && strings.HasPrefix(line, "────") {
			break
		}
		known := false
		for _, text := range everyPlan {
			known = known || strings.HasPrefix(line, text)
		}
		twoEmpty := line == "" && len(lines) > 0 && lines[len(lines)-1] == ""
		if begun && !known && !twoEmpty && !place.MatchString(line) {
			lines = append(lines, line)
		}
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// checkNightlyOutput writes what the nights printed, or fails unless the guide has it already.
func checkNightlyOutput(t *testing.T, text string) {
	t.Helper()
	if os.Getenv("IDPKEYS_GUIDE") == "write" {
		if err := os.WriteFile(filepath.Join("..", "..", filepath.FromSlash(nightlyOutput)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := repositoryFile(t, nightlyOutput); text != want {
		t.Errorf("%s is not what the nights print; run make guide-output. They print:\n%s", nightlyOutput, text)
	}
}
