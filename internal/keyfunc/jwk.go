package keyfunc

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
)

// jwkFunction is provider::idpkeys::jwk.
type jwkFunction struct{}

// jwkResult is its result. Members that the key type does not have are null.
type jwkResult struct {
	Kty        types.String `tfsdk:"kty"`
	N          types.String `tfsdk:"n"`
	E          types.String `tfsdk:"e"`
	Crv        types.String `tfsdk:"crv"`
	X          types.String `tfsdk:"x"`
	Y          types.String `tfsdk:"y"`
	KID        types.String `tfsdk:"kid"`
	Thumbprint types.String `tfsdk:"thumbprint"`
}

func newJWK() function.Function { return jwkFunction{} }

func (jwkFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "jwk"
}

func (jwkFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	result := map[string]attr.Type{}
	for _, name := range []string{"kty", "n", "e", "crv", "x", "y", "kid", "thumbprint"} {
		result[name] = types.StringType
	}
	resp.Definition = function.Definition{
		Summary: "The members of a public key",
		MarkdownDescription: "Splits a public key into the members of a JWK: `kty`, then `n` and `e` (RSA) or `crv`, `x` and `y` (EC), " +
			"and adds `thumbprint` (RFC 7638, SHA-256) and `kid`: the `kid` of a JWK that has one, or the thumbprint. Members " +
			"that the key does not have are null. " + accepted,
		Parameters: []function.Parameter{keyParameter()},
		Return:     function.ObjectReturn{AttributeTypes: result},
	}
}

func (jwkFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	key, bad := keyOf(ctx, req)
	if bad != nil {
		resp.Error = bad
		return
	}
	thumbprint, err := key.Thumbprint()
	if err != nil {
		resp.Error = refused("key", err)
		return
	}
	kid, err := kidOf(key)
	if err != nil {
		resp.Error = refused("key", err)
		return
	}
	p := key.Params()
	resp.Error = resp.Result.Set(ctx, jwkResult{
		Kty: nullable.String(p.Kty), N: nullable.String(p.N), E: nullable.String(p.E),
		Crv: nullable.String(p.Crv), X: nullable.String(p.X), Y: nullable.String(p.Y),
		KID: nullable.String(kid), Thumbprint: nullable.String(thumbprint),
	})
}
