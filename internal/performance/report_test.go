package performance

import (
	"strings"
	"testing"
	"time"
)

// measured are results of the whole matrix that were not measured: the provider takes
// three times the CPU of each floor.
func measured() *Results {
	start := func(ms, bytes int) []Start {
		return []Start{{Wall: time.Duration(ms) * time.Millisecond, CPU: time.Millisecond, Memory: 20 << 20, Schema: bytes}}
	}
	r := &Results{
		Machine: Machine{2, "A CPU", "A system (linux/amd64)", "0123456789ab", "1.26.8", "Terraform v1.15.5"},
		Starts:  Starts{Provider: start(30, 57_000), Empty: start(20, 1_000)},
		Groups:  Matrix(),
	}
	for _, group := range r.Groups {
		for _, workload := range group.Workloads {
			for _, operation := range group.Operations {
				m := Measurement{Wall: time.Second, Core: time.Second}
				if workload.floor != "" {
					m = Measurement{Wall: 2 * time.Second, Core: time.Second, Provider: 2 * time.Second, Memory: 48 << 20, Requests: 7}
				}
				r.Rows = append(r.Rows, &Row{workload, group.Size, group.Condition, operation, []Measurement{m, m, m}})
			}
		}
	}
	return r
}

func TestReport_hasEveryRow(t *testing.T) {
	t.Parallel()
	page := Report(measured())
	if missing := MissingRows(page, Matrix()); len(missing) > 0 {
		t.Errorf("the page lacks %q", missing)
	}
	for _, want := range []string{
		"| CPU | 2 cores, A CPU |", "| provider | commit 0123456789ab |", "| CLI | Terraform v1.15.5 |",
		"| the empty provider | 20.0 (20.0–20.0) | 1.0 (1.0–1.0) | 20.0 (20.0–20.0) | 1.0 |",
		"arguments | 3.00 (3.00–3.00) | at most 1.5 |", "schema, to that of the empty provider | 1.50 (1.50–1.50) | at most 1.3 |",
		"with 1,000 keys, in MiB | 48.0 | at most 64 |",
		"| 1000 | `plan` | 2.00 (2.00–2.00) | 1.00 (1.00–1.00) | 2.00 (2.00–2.00) | 48.0 (48.0–48.0) | 7 | 3.00 (3.00–3.00) |",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
}

// A row in the table of another condition does not count.
func TestMissingRows_findsWhatIsMissing(t *testing.T) {
	t.Parallel()
	page := Report(measured())
	label := rowLabel(connections, 200, Plan)
	if n := strings.Count(page, label); n != 4 {
		t.Fatalf("the row of connections is there %d times, want 4", n)
	}
	missing := MissingRows(strings.Replace(page, label, "| zz | 1 | `zz` |", 1), Matrix())
	if len(missing) != 1 || missing[0] != atOnce.String()+": "+label {
		t.Errorf("found %q", missing)
	}
	missing = MissingRows(strings.Replace(page, claims[0].name, "zz", 1), Matrix())
	if len(missing) != 1 || missing[0] != "claim: "+claims[0].name {
		t.Errorf("found %q", missing)
	}
	if missing = MissingRows("", Matrix()); len(missing) < 100 {
		t.Errorf("an empty page lacks %d rows", len(missing))
	}
}

// The short form has every workload and every operation that the full one has.
func TestShortMatrix_hasEveryKindOfRow(t *testing.T) {
	t.Parallel()
	kinds := func(groups []Group) map[string]bool {
		all := map[string]bool{}
		for _, group := range groups {
			for _, workload := range group.Workloads {
				for _, operation := range group.Operations {
					all[workload.Name+" "+string(operation)] = true
				}
			}
		}
		return all
	}
	short, full := kinds(ShortMatrix()), kinds(Matrix())
	for kind := range full {
		if !short[kind] {
			t.Errorf("the short form has no %s", kind)
		}
	}
	if len(full) != 27 {
		t.Errorf("%d kinds of rows, want 27", len(full))
	}
}

// The floor of a row has its size and its condition.
func TestResults_floorOf(t *testing.T) {
	t.Parallel()
	r := measured()
	row := r.find(singleKeys.Name, 200, atOnceMore, Plan)
	if floor := r.floorOf(row); floor == nil || floor.Workload.Name != singleData.Name || floor.Size != 200 || floor.Condition != atOnceMore {
		t.Errorf("the floor is %+v", floor)
	}
	if floor := r.floorOf(r.find(singleKeys.Name, 200, delayed, Plan)); floor != nil {
		t.Errorf("a row without a floor beside it has %+v", floor)
	}
}
