package acctest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Each claim names a test in which it is reported and compared, and one in which an apply
// is compared with its promise. The coverage is checked after the tests of a package, so that
// a claim that is not reported any more, or is not compared, fails the package.

// coverage are the claims that one test compared, and whose promises it compared.
type coverage struct{ compared, kept map[*diagnosticClaim]bool }

// covered is the coverage of all tests, by the name of the top-level test.
var covered = struct {
	sync.Mutex
	of map[string]coverage
}{of: map[string]coverage{}}

// recordCoverage notes what was compared in a test, and which promises were kept.
func recordCoverage(t testing.TB, compared, kept []reported) {
	name, _, _ := strings.Cut(t.Name(), "/")
	covered.Lock()
	defer covered.Unlock()
	if _, begun := covered.of[name]; !begun {
		covered.of[name] = coverage{map[*diagnosticClaim]bool{}, map[*diagnosticClaim]bool{}}
	}
	for _, one := range compared {
		covered.of[name].compared[one.claim] = true
	}
	for _, one := range kept {
		covered.of[name].kept[one.claim] = true
	}
}

// uncovered are the claims of a package that were not compared in the test that they name,
// or whose promise was not. If only some tests ran, those that did not are no matter.
func uncovered(list []*diagnosticClaim, pkg string, coverages map[string]coverage, all bool) (problems []string) {
	for _, s := range list {
		in, test, _ := strings.Cut(s.met, " ")
		if m, ran := coverages[test]; in == pkg && (ran || all) && !m.compared[s] {
			problems = append(problems, fmt.Sprintf("%s is to be said and compared in %s, and was not", s.name(), test))
		}
		in, test, _ = strings.Cut(s.kept, " ")
		if m, ran := coverages[test]; in == pkg && (ran || all) && !m.kept[s] {
			problems = append(problems, fmt.Sprintf("what %s promises is to be kept in %s, and was not", s.name(), test))
		}
	}
	slices.Sort(problems)
	return problems
}

// allCovered prints, after the tests of a package, which claims were not covered. A
// pattern with a slash may leave parts of a test out, and so does -short.
func allCovered() bool {
	filter := func(name string) string {
		if f := flag.Lookup("test." + name); f != nil {
			return f.Value.String()
		}
		return ""
	}
	pattern := filter("run") + filter("skip")
	pkg, err := os.Getwd()
	if err != nil || strings.Contains(pattern, "/") || filter("list") != "" || testing.Short() {
		return true
	}
	covered.Lock()
	defer covered.Unlock()
	problems := uncovered(diagnosticClaims, filepath.Base(pkg), covered.of, pattern == "")
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, "FAIL:", problem)
	}
	return len(problems) == 0
}
