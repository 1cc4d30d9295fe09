package auth0

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel/modeltest"
)

// The models are read and written as the framework reads and writes them.
func TestModels(t *testing.T) {
	t.Parallel()
	var resourceSchema resource.SchemaResponse
	NewConnectionKeysResource().Schema(t.Context(), resource.SchemaRequest{}, &resourceSchema)
	modeltest.Compare(t, tfsdk.State{Schema: resourceSchema.Schema}, func() any { return new(connectionKeysModel) })
	var sourceSchema datasource.SchemaResponse
	NewConnectionKeysDataSource().Schema(t.Context(), datasource.SchemaRequest{}, &sourceSchema)
	modeltest.Compare(t, tfsdk.State{Schema: sourceSchema.Schema}, func() any { return new(connectionKeysListModel) })
}
