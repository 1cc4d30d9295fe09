package acctest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// AdoptionNamesTheKeys creates with rotate_on_create = false: the plan names the keys as
// they are, and an apply after a rotation by somebody else records those of then.
func AdoptionNamesTheKeys(t *testing.T, s *Sandbox, k RotationResource) {
	t.Helper()
	id, r := k.addParent(s), s.RPC()
	k1, k2, _ := k.kids(s, id)
	config := k.Config(id, map[string]any{"rotate_on_create": false})
	plan := r.Plan(k.Type, nil, config)
	now := fmt.Sprintf("now: current %q, next %q, previous none", k1, k2)
	if !plan.Diags.Has("WARNING", k.Noun+" are adopted as they are ("+id+")", now, "known after apply") || len(plan.Diags) != 1 {
		t.Errorf("the plan says:\n%s", plan.Diags)
	}
	if kid := plan.Show("kid"); kid != "unknown" {
		t.Errorf("kid is planned as %s: Terraform refuses the apply if the keys are rotated until then", kid)
	}
	k.rotate(s, id)
	s.Walk(r)
	mark := s.Journal().Len()
	object, diags := r.Apply(plan, config)
	if diags.Errors() > 0 || s.RotationRequests(mark) > 0 {
		t.Fatalf("%d requests to rotate\n%s", s.RotationRequests(mark), diags)
	}
	Expect(t, object, map[string]string{"kid": k2, "previous_kid": k1})
	if again := r.Plan(k.Type, s.Refresh(r, object), config); again.Changes() || len(again.Diags) > 0 {
		t.Errorf("the next plan says:\n%s", again.Diags)
	}
}

// ImportRecordsAdoption imports, and plans rotate_on_create in every way: not set or false
// plans nothing, true is recorded without a request, and then kept where it is not set.
func ImportRecordsAdoption(t *testing.T, s *Sandbox, k RotationResource) {
	t.Helper()
	id, r := k.addParent(s), s.RPC()
	object := imported(k)(s, r, id)
	Expect(t, object, map[string]string{"rotate_on_create": "false"})
	onCreate := func(value bool) map[string]any { return k.Config(id, map[string]any{"rotate_on_create": value}) }
	for name, config := range map[string]map[string]any{"not set": k.Config(id), "false": onCreate(false)} {
		if plan := r.Plan(k.Type, object, config); plan.Changes() || len(plan.Diags) > 0 {
			t.Errorf("%s: the plan changes something, or says:\n%s", name, plan.Diags)
		}
	}
	mark := s.Journal().Len()
	object = s.Update(r, k.Type, object, onCreate(true))
	Expect(t, object, map[string]string{"rotate_on_create": "true"})
	if plan := r.Plan(k.Type, s.Refresh(r, object), k.Config(id)); plan.Changes() || len(plan.Diags) > 0 || s.RotationRequests(mark) > 0 {
		t.Errorf("%d requests to rotate; the plan after it says:\n%s", s.RotationRequests(mark), plan.Diags)
	}
	if create := r.Plan(k.Type, nil, k.Config(id)); create.Show("rotate_on_create") != "true" {
		t.Errorf("a create plans rotate_on_create = %s, want the default", create.Show("rotate_on_create"))
	}
}

// importGenerated imports by a configuration that Terraform writes. It adopts the keys,
// even where the resource is replaced.
func (s *Scenario) importGenerated() {
	const file = "generated.tf"
	s.Write("main.tf", s.HCL()+fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", s.kind.Address(), s.ID))
	s.Must(0, "plan", "-generate-config-out="+file).Contains("1 to import, 0 to add, 0 to change, 0 to destroy")
	text, err := os.ReadFile(filepath.Join(s.Dir, file))
	if err != nil || !regexp.MustCompile(`rotate_on_create += false`).Match(text) {
		s.t.Errorf("the generated configuration (%v) has no rotate_on_create = false:\n%s", err, text)
	}
	s.Must(0, "apply", "-auto-approve").Contains("1 imported, 0 added, 0 changed, 0 destroyed")
	s.ExpectNoChanges()
	s.Must(0, "apply", "-auto-approve", "-replace="+s.kind.Address()).Contains("1 added, 0 changed, 1 destroyed")
	s.ExpectNoChanges()
	s.Write(file, "")
}
