package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func (r *RPC) schema(typeName string) *tfprotov6.Schema {
	r.t.Helper()
	schema, ok := r.resources[typeName]
	if !ok {
		r.t.Fatalf("no resource %s", typeName)
	}
	return schema
}

func (r *RPC) dynamic(v tftypes.Value) *tfprotov6.DynamicValue {
	r.t.Helper()
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	r.must(err)
	return &d
}

func (r *RPC) value(typ tftypes.Type, d *tfprotov6.DynamicValue) tftypes.Value {
	r.t.Helper()
	if d == nil {
		return tftypes.NewValue(typ, nil)
	}
	v, err := d.Unmarshal(typ)
	r.must(err)
	return v
}

func (r *RPC) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("the provider failed: %v", err)
	}
}

func (r *RPC) mustSucceed(what string, diags Diags) {
	r.t.Helper()
	if diags.Errors() > 0 {
		r.t.Fatalf("%s: %s", what, diags)
	}
}
