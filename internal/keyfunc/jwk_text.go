package keyfunc

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// textFunction turns one key into one text.
type textFunction struct {
	name, summary, description string
	keyText
}

// keyText is a text of a key.
type keyText interface {
	text(key jwk.Key) (string, error)
}

// thumbprintText is the thumbprint of a key.
type thumbprintText struct{}

func (thumbprintText) text(key jwk.Key) (string, error) { return key.Thumbprint() }

// pemText is a key as PEM.
type pemText struct{}

func (pemText) text(key jwk.Key) (string, error) { return key.PEM() }

func newJWKThumbprint() function.Function {
	return textFunction{
		name: "jwk_thumbprint", summary: "The thumbprint of a public key",
		description: "Computes the thumbprint of a public key (RFC 7638, SHA-256, as base64url): the same for every form of one key. It is the " +
			"`kid` that Auth0 gives its keys. ",
		keyText: thumbprintText{},
	}
}

func newJWKToPEM() function.Function {
	return textFunction{
		name: "jwk_to_pem", summary: "A public key as PEM",
		description: "Writes a public key as PEM (`PUBLIC KEY`, RFC 7468 section 13), for programs that do not read JWKs. ",
		keyText:     pemText{},
	}
}

func (f textFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

func (f textFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             f.summary,
		MarkdownDescription: f.description + accepted,
		Parameters:          []function.Parameter{keyParameter()},
		Return:              function.StringReturn{},
	}
}

func (f textFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	key, bad := keyOf(ctx, req)
	if bad != nil {
		resp.Error = bad
		return
	}
	text, err := f.text(key)
	if err != nil {
		resp.Error = refused("key", err)
		return
	}
	resp.Error = resp.Result.Set(ctx, text)
}
