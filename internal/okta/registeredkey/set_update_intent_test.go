package registeredkey

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// privateMemory is private state in memory.
type privateMemory map[string][]byte

func (m privateMemory) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return m[key], nil
}

func (m privateMemory) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	m[key] = value
	if value == nil {
		delete(m, key)
	}
	return nil
}

// intentModel is a model of a set, as far as the intent needs it.
type intentModel struct{ SetAttributes }

func (m *intentModel) ParentID() types.String { return types.StringNull() }

// The Update does what the plan has written as its intent. A plan without one tells it by a value.
func TestReadUpdateIntent(t *testing.T) {
	t.Parallel()
	known, unknown := new(intentModel), new(intentModel)
	known.UnmanagedKIDs, unknown.UnmanagedKIDs = types.ListNull(types.StringType), types.ListUnknown(types.StringType)
	sends, records := updateIntent{SendsRequests: true}, updateIntent{SendsRequests: false}
	for name, c := range map[string]struct {
		written *updateIntent
		plan    SetModel
		want    bool
	}{
		"sends":                        {&sends, known, true},
		"only records":                 {&records, unknown, false},
		"an older plan, keys change":   {nil, unknown, true},
		"an older plan, keys stay":     {nil, known, false},
		"sends, and the value says so": {&sends, unknown, true},
	} {
		private := privateMemory{}
		if c.written != nil {
			if diags := writeUpdateIntent(t.Context(), private, *c.written); diags.HasError() {
				t.Fatal(diags)
			}
		}
		got, diags := readUpdateIntent(t.Context(), private, c.plan)
		if diags.HasError() || got.SendsRequests != c.want {
			t.Errorf("%s: sends requests: %v, want %v (%v)", name, got.SendsRequests, c.want, diags)
		}
		if removeUpdateIntent(t.Context(), private); len(private) > 0 {
			t.Errorf("%s: private state still has %v", name, private)
		}
	}
}
