package keyfunc

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// jwksJSON is provider::idpkeys::jwks_json.
type jwksJSON struct{}

func newJWKSJSON() function.Function { return jwksJSON{} }

func (jwksJSON) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "jwks_json"
}

func (jwksJSON) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "A JWK set of public keys",
		MarkdownDescription: "Writes public keys as a JWK set (RFC 7517 section 5) in JSON, in the order given, public members only. A JWK " +
			"keeps its `kid`, `alg` and `use`; the `kid` of a key that has none is its thumbprint (RFC 7638). Two keys with the same `kid` are refused. The " +
			"`jwks_json` of the data sources does neither: it has what the vendor keeps. " + accepted,
		Parameters: []function.Parameter{function.ListParameter{
			Name: "keys", ElementType: types.StringType,
			MarkdownDescription: "The public keys, each as PEM, as a certificate in PEM, or as a JWK in JSON. The list may be empty.",
		}},
		Return: function.StringReturn{},
	}
}

// maxKeys bounds a set. No vendor takes that many keys, and no verifier reads them.
const maxKeys = 500

func (jwksJSON) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var texts []types.String
	if resp.Error = req.Arguments.Get(ctx, &texts); resp.Error != nil {
		return
	}
	if slices.ContainsFunc(texts, types.String.IsUnknown) {
		resp.Error = resp.Result.Set(ctx, types.StringUnknown())
		return
	}
	if len(texts) > maxKeys {
		resp.Error = function.NewArgumentFuncError(0, fmt.Sprintf("keys has %d keys; a set of more than %d is not made", len(texts), maxKeys))
		return
	}
	set, bad := entries(texts)
	if bad != nil {
		resp.Error = bad
		return
	}
	text, err := jwk.Set(set)
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, text)
}

// entries are the keys as they stand in a set. No two have one kid.
func entries(texts []types.String) ([]json.RawMessage, *function.FuncError) {
	set := make([]json.RawMessage, 0, len(texts))
	seen := map[string]int{}
	for i, text := range texts {
		if text.IsNull() {
			return nil, function.NewArgumentFuncError(0, fmt.Sprintf("keys[%d] is null; leave it out", i))
		}
		kid, entry, err := entryOf(text.ValueString())
		if err != nil {
			return nil, refused(fmt.Sprintf("keys[%d]", i), err)
		}
		if first, twice := seen[kid]; twice {
			return nil, function.NewArgumentFuncError(0, fmt.Sprintf(
				"keys[%d] and keys[%d] have the same kid; give each key of a set a kid of its own, or list the key once", first, i))
		}
		seen[kid] = i
		set = append(set, entry)
	}
	return set, nil
}

// entryOf is a key as it stands in a set.
func entryOf(text string) (kid string, entry json.RawMessage, err error) {
	key, err := jwk.Parse(text)
	if err != nil {
		return "", nil, err
	}
	if kid, err = kidOf(key); err != nil {
		return "", nil, err
	}
	entry, err = key.JSON(jwk.Members{KeyID: kid, Algorithm: key.Algorithm, Use: key.Use})
	return kid, entry, err
}
