package keyplan_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
)

// BenchmarkPlan plans an app's 50 keys: as they are, and to half of them with another key each in
// place of the other half.
func BenchmarkPlan(b *testing.B) {
	var have []keyplan.Key
	var same, other []keyplan.Desired
	for i := range 50 {
		kid := fmt.Sprintf("key-%02d", i)
		have = append(have, keyplan.Key{ID: kid, KID: kid, Thumbprint: kid, Use: "sig", Active: true, Removable: true})
		same = append(same, keyplan.Desired{KID: kid, Thumbprint: kid, Use: "sig"})
		if i%2 == 0 {
			kid = "new-" + kid
		}
		other = append(other, keyplan.Desired{KID: kid, Thumbprint: kid, Use: "sig", Status: keyplan.Active})
	}
	limits := keyplan.Limits{Max: 50, AddsActive: true}
	for name, want := range map[string][]keyplan.Desired{"unchanged": same, "25 of 50 replaced": other} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := keyplan.Plan(have, want, limits); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
