package okta_test

import (
	"fmt"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The delete of a replacement fails, and leaves in the state what the create planned. Then the
// resource is removed: that is no replacement, so the key goes.
func TestKeyReplaceFailed_thenDestroyed(t *testing.T) {
	t.Parallel()
	for _, set := range []bool{false, true} {
		t.Run(fmt.Sprintf("set %v", set), func(t *testing.T) {
			t.Parallel()
			both(t, func(t *testing.T, w *setFixture) {
				typeName, c := w.holder(set, "a", nil)
				w.Walk(w.r)
				object, diags := w.r.Apply(w.r.Plan(typeName, nil, c), nil)
				if diags.Errors() > 0 {
					t.Fatal(diags)
				}
				w.Walk(w.r)
				w.r.Plan(typeName, object, c) // -replace: the update is planned first
				create := w.r.Plan(typeName, nil, c)
				w.Walk(w.r)
				w.Inject(sandbox.Fault{Match: w.onList(), Times: -1, Answer: sandbox.Status(403)})
				left, diags := w.r.Apply(w.r.Deletion(object, create), nil)
				if diags.Errors() == 0 || !left.Exists() {
					t.Fatalf("the delete did not fail:\n%s", diags)
				}
				w.ClearFaults()
				w.Walk(w.r)
				left, diags = w.r.Read(left)
				if diags.Errors() > 0 {
					t.Fatal(diags)
				}
				plan := w.r.Plan(typeName, left, nil)
				w.Walk(w.r)
				gone, diags := w.r.Apply(plan, nil)
				if gone.Exists() || diags.Errors() > 0 || diags.Has("stay") || diags.Has("left to the new resource") {
					t.Errorf("the destroy says:\n%s", diags)
				}
				if keys := w.keys(); len(keys) > 0 {
					t.Errorf("still registered: %v", keys)
				}
			})
		})
	}
}
