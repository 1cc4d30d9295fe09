package acctest

import (
	"encoding/json"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Upgrade passes an object through its form in a state file, as core does for each object
// that it reads from one.
func (r *RPC) Upgrade(object *Object) *Object {
	r.t.Helper()
	text, err := json.Marshal(stored(object.Value))
	r.must(err)
	schema := r.schema(object.Type)
	resp, err := r.server.UpgradeResourceState(r.ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: object.Type, Version: schema.Version, RawState: &tfprotov6.RawState{JSON: text},
	})
	r.must(err)
	r.mustSucceed("upgrade of the state", resp.Diagnostics)
	upgraded := *object
	upgraded.Value = r.value(schema.ValueType(), resp.UpgradedState)
	return &upgraded
}

// stored is a value as a state file has it.
func stored(v tftypes.Value) any {
	if v.IsNull() {
		return nil
	}
	var members map[string]tftypes.Value
	if v.As(&members) == nil {
		all := map[string]any{}
		for name, member := range members {
			all[name] = stored(member)
		}
		return all
	}
	var elements []tftypes.Value
	if v.As(&elements) == nil {
		all := make([]any, len(elements))
		for i, element := range elements {
			all[i] = stored(element)
		}
		return all
	}
	return storedScalar(v)
}

func storedScalar(v tftypes.Value) any {
	var text string
	var yes bool
	var number big.Float
	switch {
	case v.As(&text) == nil:
		return text
	case v.As(&yes) == nil:
		return yes
	case v.As(&number) == nil:
		return json.Number(number.Text('f', -1))
	default:
		return nil
	}
}
