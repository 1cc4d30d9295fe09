package sandbox

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// rule is a row of RULES.md.
type rule struct {
	text, evidence string
	tests          []string
}

// readRules parses the tables of RULES.md.
func readRules(t *testing.T) []rule {
	t.Helper()
	document, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	var rules []rule
	for line := range strings.Lines(string(document)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || line == "|---|---|---|" || line == "| rule | evidence | test |" {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 3 {
			t.Errorf("row with %d cells: %s", len(cells), line)
			continue
		}
		rules = append(rules, rule{
			text:     strings.TrimSpace(cells[0]),
			evidence: strings.TrimSpace(cells[1]),
			tests:    strings.Split(strings.TrimSpace(cells[2]), ", "),
		})
	}
	return rules
}

// parsePackage reads the Go files of this folder whose name ends in suffix.
func parsePackage(t *testing.T, suffix string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*" + suffix)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// testFunctions are the names of the tests of this package.
func testFunctions(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	for _, file := range parsePackage(t, "_test.go") {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") {
				tests[fn.Name.Name] = true
			}
		}
	}
	return tests
}

// declaredErrors are the values of all constants of the types of error ids.
func declaredErrors(t *testing.T) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	for _, file := range parsePackage(t, "_error.go") {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "auth0ErrorID" && kind.Name != "oktaErrorID" {
				return true
			}
			id, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Error(err)
			}
			ids[id] = true
			return true
		})
	}
	return ids
}

// TestRulesDocument holds RULES.md to its promises: every row has evidence and
// tests that exist, and every error that can be sent has a row.
func TestRulesDocument(t *testing.T) {
	t.Parallel()
	rules, tests := readRules(t), testFunctions(t)
	if len(rules) < 50 {
		t.Fatalf("only %d rules were found", len(rules))
	}
	documented := map[string]bool{}
	errorMark := regexp.MustCompile("`error:([a-z_]+)`")
	for _, r := range rules {
		if r.text == "" || r.evidence == "" {
			t.Errorf("row without a rule or evidence: %+v", r)
		}
		if strings.Contains(r.evidence, "UNPROVEN") && !strings.Contains(r.evidence, "UNPROVEN: assumed because ") {
			t.Errorf("no reason for what is unproven: %s", r.text)
		}
		for _, name := range r.tests {
			if !tests[name] {
				t.Errorf("test %q does not exist, of rule: %s", name, r.text)
			}
		}
		for _, mark := range errorMark.FindAllStringSubmatch(r.text, -1) {
			documented[mark[1]] = true
		}
	}
	checkErrorTable(t, documented)
}

// checkErrorTable compares the documented errors, the constants and the tables.
func checkErrorTable(t *testing.T, documented map[string]bool) {
	t.Helper()
	declared := declaredErrors(t)
	equal(t, "number of errors in the tables", len(auth0Errors)+len(oktaErrors), len(declared))
	for id := range declared {
		if auth0Errors[auth0ErrorID(id)].message == "" && oktaErrors[oktaErrorID(id)].message == "" {
			t.Errorf("error %s has no text", id)
		}
		if !documented[id] {
			t.Errorf("error %s has no row in RULES.md", id)
		}
	}
	for id := range documented {
		if !declared[id] {
			t.Errorf("RULES.md names error %s, which does not exist", id)
		}
	}
}
