package acctest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is a resource in the state.
type Object struct {
	t       testing.TB
	Type    string
	Value   tftypes.Value
	Private []byte
	// keysWhenRecorded are the sandbox's keys when the object was recorded. stateEdited is true
	// once a test has changed it by hand.
	keysWhenRecorded []keysByParent
	stateEdited      bool
}

// Show is an attribute as text; see Show.
func (o *Object) Show(path string) string { return Show(o.t, o.Value, path) }

// Exists reports whether there is an object.
func (o *Object) Exists() bool { return o != nil && !o.Value.IsNull() }

// Planned is the answer to a plan.
type Planned struct {
	t       testing.TB
	prior   *Object
	config  map[string]any
	Type    string
	Value   tftypes.Value
	Private []byte
	// Replace is true when the plan replaces the object.
	Replace bool
	Diags   Diags
	// reported are the plan's claims; an apply is compared with their promises.
	reported []reported
}

// Show is a planned attribute as text; see Show.
func (p *Planned) Show(path string) string { return Show(p.t, p.Value, path) }

// Changes reports whether the plan changes anything.
func (p *Planned) Changes() bool { return p.Replace || !p.prior.value(p.Value.Type()).Equal(p.Value) }

func (o *Object) value(typ tftypes.Type) tftypes.Value {
	if o == nil {
		return tftypes.NewValue(typ, nil)
	}
	return o.Value
}

func (o *Object) private() []byte {
	if o == nil {
		return nil
	}
	return o.Private
}

func coreError(summary, detail string) *tfprotov6.Diagnostic {
	return &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: summary, Detail: detail}
}

// contradiction names the first known value of the plan that differs in got.
func contradiction(plan, got tftypes.Value) string {
	diffs, err := plan.Diff(got)
	if err != nil {
		return err.Error()
	}
	for _, d := range diffs {
		if d.Value1 == nil || !d.Value1.IsFullyKnown() {
			continue
		}
		if _, isObject := d.Value1.Type().(tftypes.Object); isObject && !d.Value1.IsNull() {
			continue // its attributes are compared one by one
		}
		return fmt.Sprintf("%s: was %s, but now %s", d.Path, d.Value1, d.Value2)
	}
	return ""
}

// WithNulls is the object as if somebody had edited these attributes out of the
// state.
func (o *Object) WithNulls(names ...string) *Object {
	o.t.Helper()
	var members map[string]tftypes.Value
	if err := o.Value.As(&members); err != nil {
		o.t.Fatal(err)
	}
	members = maps.Clone(members)
	for _, name := range names {
		members[name] = tftypes.NewValue(members[name].Type(), nil)
	}
	edited := *o
	edited.stateEdited = true
	edited.Value = tftypes.NewValue(o.Value.Type(), members)
	return &edited
}

// Names are the keys of a map attribute, in order.
func (o *Object) Names(attribute string) []string {
	o.t.Helper()
	return slices.Sorted(maps.Keys(membersOf(memberOf(o.Value, attribute))))
}
