package acctest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// silentMakers make diagnostics that say nothing about the keys of a write, with the reason.
var silentMakers = map[string]string{
	"diagnostics.NothingSentAgain":             "takes the words of another one, whose claim has both",
	"diagnostics.WarnUnreadableKey":            "of data sources, which plan and send nothing",
	"diagnostics.WarnKeyWithoutJWK":            "of data sources, which plan and send nothing",
	"diagnostics.WarnListedWithContradiction":  "of data sources, which plan and send nothing",
	"diagnostics.ErrJWKSetNotWritten":          "of data sources, which plan and send nothing",
	"diagnostics.ErrPrivateStateNotWritten":    "private state that cannot be kept",
	"diagnostics.ErrInvalidImportID":           "an import ID of a wrong form",
	"diagnostics.ErrInvalidKeyImportID":        "an import ID of a wrong form",
	"diagnostics.ErrInvalidSetImportID":        "an import ID of a wrong form",
	"diagnostics.ErrInvalidArgument":           "an argument that cannot be used",
	"diagnostics.ErrNullKeyEntry":              "an argument that cannot be used",
	"diagnostics.ErrRetireUnknown":             "an argument that cannot be used",
	"diagnostics.ErrInvalidDuration":           "an argument that cannot be used",
	"diagnostics.ErrInvalidParentID":           "an argument that cannot be used",
	"diagnostics.ErrInvalidRequestTimeout":     "an argument that cannot be used",
	"diagnostics.ErrInvalidSettings":           "an argument that cannot be used",
	"diagnostics.ErrInvalidTimeout":            "an argument that cannot be used",
	"diagnostics.ErrPeriodIsZero":              "an argument that cannot be used",
	"diagnostics.ErrPublishedMinAgeIsZero":     "an argument that cannot be used",
	"diagnostics.ErrInvalidJWKSURI":            "an argument that cannot be used",
	"diagnostics.ErrPeriodShorterThanInterval": "an argument that cannot be used",
	"diagnostics.ErrPrivateKeyInTrigger":       "an argument that cannot be used",
}

// makers are the functions that make diagnostics. The linter's rules forbid others outside
// of the package diagnostics.
func makers(t *testing.T) (names []string) {
	t.Helper()
	for _, function := range functionsOf(t, "diagnostics", false) {
		if function.Name.IsExported() && returnsDiagnostic(function) {
			names = append(names, "diagnostics."+nameOf(function))
		}
	}
	return names
}

func functionsOf(t *testing.T, dir string, tests bool) (all []*ast.FuncDecl) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(dir), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") != tests {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if function, ok := decl.(*ast.FuncDecl); ok {
				all = append(all, function)
			}
		}
	}
	return all
}

// nameOf is a function's name, after that of its receiver's type.
func nameOf(function *ast.FuncDecl) string {
	if function.Recv == nil {
		return function.Name.Name
	}
	receiver := ""
	ast.Inspect(function.Recv.List[0].Type, func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok && receiver == "" {
			receiver = name.Name
		}
		return true
	})
	return receiver + "." + function.Name.Name
}

func returnsDiagnostic(function *ast.FuncDecl) bool {
	return function.Type.Results != nil && slices.ContainsFunc(function.Type.Results.List, func(field *ast.Field) bool {
		selector, ok := field.Type.(*ast.SelectorExpr)
		return ok && strings.HasPrefix(selector.Sel.Name, "Diagnostic")
	})
}

// Whatever makes a diagnostic has a claim, or says nothing about keys.
func TestDiagnosticClaims_coverEveryDiagnostic(t *testing.T) {
	t.Parallel()
	stated := map[string]bool{}
	for _, s := range diagnosticClaims {
		for _, by := range s.by {
			stated[by] = true
		}
	}
	all := makers(t)
	for _, name := range all {
		if _, silent := silentMakers[name]; silent == stated[name] {
			t.Errorf("%s makes a diagnostic: add a claim for it, or say in silentMakers why it says nothing about keys, and not both", name)
		}
	}
	for name := range stated {
		if !slices.Contains(all, name) {
			t.Errorf("there is a claim for %s, which makes no diagnostic", name)
		}
	}
	for name := range silentMakers {
		if !slices.Contains(all, name) {
			t.Errorf("%s makes no diagnostic", name)
		}
	}
	if len(all) < 70 {
		t.Errorf("only %d functions were found", len(all))
	}
}

// Each claim names the test that covers it, in a package whose TestMain checks that.
func TestDiagnosticClaims_nameTheirTests(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, pkg := range []string{"okta", "auth0"} {
		for _, function := range functionsOf(t, pkg, true) {
			tests[pkg+" "+function.Name.Name] = true
		}
		main, err := os.ReadFile(filepath.Join("..", pkg, mainOf[pkg]))
		if err != nil || !strings.Contains(string(main), "acctest.Main(m)") {
			t.Errorf("%s has no TestMain that looks: %v", pkg, err)
		}
	}
	for _, s := range diagnosticClaims {
		if !tests[s.met] {
			t.Errorf("%s names %q, which is no test", s.name(), s.met)
		}
		if (s.promise == nil) != (s.kept == "") || s.kept != "" && !tests[s.kept] {
			t.Errorf("the promise of %s names %q, which is no test, or there is no promise", s.name(), s.kept)
		}
		if len(s.holds) == 0 {
			t.Errorf("%s is compared with nothing", s.name())
		}
	}
}

// mainOf are the files that have the TestMain of a package.
var mainOf = map[string]string{"okta": "authorization_server_keys_plan_test.go", "auth0": "connection_keys_acc_test.go"}
