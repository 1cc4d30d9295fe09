package diagnostics_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// warningCalls are the functions that make a warning, by the position of its summary.
var warningCalls = map[string]int{
	"NewWarningDiagnostic": 0, "AddWarning": 0, "NewAttributeWarningDiagnostic": 1, "AddAttributeWarning": 1,
}

// Terraform shows one of several warnings with equal summaries and counts the others. So
// every summary names the parent, and the key where the warning is about one key.
func TestWarnings_summariesNameTheParentAndTheKey(t *testing.T) {
	t.Parallel()
	found := 0
	for path, file := range sources(t, "..") {
		for _, decl := range file.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			for _, summary := range summariesOf(function) {
				found++
				if !isNamed(summary, aboutOneKey(function)) {
					t.Errorf("%s: the summary of a warning in %s is made by none of %v", path, function.Name.Name, namers(aboutOneKey(function)))
				}
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d warnings were found", found)
	}
}

// The check finds what it is for.
func TestWarnings_summariesThatNameNothingAreFound(t *testing.T) {
	t.Parallel()
	for body, named := range map[string]bool{
		`func f(s Subject) { diag.NewWarningDiagnostic("were taken over", "x") }`:                   false,
		`func f(s Subject) { diag.NewWarningDiagnostic(s.Noun+" are gone", "x") }`:                  false,
		`func f(s Subject) { diags.AddAttributeWarning(p, "Odd", "x") }`:                            false,
		`func f(s Subject, kid string) { diags.AddWarning(s.summaryForParent("lose a key"), "x") }`: false,
		`func f(s Subject) { diags.AddWarning(s.summaryForParent("are gone"), "x") }`:               true,
		`func f(s Subject, kid string) { diags.AddWarning(s.summaryForKey(kid, "is gone"), "") }`:   true,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+body, 0)
		if err != nil {
			t.Fatal(err)
		}
		function := file.Decls[0].(*ast.FuncDecl)
		summaries := summariesOf(function)
		if len(summaries) != 1 || isNamed(summaries[0], aboutOneKey(function)) != named {
			t.Errorf("%s: %d summaries, want one, named: %t", body, len(summaries), named)
		}
	}
}

// sources are the parsed files below a directory, without tests.
func sources(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files[path], err = parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// summariesOf are the summaries of the warnings that a function makes.
func summariesOf(function *ast.FuncDecl) (summaries []ast.Expr) {
	ast.Inspect(function, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		if position, makes := warningCalls[nameOfCall(call)]; makes {
			summaries = append(summaries, call.Args[position])
		}
		return true
	})
	return summaries
}

// aboutOneKey reports whether a function is given the kid of one key.
func aboutOneKey(function *ast.FuncDecl) bool {
	return slices.ContainsFunc(function.Type.Params.List, func(field *ast.Field) bool {
		return slices.ContainsFunc(field.Names, func(name *ast.Ident) bool { return name.Name == "kid" })
	})
}

// namers are the methods of Subject that make a summary, and Summary, which takes that of
// another diagnostic.
func namers(oneKey bool) []string {
	if oneKey {
		return []string{"summaryForKey", "failureSummary", "Summary"}
	}
	return []string{"summaryForParent", "summaryForKey", "Summary"}
}

func isNamed(summary ast.Expr, oneKey bool) bool {
	call, ok := summary.(*ast.CallExpr)
	return ok && slices.Contains(namers(oneKey), nameOfCall(call))
}

// nameOfCall is the name of a called method or function of a package.
func nameOfCall(call *ast.CallExpr) string {
	if selector, ok := call.Fun.(*ast.SelectorExpr); ok {
		return selector.Sel.Name
	}
	return ""
}
