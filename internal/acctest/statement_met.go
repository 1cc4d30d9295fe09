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

// Each statement names a test in which it is said and compared, and one in which an apply is
// held against what it promises. What the tests of a package have met is looked at when all
// of them are over, so that a statement that is not said any more, or is not compared, fails
// the package.

// meeting is what became of the statements in one test.
type meeting struct{ compared, kept map[*statement]bool }

// meetings are those of all tests, by the name of the test at the top.
var meetings = struct {
	sync.Mutex
	of map[string]meeting
}{of: map[string]meeting{}}

// meets notes what was compared in a test, and which promises were kept.
func meets(t testing.TB, compared, kept []said) {
	name, _, _ := strings.Cut(t.Name(), "/")
	meetings.Lock()
	defer meetings.Unlock()
	if _, begun := meetings.of[name]; !begun {
		meetings.of[name] = meeting{map[*statement]bool{}, map[*statement]bool{}}
	}
	for _, one := range compared {
		meetings.of[name].compared[one.statement] = true
	}
	for _, one := range kept {
		meetings.of[name].kept[one.statement] = true
	}
}

// unmet are the statements of a package that were not compared in the test that they name,
// or whose promise was not. If only some tests ran, those that did not are no matter.
func unmet(list []*statement, pkg string, met map[string]meeting, all bool) (problems []string) {
	for _, s := range list {
		in, test, _ := strings.Cut(s.met, " ")
		if m, ran := met[test]; in == pkg && (ran || all) && !m.compared[s] {
			problems = append(problems, fmt.Sprintf("%s is to be said and compared in %s, and was not", s.name(), test))
		}
		in, test, _ = strings.Cut(s.kept, " ")
		if m, ran := met[test]; in == pkg && (ran || all) && !m.kept[s] {
			problems = append(problems, fmt.Sprintf("what %s promises is to be kept in %s, and was not", s.name(), test))
		}
	}
	slices.Sort(problems)
	return problems
}

// allMet says after the tests of a package which statements were not met. A pattern with a
// slash may leave parts of a test out, and so does -short.
func allMet() bool {
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
	meetings.Lock()
	defer meetings.Unlock()
	problems := unmet(statements, filepath.Base(pkg), meetings.of, pattern == "")
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, "FAIL:", problem)
	}
	return len(problems) == 0
}
