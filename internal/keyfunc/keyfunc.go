// Package keyfunc is the provider's functions: public keys in the forms that
// people hold them (PEM, certificate, JWK), in the forms that they need. The
// functions are pure and need no configuration. A private key is refused, and
// its text never appears in an error.
package keyfunc

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// Functions lists the functions of the provider.
func Functions() []func() function.Function {
	return []func() function.Function{newJWK, newJWKSJSON, newJWKThumbprint, newJWKToPEM}
}

// accepted says in every description what a key may be, and what becomes of a
// private one. Terraform prints the text of the call and the values that it
// refers to around any error of a function; a provider cannot keep it from that.
const accepted = "A key is PEM (`PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE`) or a JWK (RFC 7517) in JSON: RSA of 2048 to 16384 bits, " +
	"or EC on P-256, P-384 or P-521, with an `alg` of such keys, if it has one. Everything else is refused, above all a private key. The error repeats nothing of it. " +
	"A certificate is taken for its key: its dates and issuer are not looked at.\n\n" +
	"With an error of a function, Terraform itself prints the line of the call and the values of the variables, locals and attributes in it, " +
	"unless they are sensitive or ephemeral. So mark what may hold a private key: `sensitive = true` in a variable, `sensitive(...)` elsewhere."

func keyParameter() function.StringParameter {
	return function.StringParameter{
		Name:                "key",
		MarkdownDescription: "The public key: PEM, a certificate as PEM, or a JWK in JSON.",
	}
}

// keyOf reads the one argument that most functions have.
func keyOf(ctx context.Context, req function.RunRequest) (jwk.Key, *function.FuncError) {
	var text string
	if err := req.Arguments.Get(ctx, &text); err != nil {
		return jwk.Key{}, err
	}
	key, err := jwk.Parse(text)
	if err != nil {
		return jwk.Key{}, refused("key", err)
	}
	return key, nil
}

// refused words an error; Terraform adds the full stop.
func refused(what string, err error) *function.FuncError {
	return function.NewArgumentFuncError(0, fmt.Sprintf("%s cannot be used: %s", what, err))
}

// kidOf is the key's own kid, or its thumbprint (RFC 7638).
func kidOf(key jwk.Key) (string, error) {
	if key.KeyID != "" {
		return key.KeyID, nil
	}
	return key.Thumbprint()
}
