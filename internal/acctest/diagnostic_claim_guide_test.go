package acctest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The guide on errors and warnings lists messages by words of their summaries; where several
// share a summary, as "Unable to rotate ...", by words of their details.

// othersMessages are messages in the guide that the provider does not make.
var othersMessages = map[string]string{
	"Provider produced inconsistent final plan": "of Terraform's core",
}

// guideMessages are the words in the first column of the guide's tables of messages. What
// differs from one message to another is left out as "...".
func guideMessages(t *testing.T) (messages []string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "errors-and-warnings.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range strings.Split(string(page), "\n| message |")[1:] {
		table, _, _ = strings.Cut(table, "\n\n")
		for _, row := range strings.Split(table, "\n")[2:] {
			cell, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
			for _, words := range regexp.MustCompile(`;|\.\.\.`).Split(cell, -1) {
				if words = strings.Trim(words, " ,"); len(words) > len("Key") {
					messages = append(messages, words)
				}
			}
		}
	}
	return messages
}

// names reports whether words name a claim.
func names(words string, s *diagnosticClaim) bool {
	shared := strings.HasPrefix(s.summary, "Unable to ")
	return strings.Contains(s.summary, words) || shared && strings.Contains(s.detail, words)
}

// literals are the texts in the source of a package.
func literals(t *testing.T, dir string) (texts []string) {
	t.Helper()
	for _, function := range functionsOf(t, dir, false) {
		ast.Inspect(function, func(node ast.Node) bool {
			if expr, ok := node.(ast.Expr); ok {
				if text, isText := constantText(expr); isText {
					texts = append(texts, text)
					return false
				}
			}
			return true
		})
	}
	return texts
}

// constantText is the text of a literal, or of several that are added.
func constantText(expr ast.Expr) (string, bool) {
	switch x := expr.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil && x.Kind == token.STRING
	case *ast.BinaryExpr:
		left, isLeft := constantText(x.X)
		right, isRight := constantText(x.Y)
		return left + right, x.Op == token.ADD && isLeft && isRight
	}
	return "", false
}

// Each message in the guide is one that the provider reports.
func TestDiagnosticClaims_guideListsWhatThereIs(t *testing.T) {
	t.Parallel()
	texts := append(literals(t, "diagnostics"), literals(t, "keyplan")...)
	used, all := 0, guideMessages(t)
	for _, words := range all {
		found := othersMessages[words] != ""
		for _, s := range diagnosticClaims {
			found = found || names(words, s) || strings.Contains(s.detail, words)
		}
		for _, text := range texts {
			found = found || strings.Contains(text, words)
		}
		if !found {
			t.Errorf("the guide lists %q, and no diagnostic says it", words)
			continue
		}
		used++
	}
	if used < 50 {
		t.Errorf("only %d of %d messages were found", used, len(all))
	}
}

// The guide lists each diagnostic that has a claim.
func TestDiagnosticClaims_areListedInTheGuide(t *testing.T) {
	t.Parallel()
	all := guideMessages(t)
	listed := map[string]bool{}
	for _, s := range diagnosticClaims {
		listed[s.by[0]] = listed[s.by[0]] || slices.ContainsFunc(all, func(words string) bool { return names(words, s) })
	}
	for _, s := range diagnosticClaims {
		wordless := s.detail == "<parent>: <any>" && listed[s.by[0]] // any call may fail
		if !wordless && !slices.ContainsFunc(all, func(words string) bool { return names(words, s) }) {
			t.Errorf("the guide does not list %s %q", s.name(), s.detail)
		}
	}
}

// The test reads texts as the compiler does.
func TestConstantText(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{`"a" + "b"`: "ab", "`a`": "a", `"a" + f() + "b"`: "", `1`: ""} {
		expr, err := parser.ParseExpr(source)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := constantText(expr); ok && got != want || ok != (want != "") {
			t.Errorf("%s is read as %q, %t", source, got, ok)
		}
	}
}
