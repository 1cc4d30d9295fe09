package acctest

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// ValidateData validates a data source's configuration.
func (r *RPC) ValidateData(typeName string, config map[string]any) Diags {
	r.t.Helper()
	value := build(r.t, r.source(typeName).ValueType(), config)
	resp, err := r.server.ValidateDataResourceConfig(r.ctx, &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: typeName, Config: r.dynamic(value),
	})
	r.must(err)
	return resp.Diagnostics
}

// ReadData reads a data source.
func (r *RPC) ReadData(typeName string, config map[string]any) (tftypes.Value, Diags) {
	r.t.Helper()
	schema := r.source(typeName)
	value := build(r.t, schema.ValueType(), config)
	resp, err := r.server.ReadDataSource(r.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: r.dynamic(value)})
	r.must(err)
	if Diags(resp.Diagnostics).Errors() > 0 {
		return tftypes.Value{}, resp.Diagnostics
	}
	return r.value(schema.ValueType(), resp.State), resp.Diagnostics
}

// DataSources are the names of all data sources, sorted.
func (r *RPC) DataSources() []string { return slices.Sorted(maps.Keys(r.sources)) }

func (r *RPC) source(typeName string) *tfprotov6.Schema {
	r.t.Helper()
	schema, ok := r.sources[typeName]
	if !ok {
		r.t.Fatalf("no data source %s", typeName)
	}
	return schema
}
