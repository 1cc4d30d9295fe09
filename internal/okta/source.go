package okta

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

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
