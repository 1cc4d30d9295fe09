package okta

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// readTimeout bounds a read of a data source, waiting for rate limits included.
const readTimeout = 2 * time.Minute

// lagText is a sentence of the descriptions of data sources of registered keys.
const lagText = "A list of Okta may lag behind: it may not show a change of the last minutes yet."

// dataSourceBase is what every data source has: its type, and the client or why there is none.
type dataSourceBase struct {
	typeName string
	client   *oktaapi.Client
	absent   error
}

// Metadata names the type.
func (s *dataSourceBase) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = s.typeName
}

// Configure takes the client from the provider's data.
func (s *dataSourceBase) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	s.client, s.absent = clientFrom(req.ProviderData)
}

// dataSourceModel is the model of a data source.
type dataSourceModel interface {
	// subject names the parent in diagnostics.
	subject() diagnostics.Subject
	// load reads what Okta says of the parent into the model. The error is an
	// *apierr.Error.
	load(ctx context.Context, client *oktaapi.Client) (diag.Diagnostics, error)
}

// read fills in the model. What is not found is an error here.
func (s *dataSourceBase) read(ctx context.Context, m dataSourceModel, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if s.client == nil && s.absent == nil {
		_, s.absent = clientFrom(nil)
	}
	if s.absent != nil {
		resp.Diagnostics.Append(diagnostics.ErrCallFailed("read", m.subject(), s.absent))
		return
	}
	within, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	diags, err := m.load(within, s.client)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.ErrCallFailed("read", m.subject(), err))
		return
	}
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(tfmodel.SetState(ctx, &resp.State, m)...)
}

// modelsAndJWKS converts the keys of an answer, and makes the JWK set of those that can
// be read. s is their parent, jwkOf is the JWK of a converted key.
func modelsAndJWKS[K, M any](
	ctx context.Context, s diagnostics.Subject, keys []K, convert func(context.Context, diagnostics.Subject, K) (M, diag.Diagnostics), jwkOf func(M) types.String,
) (models []M, jwksJSON types.String, diags diag.Diagnostics) {
	models = make([]M, 0, len(keys))
	var set []json.RawMessage
	for _, key := range keys {
		m, more := convert(ctx, s, key)
		diags.Append(more...)
		models = append(models, m)
		if text := jwkOf(m); !text.IsNull() {
			set = append(set, json.RawMessage(text.ValueString()))
		}
	}
	text, err := jwk.Set(set)
	if err != nil {
		diags.Append(diagnostics.ErrJWKSetNotWritten(err))
	}
	return models, types.StringValue(text), diags
}
