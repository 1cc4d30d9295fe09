package okta

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// readTimeout bounds a read of a data source, waiting for rate limits included.
const readTimeout = 2 * time.Minute

// source is what every data source has: its type and the provider's data.
type source struct {
	typeName string
	data     any
}

// Metadata names the type.
func (s *source) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = s.typeName
}

// Configure keeps the provider's data.
func (s *source) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	s.data = req.ProviderData
}

// reading is what a data source of model M asks for of one parent, and what it
// does with the answer.
type reading[M, T any] struct {
	// parent is the parent's ID, subject words it in diagnostics.
	parent  func(*M) types.String
	subject func(id string) diagnose.Subject
	ask     func(ctx context.Context, c *oktaapi.Client, m *M) (T, error)
	set     func(m *M, ctx context.Context, answer T) diag.Diagnostics
}

// read fills in the model. What is not found is an error here.
func (r reading[M, T]) read(ctx context.Context, s *source, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	m := new(M)
	resp.Diagnostics.Append(req.Config.Get(ctx, m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	answer, err := ask(ctx, s, func(ctx context.Context, c *oktaapi.Client) (T, error) { return r.ask(ctx, c, m) })
	if err != nil {
		resp.Diagnostics.Append(diagnose.Error("read", r.subject(r.parent(m).ValueString()), err))
		return
	}
	resp.Diagnostics.Append(r.set(m, ctx, answer)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// listed converts the keys of an answer, and makes the JWK set of those that can
// be read. s is their parent, jwkOf is the JWK of a converted key.
func listed[K, M any](
	ctx context.Context, s diagnose.Subject, keys []K, convert func(context.Context, diagnose.Subject, K) (M, diag.Diagnostics), jwkOf func(M) types.String,
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
		diags.AddError("Unable to write the JWK set", err.Error())
	}
	return models, types.StringValue(text), diags
}

// ask runs a read within its time.
func ask[T any](ctx context.Context, s *source, read func(context.Context, *oktaapi.Client) (T, error)) (T, error) {
	client, err := clientFrom(s.data)
	if err != nil {
		var none T
		return none, err
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	return read(ctx, client)
}
