package rotation_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// BenchmarkPlanUpdate decides all cases of an update.
func BenchmarkPlanUpdate(b *testing.B) {
	cases := updateCases()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		rotation.PlanUpdate(cases[n%len(cases)].update)
		n++
	}
}
